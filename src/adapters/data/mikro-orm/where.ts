import type { Comparison, Filter } from "../../../analysis/access.ts";
import { entriesOf, isNullish, isUndefined, itemsOf, memberOf, optionsOf, type Property } from "../../../analysis/object-value.ts";
import type { Value } from "../../../analysis/value.ts";
import type { Field, Model } from "../../../catalog/catalog.ts";
import { callOf, calledName } from "../../calls.ts";
import { relatedSchema, type Schema } from "../../entities/entities.ts";
import { namesId } from "../../entities/ids.ts";
import { allOf, anyOf, opaque, optionally, spreadsOf } from "../../filter-parts.ts";

/** The filter that a `where` is: an object, a list of which any may match, a key, or an entity. https://mikro-orm.io/docs/query-conditions */
export function readWhere(value: Value | undefined, schema: Schema): Filter {
  if (value === undefined || isUndefined(value)) return { kind: "all" };
  switch (value.kind) {
    case "choice":
      return anyOf(value.options.map((option) => readWhere(option, schema)));
    case "list":
      return readList(value, schema);
    case "object":
      return allOf([...[...entriesOf(value)].map(([key, property]) => readProperty(key, property, schema)), ...spreadsOf(value)]);
    case "constant":
    case "text":
      return isNullish(value) ? { kind: "none" } : keyFilter(value, schema.model);
    case "reference":
      return isKey(value) || isEntity(value) ? keyFilter(value, schema.model) : opaque(value);
    default:
      return opaque(value);
  }
}

/** Keys, or conditions of which any may hold. */
function readList(value: Value, schema: Schema): Filter {
  const items = itemsOf(value).flatMap((item) => optionsOf(item.value));
  if (items.some((item) => item.kind === "object")) return anyOf(items.map((item) => readWhere(item, schema)));
  return { kind: "in", column: schema.model.id[0] ?? "id", values: value, node: value.node };
}

function readProperty(key: string, property: Property, schema: Schema): Filter {
  const { value, mayBeAbsent } = property;
  switch (key) {
    case "$and":
      return optionally(allOf(itemsOf(value).map((item) => readWhere(item.value, schema))), mayBeAbsent);
    case "$or":
      return optionally(anyOf(itemsOf(value).map((item) => readWhere(item.value, schema))), mayBeAbsent);
    case "$not":
      return optionally({ kind: "not", of: readWhere(value, schema) }, mayBeAbsent);
  }
  const field = fieldNamed(key, schema.model);
  const target = field?.relation ? relatedSchema(schema, field) : undefined;
  if (field && target) return anyOf(optionsOf(value).map((option) => optionally(readRelation(field, option, property, target, schema.model), mayBeAbsent)));
  const column = field?.name ?? key;
  const options = optionsOf(value);
  if (options.every((option) => option.kind !== "object")) return equals(column, value, property, schema.model);
  return optionally(anyOf(options.map((option) => readScalar(column, option, property, schema.model))), mayBeAbsent);
}

/** A property, or the column of the database over it. */
function fieldNamed(key: string, { fields }: Model): Field | undefined {
  return fields.get(key) ?? [...fields.values()].find((field) => field.column === key);
}

/** `estate: { company: 7 }`, `estate: 7`, and whole entities, which are told by their key. */
function readRelation(field: Field, value: Value, property: Property, target: Schema, model: Model): Filter {
  const [held] = field.relation?.columns ?? [];
  const quantifier = field.list ? "some" : "is";
  if (isNullish(value)) return held === undefined ? { kind: "all" } : equals(held, value, property, model);
  if (value.kind === "object") return readRelated(field, value, property, target, model);
  if (held !== undefined && field.relation?.columns.length === 1 && (isKey(value) || value.kind === "constant" || value.kind === "text")) return equals(held, value, property, model);
  if (value.kind === "list") return held === undefined ? { kind: "related", relation: field.name, quantifier, of: readList(value, target) } : { kind: "in", column: held, values: value, node: property.node };
  return { kind: "related", relation: field.name, quantifier, of: keyFilter(value, target.model) };
}

