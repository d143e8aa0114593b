import type { Filter } from "../../../analysis/access.ts";
import { referencesIn } from "../../../analysis/make-value.ts";
import { optionsOf, propertyOf } from "../../../analysis/object-value.ts";
import type { CallRoot, Value } from "../../../analysis/value.ts";
import { callOf, calledName } from "../../calls.ts";
import { always, maybe, unread, type Condition, type InnerQuery } from "../../query/condition.ts";
import { chainOf, type Chain } from "./chain.ts";
import { sqlCondition } from "./sql.ts";
import { columnOf, type Tables } from "./tables.ts";

/** What reading a condition may ask. */
export interface Reading {
  readonly tables: Tables;
  /** What a prepared query is given for its placeholders. */
  readonly given: Value | undefined;
  /** The query that a chain is. */
  inner(chain: Chain): InnerQuery | undefined;
}

/** Operators that tie a column to no one value. https://orm.drizzle.team/docs/operators */
const loose = new Set([
  ...["ne", "gt", "gte", "lt", "lte", "like", "ilike", "notLike", "notIlike", "notInArray", "isNotNull", "between", "notBetween"],
  ...["arrayContains", "arrayContained", "arrayOverlaps"],
]);

/** The condition that a value is. What is undefined is left out, in `and`, `or` and `where` alike. */
export function readCondition(value: Value | undefined, reading: Reading): Condition {
  if (value === undefined || isDropped(value)) return always;
  switch (value.kind) {
    case "choice":
      return { kind: "or", of: value.options.map((option) => readCondition(option, reading)) };
    case "list":
      return { kind: "and", of: value.items.map((item) => maybe(readCondition(item.value, reading), item.optional)) };
    case "reference": {
      const call = callOf(value);
      return (call && readCall(call, value, reading)) ?? unread(value);
    }
    default:
      return unread(value);
  }
}

function readCall(call: CallRoot, value: Value, reading: Reading): Condition | undefined {
  const name = calledName(call) ?? "";
  const { args } = call;
  const [first, second] = args;
  switch (name) {
    case "and":
      return { kind: "and", of: args.map((argument) => readCondition(argument, reading)) };
    case "or":
      return readOr(args, reading);
    case "not":
      return { kind: "not", of: readCondition(first, reading) };
    case "eq":
      return readEquals(first, second, value, reading);
    case "isNull":
      return onColumn(first, reading, (column) => ({ kind: "equals", column, value: { kind: "constant", value: null }, optional: false, whenUndefined: "throws", node: value.node }));
    case "inArray":
      return onColumn(first, reading, (column) => ({ kind: "in", column, values: given(second, reading), node: value.node }));
    case "exists":
      return readExists(first, value, reading);
    case "notExists":
      return { kind: "not", of: unread(first ?? value) };
    case "sql":
      return sqlCondition(call, value, reading);
  }
  if (loose.has(name)) return onColumn(first, reading, (column) => ({ kind: "other", column, value: second ?? value, node: value.node }));
  return undefined;
}

/** `or` leaves out what is undefined; with nothing left it is no condition. */
function readOr(args: readonly Value[], reading: Reading): Condition {
  const branches = args.flatMap((argument) => (argument.kind === "list" ? argument.items.map((item) => ({ value: item.value, optional: item.optional })) : [{ value: argument, optional: false }]));
  const set = branches.flatMap(({ value, optional }) => {
    const options = optionsOf(value).filter((option) => !isDropped(option));
    return options.map((option) => ({ condition: readCondition(option, reading), optional: optional || options.length < optionsOf(value).length }));
  });
  if (set.length === 0) return always;
  const conditions = set.map(({ condition }) => condition);
  return set.every(({ optional }) => optional) ? { kind: "or", of: [...conditions, always] } : { kind: "or", of: conditions };
}

function readEquals(left: Value | undefined, right: Value | undefined, value: Value, reading: Reading): Condition {
  const [a, b] = [columnOf(left, reading.tables), columnOf(right, reading.tables)];
  if (a && b) return { kind: "same", a, b };
  const [column, other] = a ? [left, right] : [right, left];
  return onColumn(column, reading, (name) => ({ kind: "equals", column: name, value: given(other, reading), optional: false, whenUndefined: "matches-nothing", node: value.node })) ?? looseOn([left, right], value, reading);
}

function onColumn(value: Value | undefined, { tables }: Reading, filter: (column: string) => Filter): Condition | undefined {
  const column = columnOf(value, tables);
  return column && { kind: "test", column, filter: filter(column.name) };
}

/** A comparison of what was made from a column, such as `lower(email)`, ties it to nothing. */
function looseOn(values: readonly (Value | undefined)[], value: Value, { tables }: Reading): Condition {
  const columns = values.flatMap((one) => (one ? deepReferences(one) : [])).flatMap((one) => columnOf(one, tables) ?? []);
  const [column] = columns;
  return column ? { kind: "test", column, filter: { kind: "other", column: column.name, value, node: value.node } } : unread(value);
}

/** The references that a value is made of, through calls. */
function deepReferences(value: Value): readonly Value[] {
  return referencesIn(value).flatMap((one) => (one.root.kind === "call" ? [one, ...one.root.args.flatMap(deepReferences)] : [one]));
}

function readExists(query: Value | undefined, value: Value, reading: Reading): Condition | undefined {
  const access = query?.kind === "reference" && query.root.kind === "row" ? query.root.access : undefined;
  const chain = access?.library === "drizzle" ? chainOf(access) : undefined;
  return chain && { kind: "exists", query: () => reading.inner(chain), value };
}

/** A value as the query gets it: what is given for a placeholder, once it is. */
function given(value: Value | undefined, reading: Reading): Value {
  const call = callOf(value);
  const [name] = call?.args ?? [];
  if (!call || calledName(call) !== "placeholder" || name?.kind !== "constant") return value ?? { kind: "constant", value: undefined };
  return (reading.given && propertyOf(reading.given, String(name.value))?.value) ?? { kind: "unknown", reason: "it is given when the prepared query runs", node: value?.node };
}

function isDropped(value: Value): boolean {
  return value.kind === "constant" && (value.value === undefined || value.value === null || value.value === false);
}
