import type { Filter } from "../../../analysis/access.ts";
import { entriesOf, isUndefined, opaqueSpreadsOf, optionsOf } from "../../../analysis/object-value.ts";
import type { Value } from "../../../analysis/value.ts";
import { callOf, calledName } from "../../calls.ts";
import type { Chain, Chains, Step } from "../../query/chains.ts";
import { anyOf, joinedClauses, type Clause } from "../../query/clauses.ts";
import { always, maybe, unread, type Column, type Condition, type InnerQuery } from "../../query/condition.ts";
import { hasOpenOr, rawCondition } from "../../query/raw-text.ts";
import type { Tables } from "../../query/tables.ts";
import { builtBy } from "../../query/callbacks.ts";

/** What reading conditions may ask. */
export interface Reading {
  readonly tables: Tables;
  /** The chains of the library. */
  readonly chains: Chains;
  /** The query that a chain is, and all that it says; `outer` are the tables of the query around it. */
  inner(chain: Chain, outer: Tables): InnerQuery | undefined;
}

const WHERE = /^(?:and|or)?where(Not)?(In|NotIn|Null|NotNull|Exists|NotExists|Raw|Column)?/i;

/** What the `where`s of a chain say together. */
export function conditionOf(steps: readonly Step[], reading: Reading): Condition {
  return joinedClauses(steps.flatMap((step) => clauseOf(step, reading) ?? []));
}

/** What one call says, and how it is joined to those before it. */
export function clauseOf(step: Step, reading: Reading): Clause | undefined {
  const { method, args, optional } = step;
  if (method === "clearWhere" || (method === "clear" && args[0]?.kind === "constant" && args[0].value === "where")) return { condition: always, or: false, clears: true };
  // What a function of the project made of the query stands in the chain already.
  if (method === "modify") return args[0]?.kind === "function" && builtBy(args[0]) ? undefined : { condition: unread(args[0] ?? { kind: "unknown", reason: "a modifier" }), or: false };
  const isOn = /^(?:and|or)?on/i.test(method) && !method.startsWith("onConflict");
  const condition = isOn ? onCondition(step, reading) : whereCondition(step, reading);
  if (!condition) return undefined;
  const or = method.startsWith("or") || step.flags.includes("or");
  // A branch of `or` widens what is found whenever it is there.
  return { condition: maybe(condition, optional && !or), or: or || hasOpenOr(condition) };
}

function whereCondition({ method, args, flags }: Step, reading: Reading): Condition | undefined {
  const [matched, not, kind = ""] = WHERE.exec(method) ?? [];
  if (matched === undefined) return undefined;
  const condition = plainCondition(matched.length === method.length ? kind.toLowerCase() : "other", args, reading);
  const negated = (not !== undefined) !== flags.includes("not");
  return negated ? { kind: "not", of: condition } : condition;
}

function plainCondition(kind: string, args: readonly Value[], reading: Reading): Condition {
  const [first, second] = args;
  switch (kind) {
    case "":
      return args.length < 2 ? single(first, reading) : compared(args, reading);
    case "in":
      return first?.kind === "list" ? unread(first) : onColumn(first, reading, (column) => ({ kind: "in", column, values: subquery(second), node: first?.node ?? second?.node }));
    case "null":
      return isNull(first, reading);
    case "exists":
      return exists(first, reading);
    case "notexists":
      return { kind: "not", of: unread(subquery(first)) };
    case "raw":
      return rawCondition(args, reading.tables);
    case "column":
      return same(first, args.at(-1), reading);
    default:
      return first?.kind === "list" ? always : loose(first, second, reading);
  }
}

/** `where({ … })`, `where(callback)`, `where(raw)`. */
function single(value: Value | undefined, reading: Reading): Condition {
  if (value === undefined) return always;
  switch (value.kind) {
    case "object":
      return { kind: "and", of: [...entriesOf(value)].map(([key, property]) => maybe(equals({ kind: "constant", value: key, node: property.node }, property.value, reading), property.mayBeAbsent)).concat(opaqueSpreadsOf(value).map(unread)) };
    case "function":
      return group(builtBy(value), value, reading);
    case "choice":
      return { kind: "or", of: value.options.filter((option) => !isUndefined(option)).map((option) => single(option, reading)) };
    case "constant":
      return always;
    case "reference":
      return rawIn(value, reading) ?? unread(value);
    default:
      return unread(value);
  }
}

/** `knex.raw("…", [values])`, `raw("…", value, value)`. */
function rawIn(value: Value, { tables }: Reading): Condition | undefined {
  const call = callOf(value);
  if (!call || calledName(call) !== "raw") return undefined;
  const [sql, ...given] = call.args;
  const [first, ...more] = given;
  const bindings: Value | undefined = more.length > 0 ? { kind: "list", items: given.map((one) => ({ value: one, optional: false, many: false })) } : first;
  return rawCondition([sql, bindings].flatMap((one) => one ?? []), tables);
}

