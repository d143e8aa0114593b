import type { Comparison, Filter } from "../../../analysis/access.ts";
import { entriesOf, isNullish, isUndefined, itemsOf, memberOf, opaqueSpreadsOf, optionsOf, type Property } from "../../../analysis/object-value.ts";
import type { ObjectValue, Reference, Value } from "../../../analysis/value.ts";
import { allOf, anyOf, opaque, optionally, spreadsOf } from "../../filter-parts.ts";
import { callOf, calledName } from "../../calls.ts";
import { fieldOf } from "../../query/table-names.ts";
import { literalBranches } from "./literal.ts";
import { relatedSchema, relationNamed, type Schema } from "./models.ts";
import { operatorOf } from "./symbols.ts";

/** The filter that a `where` is; conditions in a list hold together. https://sequelize.org/docs/v6/core-concepts/model-querying-basics/#applying-where-clauses */
export function readWhere(value: Value | undefined, schema: Schema): Filter {
  if (value === undefined || isNullish(value)) return { kind: "all" };
  switch (value.kind) {
    case "choice":
      return anyOf(value.options.map((option) => readWhere(option, schema)));
    case "list":
      return joined(value.items.map((item) => ({ value: item.value, said: () => readWhere(item.value, schema), optional: item.optional || item.many })), schema);
    case "object": {
      const said = [...entriesOf(value)].map(([key, property]) => ({ value: operatorOf(key) === "and" ? property.value : undefined, said: () => readProperty(key, property, schema), optional: property.mayBeAbsent }));
      return allOf([joined(said, schema), ...takenOver(value, schema)]);
    }
    case "reference":
      return rowFilter(value, schema) ?? literalFilter(value, schema) ?? unread(value);
    default:
      return opaque(value);
  }
}

interface Conjunct {
  /** What may be SQL that stands there as it is. */
  readonly value: Value | undefined;
  readonly said: () => Filter;
  readonly optional: boolean;
}

/** Conditions that hold together; in 6 a literal is not put in parentheses, so that an `or` of its own splits those around it. */
function joined(conjuncts: readonly Conjunct[], schema: Schema): Filter {
  const split = conjuncts.map(({ value, said, optional }) => {
    const [first, ...others] = (value && schema.model.whenUndefined !== "throws" && literalBranches(value, schema)) || [];
    return { filter: optionally(first && others.length > 0 ? first : said(), optional), others };
  });
  return anyOf([allOf(split.map(({ filter }) => filter)), ...split.flatMap(({ others }) => others)]);
}

function literalFilter(value: Value, schema: Schema): Filter | undefined {
  const branches = literalBranches(value, schema);
  return branches && anyOf(branches);
}

/** What is spread may be left out, or be one of several objects. */
function takenOver(value: ObjectValue, schema: Schema): readonly Filter[] {
  return spreadsOf(value).map((spread) => rowFilter(spread.value, schema) ?? spread);
}

function unread(value: Value): Filter {
  return isSql(value) ? { kind: "opaque", value, reason: "the condition is SQL" } : opaque(value);
}

/** `sequelize.literal("…")`, `sequelize.where(fn("lower", col("name")), …)`. */
function isSql(value: Value): boolean {
  const call = callOf(value);
  return call !== undefined && /^(?:literal|where|fn|cast|json|col|sql)$/.test(calledName(call) ?? "");
}

function rowFilter(value: Value, { model: { id } }: Schema): Filter | undefined {
  if (value.kind !== "reference" || value.root.kind !== "row" || id.length === 0) return undefined;
  return allOf(id.map((column) => equals(column, memberOf(value, column), undefined, "matches-nothing")));
}

function readProperty(key: string, property: Property, schema: Schema): Filter {
  const operator = operatorOf(key);
  if (operator !== undefined) return optionally(readLogical(operator, property.value, schema), property.mayBeAbsent);
  const nested = /^\$(.+)\$$/.exec(key)?.[1];
  if (nested !== undefined) return readNested(nested.split("."), property, schema);
  const column = fieldOf(schema.model, key)?.name ?? key;
  return readColumn(column, property, schema);
}

function readLogical(operator: string, value: Value, schema: Schema): Filter {
  switch (operator) {
    case "and":
      return readWhere(value, schema);
    case "or":
      return anyOf(optionsOf(value).map((option) => readOr(option, schema)));
    case "not":
      return { kind: "not", of: readWhere(value, schema) };
    default:
      return opaque(value);
  }
}

/** Of a list, and of an object's keys, any may hold; what says nothing is left out. An empty `or` matches nothing in 6, and is left out in 7. */
function readOr(value: Value, schema: Schema): Filter {
  const branches = branchesOf(value);
  if (branches === undefined) return readWhere(value, schema);
  const said = branches.filter((branch) => !isEmpty(branch));
  return said.length === 0 && schema.model.whenUndefined === "throws" ? { kind: "all" } : anyOf(said.map((branch) => readWhere(branch, schema)));
}

function branchesOf(value: Value): readonly Value[] | undefined {
  if (value.kind === "list") return itemsOf(value).flatMap((item) => optionsOf(item.value));
  return value.kind === "object" ? value.entries.map((entry): Value => ({ kind: "object", entries: [entry], node: entry.node })) : undefined;
}

