import type { Comparison, Filter } from "../../../analysis/access.ts";
import { entriesOf, isNullish, itemsOf, opaqueSpreadsOf, optionsOf, type Property } from "../../../analysis/object-value.ts";
import type { Value } from "../../../analysis/value.ts";
import type { Model } from "../../../catalog/catalog.ts";
import { callOf, calledName } from "../../calls.ts";
import { allOf, anyOf, opaque, optionally, spreadsOf } from "../../filter-parts.ts";

/** A condition of a query, with the path that a later one for the same path takes the place of. */
export interface Condition {
  readonly path: string | undefined;
  readonly filter: Filter;
}

/** The filter that the object of a query is. https://mongoosejs.com/docs/queries.html */
export function readFilter(value: Value | undefined, model: Model): Filter {
  const given = value && trusted(value);
  if (given === undefined || isNullish(given)) return { kind: "all" };
  switch (given.kind) {
    case "choice":
      return anyOf(given.options.map((option) => readFilter(option, model)));
    case "object":
      return allOf(conditionsOf(given, model).map(({ filter }) => filter));
    default:
      return opaque(given);
  }
}

/** The conditions of an object one by one; of anything else, one as a whole. */
export function conditionsOf(value: Value | undefined, model: Model): readonly Condition[] {
  const given = value && trusted(value);
  if (given?.kind !== "object") return [{ path: undefined, filter: readFilter(given, model) }];
  const own = [...entriesOf(given)].map(([key, property]): Condition => ({ path: key.startsWith("$") ? undefined : key, filter: readProperty(key, property, model) }));
  return [...own, ...spreadsOf(given).map((filter): Condition => ({ path: undefined, filter }))];
}

/** `mongoose.trusted({ … })` and `sanitizeFilter({ … })` are what they are given. */
function trusted(value: Value): Value {
  const call = callOf(value);
  const [first] = call?.args ?? [];
  return first && /^(?:trusted|sanitizeFilter)$/.test((call && calledName(call)) ?? "") ? first : value;
}

function readProperty(key: string, property: Property, model: Model): Filter {
  const { value, mayBeAbsent } = property;
  switch (key) {
    case "$and":
      return optionally(allOf(itemsOf(value).map((item) => optionally(readFilter(item.value, model), item.optional || item.many))), mayBeAbsent);
    case "$or":
      return optionally(readOr(value, model), mayBeAbsent);
    case "$nor":
      return optionally({ kind: "not", of: readOr(value, model) }, mayBeAbsent);
    case "$expr":
      return optionally(readExpression(value, model), mayBeAbsent);
    case "$text":
    case "$comment":
    case "$where":
      return { kind: "all" };
  }
  return key.startsWith("$") ? opaque(value) : readPath(key, property, model);
}

/** A list without branches is left out. */
export function readOr(value: Value, model: Model): Filter {
  return anyOf(optionsOf(value).map((option) => {
    if (option.kind !== "list") return opaque(option);
    const branches = option.items.flatMap((item) => optionsOf(item.value));
    const [first, ...more] = branches;
    if (!first) return { kind: "all" };
    return more.length === 0 ? readFilter(first, model) : { kind: "or", of: branches.map((branch) => readFilter(branch, model)) };
  }));
}

/** `{ $eq: ["$companyId", companyId] }`, and several of these under `$and`. */
function readExpression(value: Value, model: Model): Filter {
  const entries = entriesOf(value);
  const both = entries.get("$and")?.value;
  if (both?.kind === "list") return allOf(both.items.map((item) => readExpression(item.value, model)));
  const equal = entries.get("$eq")?.value;
  const sides = equal?.kind === "list" ? equal.items.map((item) => item.value) : [];
  const column = sides.find((side) => side.kind === "constant" && typeof side.value === "string" && /^\$[^$]/.test(side.value));
  const other = sides.find((side) => side !== column);
  if (column?.kind !== "constant" || !other || (other.kind === "constant" && /^\$/.test(String(other.value)))) return { kind: "other", column: "_id", value, node: value.node };
  return equals(String(column.value).slice(1), other, undefined, model);
}

/** The condition that a value puts on a path. */
export function readPath(path: string, property: Property, model: Model): Filter {
  const options = optionsOf(property.value);
  const isPlain = options.every((option) => option.kind !== "object" && option.kind !== "list" && !(option.kind === "constant" && option.value instanceof RegExp));
  if (isPlain) return isLoose(path, model) ? { kind: "other", column: path, value: property.value, node: property.node } : equals(path, property.value, property, model);
  return optionally(anyOf(options.map((option) => readOption(path, option, property, model))), property.mayBeAbsent);
}

