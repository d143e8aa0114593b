import type { Comparison, Filter } from "../../../analysis/access.ts";
import { choiceOf, entriesOf, isNullish, isUndefined, opaqueSpreadsOf, optionsOf, propertyOf, type Property } from "../../../analysis/object-value.ts";
import type { ObjectValue, Value } from "../../../analysis/value.ts";
import type { Field } from "../../../catalog/catalog.ts";
import { allOf, anyOf, opaque, optionally, spreadsOf } from "../../filter-parts.ts";
import { readScalar } from "./scalar-filter.ts";
import { compoundKey, isSkip, relatedSchema, withoutValidator, type Schema } from "./schema.ts";

/** The filter that a `where` is; an absent one is no condition. */
export function readWhere(where: Property | undefined, schema: Schema): Filter {
  return where === undefined ? { kind: "all" } : readFilter(where.value, schema, where.mayBeAbsent);
}

/** The filter of a query for one row, which throws when none of its unique columns is set. */
export function readUniqueWhere(where: Property | undefined, schema: Schema): Filter {
  const filter = readWhere(where, schema);
  const conditions = filter.kind === "and" ? filter.of : [filter];
  const { id, uniques } = schema.model;
  const keys = new Set([id, ...uniques.map(({ columns }) => columns)].flatMap((columns) => (columns.length === 1 ? columns : [])));
  const unique = conditions.filter((one) => one.kind === "equals" && (keys.has(one.column) || one.whenUndefined === "throws"));
  return unique.length === 1 ? allOf(conditions.map((one) => (one === unique[0] && one.kind === "equals" ? { ...one, whenUndefined: "throws" } : one))) : filter;
}

/** The filter that a value is; `optional` when it may be left out as a whole. */
export function readFilter(value: Value, schema: Schema, optional = false): Filter {
  const given = withoutValidator(value);
  if (isUndefined(given) || isSkip(given)) return { kind: "all" };
  if (given.kind === "choice") return anyOf(given.options.map((option) => readFilter(option, schema, optional)));
  return given.kind === "object" ? readObject(given, schema, optional) : opaque(given);
}

function readObject(object: ObjectValue, schema: Schema, optional: boolean): Filter {
  const conditions = [...entriesOf(object)].map(([key, property]) => readProperty(key, property, schema, optional));
  return allOf([...conditions, ...spreadsOf(object)]);
}

function readProperty(key: string, written: Property, schema: Schema, optional: boolean): Filter {
  const property = withoutSkip(written, optional);
  if (property === undefined) return { kind: "all" };
  switch (key) {
    case "AND":
      return readAnd(property, schema);
    case "OR":
      return optionally(readOr(property.value, schema), property.mayBeAbsent);
    case "NOT":
      return optionally(readNot(property.value, schema), property.mayBeAbsent);
  }
  const field = schema.model.fields.get(key);
  if (field?.kind === "relation") return readRelation(field, property, schema);
  const columns = field === undefined ? compoundKey(schema.model, key) : undefined;
  return columns === undefined ? readScalar({ name: key, list: field?.list ?? false, whenUndefined: schema.model.whenUndefined ?? "drops" }, property) : readCompound(columns, property);
}

/** A property without its `Prisma.skip` alternatives: they make it optional, or absent when nothing else is left. */
function withoutSkip(property: Property, optional: boolean): Property | undefined {
  const options = optionsOf(property.value);
  const kept = options.filter((option) => !isSkip(option));
  const [first] = kept;
  if (first === undefined) return undefined;
  const mayBeAbsent = optional || property.mayBeAbsent || kept.length < options.length;
  const value = kept.length === options.length ? property.value : choiceOf([first, ...kept], property.value.node);
  return { ...property, value, mayBeAbsent };
}

/** Undefined inside a compound key throws, whatever the client's settings. */
function readCompound(columns: readonly string[], property: Property): Filter {
  return allOf(
    columns.map((column): Comparison => {
      const part = propertyOf(property.value, column);
      const value = part?.value ?? { kind: "constant", value: undefined };
      return { kind: "equals", column, value, optional: property.mayBeAbsent, whenUndefined: "throws", node: part?.node ?? property.node };
    }),
  );
}