/** What a callback says, in parentheses. */
function group(value: Value | undefined, callback: Value, reading: Reading): Condition {
  const inside = reading.chains.of(value);
  return inside.length === 0 ? unread(callback) : anyOf(inside.map(({ steps }) => conditionOf(steps, reading)));
}

/** `where(column, value)` and `where(column, operator, value)`. */
function compared(args: readonly Value[], reading: Reading): Condition {
  const [column, second, third] = args;
  if (args.length === 2) return second?.kind === "constant" && second.value === null ? isNull(column, reading) : equals(column, second, reading);
  const operator = second?.kind === "constant" ? String(second.value).trim().toLowerCase() : undefined;
  switch (operator) {
    case "=":
      return equals(column, third, reading);
    case "is":
      return isNull(column, reading);
    case "in":
      return onColumn(column, reading, (name) => ({ kind: "in", column: name, values: subquery(third), node: column?.node ?? third?.node }));
    default:
      return loose(column, third, reading);
  }
}

function equals(column: Value | undefined, value: Value | undefined, reading: Reading): Condition {
  const there = value && otherColumn(value, reading);
  const here = there && reading.tables.column(column);
  if (here) return { kind: "same", a: here, b: there };
  if (value?.kind === "constant" && value.value === null) return isNull(column, reading);
  return onColumn(column, reading, (name) => ({ kind: "equals", column: name, value: subquery(value), optional: false, whenUndefined: "throws", node: column?.node ?? value?.node }));
}

/** `knex.ref("estates.id")` is a column of another table. */
function otherColumn(value: Value, reading: Reading): Column | undefined {
  const call = callOf(value);
  return call && calledName(call) === "ref" ? reading.tables.column(call.args[0]) : undefined;
}

function isNull(column: Value | undefined, reading: Reading): Condition {
  return onColumn(column, reading, (name) => ({ kind: "equals", column: name, value: { kind: "constant", value: null }, optional: false, whenUndefined: "throws", node: column?.node }));
}

function loose(column: Value | undefined, value: Value | undefined, reading: Reading): Condition {
  const known: Value = value ?? { kind: "unknown", reason: "a condition" };
  return onColumn(column, reading, (name) => ({ kind: "other", column: name, value: known, node: column?.node }));
}

function onColumn(value: Value | undefined, { tables }: Reading, filter: (column: string) => Filter): Condition {
  const column = tables.column(value);
  return column ? { kind: "test", column, filter: filter(column.name) } : unread(value ?? { kind: "unknown", reason: "a condition without a column" });
}

/** What a callback's subquery gives, where one stands instead of a value. */
function subquery(value: Value | undefined): Value {
  if (value?.kind !== "function") return value ?? { kind: "constant", value: undefined };
  return builtBy(value) ?? value;
}

function exists(query: Value | undefined, reading: Reading): Condition {
  const value = subquery(query);
  const [chain] = reading.chains.of(value);
  return chain ? { kind: "exists", query: () => reading.inner(chain, reading.tables), value } : unread(value);
}

function same(a: Value | undefined, b: Value | undefined, reading: Reading): Condition {
  const [left, right] = [reading.tables.column(a), reading.tables.column(b)];
  return left && right ? { kind: "same", a: left, b: right } : unread(a ?? { kind: "unknown", reason: "a condition without a column" });
}

/** Conditions of a join: `on` compares columns, `onVal` a column with a value. */
function onCondition({ method, args }: Step, reading: Reading): Condition {
  const kind = method.replace(/^(?:and|or)?on/i, "").toLowerCase();
  const [first] = args;
  if (kind === "val") return compared(args, reading);
  if (kind !== "") return plainCondition(kind, args, reading);
  return joinedOn(args, reading) ?? unread(first ?? { kind: "unknown", reason: "a condition of a join" });
}

/** What `on(…)` and `join(table, …)` say: two columns, an object of such, or a callback. */
export function joinedOn(args: readonly Value[], reading: Reading): Condition | undefined {
  const [first, second, third] = args;
  if (first?.kind === "function") return group(builtBy(first), first, reading);
  if (first?.kind === "object") return { kind: "and", of: [...entriesOf(first)].map(([key, { value }]) => same({ kind: "constant", value: key }, value, reading)) };
  if (!first || !second) return first && optionsOf(first).every(isUndefined) ? always : undefined;
  const isEquality = !third || (second.kind === "constant" && second.value === "=");
  return isEquality ? same(first, third ?? second, reading) : always;
}