function isEmpty(branch: Value): boolean {
  return isNullish(branch) || (branch.kind === "object" && branch.entries.length === 0);
}

/** `$estate.companyId$`: a column of what is included; the join is an inner one for the rows that it is asked of. */
function readNested([first = "", ...rest]: readonly string[], property: Property, schema: Schema): Filter {
  if (rest.length === 0) return readColumn(fieldOf(schema.model, first)?.name ?? first, property, schema);
  if (first === schema.model.name || first === schema.model.table) return readNested(rest, property, schema);
  const field = relationNamed(schema.model, first);
  const target = field && relatedSchema(schema, field);
  if (!field || !target) return { kind: "opaque", value: property.value, reason: `\`${first}\` is no relation that is declared` };
  return { kind: "related", relation: field.name, quantifier: field.list ? "some" : "is", of: readNested(rest, property, target) };
}

function readColumn(column: string, property: Property, schema: Schema): Filter {
  const options = optionsOf(property.value);
  const isPlain = options.every((option) => option.kind !== "object" && option.kind !== "list");
  if (isSql(property.value)) return { kind: "other", column, value: property.value, node: property.node };
  if (isPlain) return equals(column, property.value, property, "throws");
  return optionally(anyOf(options.map((option) => readScalar(column, option, property, schema))), property.mayBeAbsent);
}

function readScalar(column: string, value: Value, property: Property, schema: Schema): Filter {
  const node = property.node ?? value.node;
  switch (value.kind) {
    case "list":
      return { kind: "in", column, values: value, node };
    case "object": {
      const conditions = [...entriesOf(value)].map(([key, inner]): Filter => {
        const operator = operatorOf(key);
        // A part of a JSON column: `where: { data: { batch: { id } } }`.
        if (operator === undefined) return readColumn(`${column}.${key}`, { ...inner, node: inner.node ?? node }, schema);
        return optionally(readOperator(operator, column, { ...inner, node: inner.node ?? node }, schema), inner.mayBeAbsent);
      });
      return allOf([...conditions, ...opaqueSpreadsOf(value).map((spread): Filter => ({ kind: "opaque", value: spread, reason: "the operator cannot be read" }))]);
    }
    default:
      return equals(column, value, { ...property, mayBeAbsent: false }, "throws");
  }
}

function readOperator(operator: string, column: string, property: Property, schema: Schema): Filter {
  const { value } = property;
  const node = property.node ?? value.node;
  const handedOn: Comparison["whenUndefined"] = schema.model.whenUndefined === "throws" ? "throws" : "matches-nothing";
  const inside = (one: Value): Filter => anyOf(optionsOf(one).map((option) => (option.kind === "object" || option.kind === "list" ? readScalar(column, option, property, schema) : equals(column, option, property, handedOn))));
  switch (operator) {
    case "eq":
      return equals(column, value, { ...property, mayBeAbsent: false }, handedOn);
    case "is":
      return isNullish(value) ? equals(column, value, { ...property, mayBeAbsent: false }, handedOn) : { kind: "other", column, value, node };
    case "in":
      return { kind: "in", column, values: value, node };
    case "ne":
    case "not":
    case "isNot":
      return isNullish(value) ? { kind: "other", column, value, node } : { kind: "not", of: inside(value) };
    case "notIn":
      return { kind: "not", of: { kind: "in", column, values: value, node } };
    case "or":
      return anyOf(itemsIn(value).map(inside));
    case "and":
      return allOf(itemsIn(value).map(inside));
    default:
      return { kind: "other", column, value, node };
  }
}

function itemsIn(value: Value): readonly Value[] {
  if (value.kind === "list") return itemsOf(value).map((item) => item.value);
  return value.kind === "object" ? value.entries.map((entry): Value => ({ kind: "object", entries: [entry], node: entry.node })) : [value];
}

/** What a row is found by that does something with itself. */
export function ownKeyFilter(row: Reference, { id }: Schema["model"]): Filter {
  return allOf((id.length > 0 ? id : ["id"]).map((column) => equals(column, memberOf(row, column), undefined, "matches-nothing")));
}

/** What stands for a row is the row, or its key. */
export function keyFilter(value: Value, { id }: Schema["model"], whenUndefined: Comparison["whenUndefined"] = "matches-nothing"): Filter {
  const columns = id.length > 0 ? id : ["id"];
  const [column = "id"] = columns;
  if (value.kind === "reference" && value.root.kind === "row" && value.path.every((step) => step === "*")) return allOf(columns.map((one) => equals(one, memberOf(value, one), undefined, whenUndefined)));
  if (value.kind === "list") return { kind: "in", column, values: value, node: value.node };
  return isUndefined(value) ? { kind: "none" } : equals(column, value, undefined, whenUndefined);
}

export function equals(column: string, value: Value, property: Property | undefined, whenUndefined: Comparison["whenUndefined"]): Comparison {
  return { kind: "equals", column, value, optional: property?.mayBeAbsent ?? false, whenUndefined, node: property?.node ?? value.node };
}