/** A member that stands for any number of members may stand for none. */
function readAnd(property: Property, schema: Schema): Filter {
  return anyOf(
    optionsOf(property.value).map((option) => {
      if (option.kind !== "list") return readFilter(option, schema, property.mayBeAbsent);
      return allOf(option.items.map((item) => readFilter(item.value, schema, property.mayBeAbsent || item.optional || item.many)));
    }),
  );
}

function readOr(value: Value, schema: Schema): Filter {
  return anyOf(
    optionsOf(value).map((option) => {
      if (option.kind !== "list" && option.kind !== "object") return readFilter(option, schema);
      const branches = option.kind === "list" ? option.items.flatMap((item) => optionsOf(item.value)) : [option];
      return anyOf(branches.filter((branch) => !isEmpty(branch)).map((branch) => readBranch(branch, schema)));
    }),
  );
}

/** The client removes branches without conditions; so a branch with one condition matches nothing when that drops. */
function readBranch(branch: Value, schema: Schema): Filter {
  const filter = readFilter(branch, schema);
  if (filter.kind !== "equals" || filter.whenUndefined !== "drops") return filter;
  return { ...filter, optional: false, whenUndefined: "matches-nothing" };
}

function isEmpty(branch: Value): boolean {
  if (branch.kind !== "object") return isUndefined(branch) || isSkip(branch);
  return opaqueSpreadsOf(branch).length === 0 && [...entriesOf(branch).values()].every(({ value }) => isUndefined(value) || isSkip(value));
}

/** The list form means "none of these". */
function readNot(value: Value, schema: Schema): Filter {
  const denied = optionsOf(value).flatMap((option) => (option.kind === "list" ? option.items.map((item) => item.value) : [option]));
  const filters = denied.filter((option) => !isEmpty(option)).map((option) => readFilter(option, schema));
  return filters.length === 0 ? { kind: "all" } : { kind: "not", of: anyOf(filters) };
}

const quantifiers = ["is", "some", "every", "none"] as const;

function readRelation(field: Field, property: Property, schema: Schema): Filter {
  const target = relatedSchema(schema, field);
  if (target === undefined) return { kind: "other", column: field.name, value: property.value, node: property.node };
  return anyOf(
    optionsOf(property.value).map((value): Filter => {
      if (isUndefined(value)) return { kind: "all" };
      if (isNullish(value)) return { kind: "other", column: field.name, value, node: property.node };
      if (value.kind === "object" && (field.list || hasQuantifier(value))) return readQuantifiers(field, value, target, property.mayBeAbsent);
      return field.list ? opaque(value) : { kind: "related", relation: field.name, quantifier: "is", of: readFilter(value, target, property.mayBeAbsent) };
    }),
  );
}

function hasQuantifier(value: ObjectValue): boolean {
  const entries = entriesOf(value);
  return entries.has("is") || entries.has("isNot");
}

function readQuantifiers(field: Field, value: ObjectValue, target: Schema, optional: boolean): Filter {
  const relation = field.name;
  const entries = entriesOf(value);
  const conditions = quantifiers.flatMap((quantifier): Filter[] => {
    const written = entries.get(quantifier);
    const property = written && withoutSkip(written, optional);
    if (property === undefined || isUndefined(property.value)) return [];
    if (isNullish(property.value)) return [{ kind: "other", column: relation, value: property.value, node: property.node }];
    return [{ kind: "related", relation, quantifier, of: readFilter(property.value, target, property.mayBeAbsent) }];
  });
  const denied = entries.get("isNot");
  if (denied !== undefined && !isUndefined(denied.value)) {
    const of: Filter = isNullish(denied.value)
      ? { kind: "other", column: relation, value: denied.value, node: denied.node }
      : { kind: "related", relation, quantifier: "is", of: readFilter(denied.value, target) };
    conditions.push({ kind: "not", of });
  }
  return allOf([...conditions, ...spreadsOf(value)]);
}
