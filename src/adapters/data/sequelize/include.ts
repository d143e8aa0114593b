import type { Filter, Related } from "../../../analysis/access.ts";
import type { FileFacts } from "../../../analysis/file-facts.ts";
import { itemsOf, optionsOf, propertyOf } from "../../../analysis/object-value.ts";
import type { Value } from "../../../analysis/value.ts";
import type { Field } from "../../../catalog/catalog.ts";
import { allOf, optionally } from "../../filter-parts.ts";
import { textOf } from "../../query/table-names.ts";
import { relatedSchema, relationNamed, relationTo, type Schema } from "./models.ts";
import { readWhere } from "./where.ts";

/** One association that a query loads along. */
interface Included {
  readonly field: Field;
  readonly target: Schema;
  readonly options: Value | undefined;
  /** True where it may be left out at run time. */
  readonly optional: boolean;
}

/** What `include` says: the model, its name, or options with one of these. https://sequelize.org/docs/v6/advanced-association-concepts/eager-loading/ */
function includedIn(include: Value | undefined, schema: Schema, facts: FileFacts): readonly Included[] {
  const items = include === undefined ? [] : optionsOf(include).flatMap((option) => (option.kind === "list" ? itemsOf(option) : [{ value: option, optional: false, many: false }]));
  return items.flatMap(({ value, optional, many }) => optionsOf(value).flatMap((one, _, all) => {
    const field = fieldFor(one, schema, facts);
    const target = field && relatedSchema(schema, field);
    return field && target ? [{ field, target, options: one.kind === "object" ? one : undefined, optional: optional || many || all.length > 1 }] : [];
  }));
}

function fieldFor(value: Value, schema: Schema, facts: FileFacts): Field | undefined {
  if (value.kind !== "object") return relationTo(schema, value, undefined, facts);
  const as = textOf(propertyOf(value, "as")?.value, facts);
  const association = propertyOf(value, "association")?.value;
  const named = as === undefined ? undefined : relationNamed(schema.model, as);
  return named ?? relationTo(schema, association ?? propertyOf(value, "model")?.value, undefined, facts);
}

/** What the inner joins of `include` say of the rows themselves: those with a `where` are inner unless they say otherwise. */
export function includedFilter(include: Value | undefined, schema: Schema, facts: FileFacts): Filter {
  return allOf(includedIn(include, schema, facts).map(({ field, target, options, optional }): Filter => {
    if (!options || isFlag(options, "separate", true)) return { kind: "all" };
    const where = propertyOf(options, "where");
    const required = propertyOf(options, "required");
    const isInner = required ? isFlag(options, "required", true) : where !== undefined && !where.mayBeAbsent;
    if (!isInner) return { kind: "all" };
    const of = allOf([readWhere(where?.value, target), includedFilter(propertyOf(options, "include")?.value, target, facts)]);
    return of.kind === "all" ? of : optionally({ kind: "related", relation: field.name, quantifier: field.list ? "some" : "is", of }, optional);
  }));
}

function isFlag(options: Value, key: string, flag: boolean): boolean {
  const value = propertyOf(options, key)?.value;
  return value?.kind === "constant" && value.value === flag;
}

/** The rows that `include` loads along. */
export function loadsOf(include: Value | undefined, schema: Schema, facts: FileFacts): readonly Related[] {
  return includedIn(include, schema, facts).map(({ field, target, options }): Related => ({
    kind: "load",
    relation: field.name,
    model: target.model.name,
    filter: readWhere(options && propertyOf(options, "where")?.value, target),
    data: [],
    related: loadsOf(options && propertyOf(options, "include")?.value, target, facts),
    node: options?.node,
  }));
}
