import type { Filter } from "../../../analysis/access.ts";
import { entriesOf, propertyOf } from "../../../analysis/object-value.ts";
import type { Value } from "../../../analysis/value.ts";
import type { Field, Model } from "../../../catalog/catalog.ts";
import type { Stage } from "./pipeline.ts";

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

/** True where one of two fields is a key, so that what it leads to belongs with the row; which fields these are may be computed. */
export function isOverKey(lookup: Value, [local, foreign]: readonly [string, string], model: Model, target: Model): boolean {
  const [here, there] = [local, foreign].map((key) => textOf(propertyOf(lookup, key)?.value)?.replace(/^\$/, ""));
  return here === undefined || there === undefined || isKey(here, model) || isKey(there, target);
}

function isKey(path: string, { fields, id }: Model): boolean {
  const isHeld = [...fields.values()].some(({ references, relation, name }) => (name === path && references !== undefined) || relation?.columns.includes(path));
  return isHeld || id.includes(path) || /(?:^|[._a-z])_?ids?$/i.test(path);
}

/** True where a pipeline asks that a field of its rows is what `let` took of the row, as `localField` and `foreignField` would. */
export function isTiedByLet(given: Value | undefined, stages: readonly Stage[]): boolean {
  const names = given?.kind === "object" ? [...entriesOf(given).keys()].map((name) => `$$${name}`) : [];
  const said = stages.filter(({ name, optional }) => name === "$match" && !optional).flatMap(({ value }) => propertyOf(value, "$expr")?.value ?? []);
  return given !== undefined && (given.kind !== "object" || said.flatMap(equalities).some((sides) => sides.some((side) => names.includes(side)) && sides.some((side) => /^\$[^$]/.test(side))));
}

/** The texts on both sides of each `$eq` and `$in` that must hold. */
function equalities(expression: Value): readonly (readonly string[])[] {
  const entries = entriesOf(expression);
  const both = entries.get("$and")?.value;
  const inside = both?.kind === "list" ? both.items.flatMap((item) => equalities(item.value)) : [];
  const own = ["$eq", "$in"].flatMap((operator) => {
    const sides = entries.get(operator)?.value;
    return sides?.kind === "list" ? [sides.items.flatMap((item) => textOf(item.value) ?? [])] : [];
  });
  return [...inside, ...own];
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
