import type { Filter } from "../../../analysis/access.ts";
import { propertyOf } from "../../../analysis/object-value.ts";
import type { Value } from "../../../analysis/value.ts";
import type { Field, Model } from "../../../catalog/catalog.ts";

/** Rows that a `$lookup` puts into a row, over a relation. */
export interface LookedUp {
  readonly as: string;
  readonly over: Field;
}

/** What a `$lookup` of another model's rows puts in, where its fields are a relation's. */
export function lookedUp(lookup: Value, model: Model, target: Model): readonly LookedUp[] {
  const [as, local, foreign] = ["as", "localField", "foreignField"].map((key) => textOf(propertyOf(lookup, key)?.value));
  if (as === undefined || local === undefined || foreign === undefined) return [];
  const to = [...model.fields.values()].filter(({ relation }) => relation?.model === target.name);
  const back = [...target.fields.values()].some(({ relation }) => relation?.model === model.name && relation.columns.includes(foreign));
  const over = to.find(({ relation }) => relation?.columns.includes(local)) ?? (back ? to.find(({ relation }) => relation?.columns.length === 0) : undefined);
  return over ? [{ as, over }] : [];
}

function textOf(value: Value | undefined): string | undefined {
  return value?.kind === "constant" && typeof value.value === "string" ? value.value : undefined;
}

/** A filter whose paths may lead into rows that were looked up before. */
export function overLookups(filter: Filter, lookups: readonly LookedUp[]): Filter {
  switch (filter.kind) {
    case "and":
    case "or":
      return { ...filter, of: filter.of.map((one) => overLookups(one, lookups)) };
    case "not":
      return { ...filter, of: overLookups(filter.of, lookups) };
    case "equals":
    case "in":
    case "other": {
      const lookup = lookups.findLast(({ as }) => filter.column.startsWith(`${as}.`));
      if (!lookup) return filter;
      const of: Filter = { ...filter, column: filter.column.slice(lookup.as.length + 1) };
      return { kind: "related", relation: lookup.over.name, quantifier: lookup.over.list ? "some" : "is", of };
    }
    default:
      return filter;
  }
}
