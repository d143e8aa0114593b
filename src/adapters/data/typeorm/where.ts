import type { Comparison, Filter } from "../../../analysis/access.ts";
import { choiceOf, entriesOf, isNullish, isUndefined, itemsOf, memberOf, optionsOf, type Property } from "../../../analysis/object-value.ts";
import type { Value } from "../../../analysis/value.ts";
import type { Field, Model } from "../../../catalog/catalog.ts";
import { callOf, calledName } from "../../calls.ts";
import { allOf, anyOf, opaque, optionally, spreadsOf } from "../../filter-parts.ts";
import { namesId } from "../../entities/ids.ts";
import { mongoCondition } from "./mongo.ts";
import { relatedSchema, type Schema } from "./entities.ts";

/** What a `where` does with values that are not set, by what it is given to. https://typeorm.io/docs/data-source/null-and-undefined-handling */
export interface Missing {
  readonly whenUndefined: Comparison["whenUndefined"];
  /** True where null is treated as undefined is. */
  readonly nullToo: boolean;
}

export function missingInFinds(model: Model): Missing {
  const whenUndefined = model.whenUndefined ?? "drops";
  return { whenUndefined, nullToo: whenUndefined === "drops" };
}

export function missingInWrites(model: Model): Missing {
  return { whenUndefined: model.whenUndefined ?? "matches-nothing", nullToo: false };
}

/** Query builders hand on whatever they get. */
export const missingInBuilders: Missing = { whenUndefined: "matches-nothing", nullToo: false };

/** The filter that a `where` is; of an array any element may match. */
export function readWhere(value: Value | undefined, schema: Schema, missing: Missing): Filter {
  if (value === undefined || isNullish(value)) return { kind: "all" };
  switch (value.kind) {
    case "choice":
      return anyOf(value.options.map((option) => readWhere(option, schema, missing)));
    case "list":
      return readList(value, schema, missing);
    case "object": {
      const conditions = [...entriesOf(value)].map(([key, property]) => readProperty(key, property, schema, missing));
      return allOf([...conditions, ...spreadsOf(value)]);
    }
    case "reference":
      return rowFilter(value, schema.model) ?? opaque(value);
    default:
      return opaque(value);
  }
}

/** Without any element there is no condition; one without conditions is left out. */
function readList(value: Value, schema: Schema, missing: Missing): Filter {
  const branches = itemsOf(value).flatMap((item) => optionsOf(item.value)).filter((branch) => !isEmpty(branch));
  return branches.length === 0 ? { kind: "all" } : anyOf(branches.map((branch) => readWhere(branch, schema, missing)));
}

function isEmpty(branch: Value): boolean {
  return isNullish(branch) || (branch.kind === "object" && branch.entries.length === 0);
}

/** A loaded row given as a filter: its key is among its properties. */
function rowFilter(value: Value, { id }: Model): Filter | undefined {
  if (value.kind !== "reference" || value.root.kind !== "row" || id.length === 0) return undefined;
  return allOf(id.map((column) => equals(column, memberOf(value, column), undefined, missingInBuilders)));
}

function readProperty(key: string, property: Property, schema: Schema, missing: Missing): Filter {
  const field = schema.model.fields.get(key);
  const target = field?.relation ? relatedSchema(schema, field) : undefined;
  if (field && target) return anyOf(optionsOf(property.value).map((value) => optionally(readRelation(field, value, target, missing), property.mayBeAbsent)));
  const ofMongo = mongoCondition(key, property, schema.model);
  if (ofMongo) return ofMongo;
  const options = optionsOf(property.value);
  const isPlain = options.every((option) => operatorOf(option) === undefined);
  if (isPlain) return equals(key, property.value, property, missing);
  return optionally(anyOf(options.map((option) => readScalar(key, option, property, missing))), property.mayBeAbsent);
}

/** `estate: { companyId }`, `estate: { id }`, and whole entities, which are told by their key. */
function readRelation(field: Field, value: Value, target: Schema, missing: Missing): Filter {
  if (isNullish(value)) return missing.nullToo || isUndefined(value) ? { kind: "all" } : { kind: "other", column: field.name, value, node: value.node };
  const quantifier = field.list ? "some" : "is";
  if (value.kind === "object" || value.kind === "list") {
    const of = readWhere(value, target, missing);
    return of.kind === "all" ? of : { kind: "related", relation: field.name, quantifier, of };
  }
  const operator = operatorOf(value);
  const [first] = operator?.args ?? [];
  if (operator) return operator.name === "Equal" && first ? readRelation(field, first, target, missing) : { kind: "other", column: field.name, value, node: value.node };
  return { kind: "related", relation: field.name, quantifier, of: keyFilter(value, target.model, missing) };
}

/** What stands for a row is the row, or its id where it is called so. */
export function keyFilter(value: Value, { id }: Model, missing: Missing): Filter {
  if (value.kind === "constant" || value.kind === "text" || namesId(value)) return equals(id[0] ?? "id", value, undefined, missing);
  if (value.kind !== "reference") return opaque(value);
  return allOf((id.length > 0 ? id : ["id"]).map((column) => equals(column, memberOf(value, column), undefined, missing)));
}

const operators = new Set([
  ...["Equal", "In", "And", "Or", "Not", "IsNull", "Raw", "Like", "ILike", "Any", "Between", "LessThan", "LessThanOrEqual", "MoreThan", "MoreThanOrEqual"],
  ...["ArrayContains", "ArrayContainedBy", "ArrayOverlap", "JsonContains"],
]);

function operatorOf(value: Value): { readonly name: string; readonly args: readonly Value[] } | undefined {
  const call = callOf(value);
  const name = call && calledName(call);
  return call && name !== undefined && operators.has(name) ? { name, args: call.args } : undefined;
}

function readScalar(column: string, value: Value, property: Property, missing: Missing): Filter {
  const operator = operatorOf(value);
  if (!operator) return equals(column, value, property, missing);
  const { name, args } = operator;
  const [first] = args;
  const node = property.node ?? value.node;
  const inside = (one: Value): Filter => readScalar(column, one, property, missingInBuilders);
  switch (name) {
    case "Equal":
      return first ? inside(first) : { kind: "none" };
    case "In":
      return { kind: "in", column, values: first ?? value, node };
    case "And":
      return allOf(args.map(inside));
    case "Or":
      return anyOf(args.map(inside));
    case "Not":
      return { kind: "not", of: first ? inside(first) : { kind: "all" } };
    case "IsNull":
      return { kind: "equals", column, value: { kind: "constant", value: null }, optional: false, whenUndefined: "throws", node };
    default:
      return { kind: "other", column, value: first ?? value, node };
  }
}

export function equals(column: string, value: Value, property: Property | undefined, missing: Missing): Comparison {
  return { kind: "equals", column, value: missing.nullToo ? withoutNull(value) : value, optional: property?.mayBeAbsent ?? false, whenUndefined: missing.whenUndefined, node: property?.node ?? value.node };
}

/** Where null is left out as undefined is, it may as well be that. */
function withoutNull(value: Value): Value {
  const [first, ...rest] = optionsOf(value).map((option): Value => (option.kind === "constant" && option.value === null ? { ...option, value: undefined } : option));
  return first ? choiceOf([first, ...rest], value.node) : value;
}