function readOption(path: string, value: Value, property: Property, model: Model): Filter {
  const node = property.node ?? value.node;
  if (value.kind === "object") return readOperators(path, value, property, model);
  if (isLoose(path, model)) return { kind: "other", column: path, value, node };
  if (value.kind === "list") return oneOf(path, value, node, model);
  if (value.kind === "constant" && value.value instanceof RegExp) return { kind: "other", column: path, value, node };
  return equals(path, value, property, model);
}

/** What is compared with one element of a list holds for some row of many, unless the list says which other rows have a part in this one. */
function isLoose(path: string, { fields }: Model): boolean {
  const field = fields.get(path);
  return field?.list === true && field.references === undefined;
}

/** A list matches where one of its elements does. */
function amongOthers(path: string, { fields }: Model): { readonly among?: true } {
  return fields.get(path)?.list === true ? { among: true } : {};
}

function readOperators(path: string, operators: Extract<Value, { kind: "object" }>, property: Property, model: Model): Filter {
  const entries = [...entriesOf(operators)];
  const isDocument = entries.length > 0 && entries.every(([key]) => !key.startsWith("$"));
  if (isDocument) return { kind: "other", column: path, value: operators, node: property.node };
  const conditions = entries.map(([operator, operand]) => optionally(readOperator(path, operator, operand, model), operand.mayBeAbsent));
  const rest = opaqueSpreadsOf(operators).map((value): Filter => ({ kind: "other", column: path, value, node: property.node }));
  return allOf([...conditions, ...rest]);
}

/** The condition that an operator puts on a path. */
export function readOperator(path: string, operator: string, operand: Property, model: Model): Filter {
  const { value } = operand;
  const node = operand.node ?? value.node;
  if (operator === "$elemMatch") return readElement(path, value, operand, model);
  if (operator === "$all") return readAll(path, value, operand, model);
  if (isLoose(path, model)) return { kind: "other", column: path, value, node };
  switch (operator) {
    case "$eq":
      return equals(path, value, operand, model);
    case "$in":
      return oneOf(path, value, node, model);
    case "$ne":
      return { kind: "not", of: equals(path, value, operand, model) };
    case "$nin":
      return { kind: "not", of: oneOf(path, value, node, model) };
    case "$not":
      return value.kind === "object" ? { kind: "not", of: readOperators(path, value, operand, model) } : { kind: "other", column: path, value, node };
    default:
      return { kind: "other", column: path, value, node };
  }
}

/** One element of a list that meets it all: `{ user: userId }` of a subdocument, `{ $eq: userId }` of a plain one. */
function readElement(path: string, value: Value, operand: Property, model: Model): Filter {
  if (value.kind !== "object") return { kind: "other", column: path, value, node: operand.node ?? value.node };
  const entries = [...entriesOf(value)];
  if (entries.every(([key]) => key.startsWith("$"))) return readOperators(path, value, operand, model);
  return allOf(entries.filter(([key]) => !key.startsWith("$")).map(([key, property]) => readPath(`${path}.${key}`, property, model)));
}

/** Each of what `$all` lists is demanded; of a list that is put together elsewhere, which matches nothing where it is empty, some. */
function readAll(path: string, value: Value, operand: Property, model: Model): Filter {
  const sure = value.kind === "list" ? value.items.filter((item) => !item.optional && !item.many) : [];
  if (sure.length === 0) return readOperator(path, "$in", operand, model);
  return allOf(sure.map((item) => {
    const each: Property = { value: item.value, mayBeAbsent: false, node: operand.node };
    return item.value.kind === "object" ? readOption(path, item.value, each, model) : readOperator(path, "$eq", each, model);
  }));
}

/** A value among those of a list. */
function oneOf(column: string, values: Value, node: Property["node"], model: Model): Filter {
  return { kind: "in", column, values, node, ...amongOthers(column, model) };
}

/** Undefined is written as null, which matches what has no value, unless the connection leaves it out. */
export function equals(column: string, value: Value, property: Property | undefined, model: Model): Comparison {
  const whenUndefined = model.whenUndefined ?? "matches-null";
  return { kind: "equals", column, value, optional: property?.mayBeAbsent ?? false, whenUndefined, node: property?.node ?? value.node, ...amongOthers(column, model) };
}

/** What `findById` looks for; nothing has no key. */
export function keyFilter(value: Value | undefined): Filter {
  if (value === undefined) return { kind: "none" };
  return { kind: "equals", column: "_id", value, optional: false, whenUndefined: "matches-nothing", node: value.node };
}