const quantifiers: Readonly<Record<string, "some" | "every" | "none">> = { $some: "some", $every: "every", $none: "none" };

function readRelated(field: Field, value: Value, property: Property, target: Schema, model: Model): Filter {
  const [first] = entriesOf(value);
  const [operator = "", given] = first ?? [];
  const [held] = field.relation?.columns ?? [];
  const quantifier = quantifiers[operator];
  if (quantifier && given) return { kind: "related", relation: field.name, quantifier, of: readWhere(given.value, target) };
  if (operator.startsWith("$") && !/^\$(?:and|or|not)$/.test(operator) && held !== undefined) return readScalar(held, value, property, model);
  const of = readWhere(value, target);
  return of.kind === "all" ? of : { kind: "related", relation: field.name, quantifier: field.list ? "some" : "is", of };
}

/** `{ $eq: 7 }`, `{ $in: [7] }`, `{ $gt: 7 }`. */
function readScalar(column: string, value: Value, property: Property, model: Model): Filter {
  if (value.kind !== "object") return equals(column, value, { ...property, mayBeAbsent: false }, model);
  const tests = [...entriesOf(value)].map(([operator, given]) => optionally(readOperator(column, operator, given, model), given.mayBeAbsent));
  return allOf([...tests, ...spreadsOf(value)]);
}

function readOperator(column: string, operator: string, given: Property, model: Model): Filter {
  const { value, node } = given;
  switch (operator) {
    case "$eq":
      return equals(column, value, { ...given, mayBeAbsent: false }, model);
    case "$in":
      return { kind: "in", column, values: value, node };
    case "$not":
      return { kind: "not", of: readScalar(column, value, given, model) };
    case "$and":
      return allOf(itemsOf(value).map((item) => readScalar(column, item.value, given, model)));
    case "$or":
      return anyOf(itemsOf(value).map((item) => readScalar(column, item.value, given, model)));
    default:
      return { kind: "other", column, value, node };
  }
}

/** What stands for a row is the row, or its id where it is called so; `getReference(Plot, id)` stands for the id. */
export function keyFilter(value: Value, model: Model): Filter {
  const ids = model.id.length > 0 ? model.id : ["id"];
  const [id = "id"] = ids;
  const referenced = referenceOf(value);
  if (referenced) return keyFilter(referenced, model);
  if (isKey(value) || value.kind === "constant" || value.kind === "text") return equals(id, value, undefined, model);
  if (value.kind !== "reference") return opaque(value);
  return allOf(ids.map((column) => equals(column, memberOf(value, column), undefined, model)));
}

/** The id that `em.getReference(Plot, id)`, `ref(Plot, id)` and `rel(Plot, id)` are given. */
export function referenceOf(value: Value): Value | undefined {
  const call = callOf(value);
  return call && /^(?:getReference|ref|rel|createFromPK)$/.test(calledName(call) ?? "") ? (call.args[1] ?? call.args[0]) : undefined;
}

/** True for a value from elsewhere that is one key. */
function isKey(value: Value): boolean {
  return namesId(value) || (value.kind === "reference" && value.path.length === 0 && value.root.kind === "call" && /uuid|nanoid|ulid/i.test(calledName(value.root) ?? ""));
}

function isEntity(value: Value): boolean {
  return referenceOf(value) !== undefined || (value.kind === "reference" && value.root.kind === "row");
}

/** A value that is undefined stands for null, unless the configuration leaves it out. */
export function equals(column: string, value: Value, property: Property | undefined, { whenUndefined }: Model): Comparison {
  return { kind: "equals", column, value, optional: property?.mayBeAbsent ?? false, whenUndefined: whenUndefined ?? "matches-null", node: property?.node ?? value.node };
}
