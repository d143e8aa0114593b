import type { Filter } from "../../../analysis/access.ts";
import { entriesOf, opaqueSpreadsOf } from "../../../analysis/object-value.ts";
import type { CallRoot, Value } from "../../../analysis/value.ts";
import type { Chain, Step } from "../../query/chains.ts";
import { joinedClauses, type Clause } from "../../query/clauses.ts";
import { always, maybe, unread, type Condition, type InnerQuery } from "../../query/condition.ts";
import { hasOpenOr } from "../../query/raw-text.ts";
import type { Tables } from "../../query/tables.ts";
import { resultOf } from "./callbacks.ts";
import { chains } from "./chain.ts";
import { callOf, madeBy, referred } from "./expressions.ts";
import { templateCondition } from "./template.ts";

/** What reading conditions may ask. */
export interface Reading {
  readonly tables: Tables;
  /** The query that a chain is, and all that it says; `outer` are the tables of the query around it. */
  inner(chain: Chain, outer: Tables): InnerQuery | undefined;
}

/** What the `where`s or the `on`s of a chain say together. */
export function conditionOf(steps: readonly Step[], which: "where" | "on", reading: Reading): Condition {
  return joinedClauses(steps.flatMap((step) => clauseOf(step, which, reading) ?? []));
}

function clauseOf({ method, args, optional }: Step, which: "where" | "on", reading: Reading): Clause | undefined {
  if (method === "clearWhere" && which === "where") return { condition: always, or: false, clears: true };
  // What a function of the project made of the query stands in the chain already, as far as it could be followed.
  if (/^\$(?:if|call)$/.test(method) && which === "where" && args.at(-1)?.kind !== "function") return { condition: unread(args.at(-1) ?? { kind: "unknown", reason: "a modifier" }), or: false };
  const condition = method === `${which}Ref` ? referenced(args, reading) : method === which ? conditionIn(args, reading) : undefined;
  return condition && { condition: maybe(condition, optional), or: hasOpenOr(condition) };
}

function conditionIn(args: readonly Value[], reading: Reading): Condition {
  return args.length > 1 ? compared(args, reading) : expression(args[0], reading);
}

/** A condition that a value is: a callback's result, `eb(…)`, `eb.and([…])`, `sql` with text. */
function expression(value: Value | undefined, reading: Reading): Condition {
  if (value === undefined) return always;
  const result = resultOf(value);
  if (result.kind === "choice") return { kind: "or", of: result.options.map((option) => expression(option, reading)) };
  const call = callOf(result);
  return (call && piece(call, result, reading)) ?? (result.kind === "constant" && result.value === true ? always : unread(result));
}

function piece(call: CallRoot, value: Value, reading: Reading): Condition | undefined {
  const [first] = call.args;
  if (call.node.type === "TaggedTemplateExpression") return templateCondition(call, reading.tables);
  const before = call.callee.kind === "reference" ? callOf({ ...call.callee, path: [] }) : undefined;
  switch (madeBy(call)) {
    case "eb":
      return conditionIn(call.args, reading);
    case "and":
    case "or": {
      const kind = madeBy(call) === "or" ? "or" : "and";
      const pieces = first?.kind === "list" || first?.kind === "object" ? listed(first, kind, reading) : [conditionIn(call.args, reading)];
      // `eb(…).or(…)` goes on from a piece, `eb.or([…])` does not.
      const own = before && madeBy(before) !== undefined ? [piece(before, value, reading) ?? unread(value)] : [];
      return pieces.length + own.length === 0 ? always : { kind, of: [...own, ...pieces] };
    }
    case "not":
      return { kind: "not", of: expression(first, reading) };
    case "parens":
      return conditionIn(call.args, reading);
    case "exists":
      return exists(first, reading);
    case "lit":
      return always;
    case "between":
    case "betweenSymmetric":
      return loose(first, value, reading);
    default:
      return undefined;
  }
}

/** `[…]` of conditions, or `{ column: value }`, which leaves out what is undefined. Without one of its branches an OR lets fewer rows through. */
function listed(value: Value, kind: "and" | "or", reading: Reading): readonly Condition[] {
  if (value.kind === "list") return value.items.map((item) => maybe(expression(item.value, reading), item.optional && kind === "and"));
  if (value.kind !== "object") return [unread(value)];
  const columns = [...entriesOf(value)].map(([key, property]) => maybe(equals({ kind: "constant", value: key, node: property.node }, property.value, "drops", reading), property.mayBeAbsent));
  return [...columns, ...opaqueSpreadsOf(value).map(unread)];
}

/** `where(column, operator, value)`. */
function compared([column, operation, value]: readonly Value[], reading: Reading): Condition {
  switch (operation?.kind === "constant" ? String(operation.value).trim().toLowerCase() : undefined) {
    case "=":
    case "==":
    case "is":
    case "is not distinct from":
      return equals(column, value, "matches-nothing", reading);
    case "in":
      return onColumn(column, reading, (name) => ({ kind: "in", column: name, values: value ? resultOf(value) : { kind: "constant", value: undefined }, node: column?.node ?? value?.node }));
    case "exists":
      return exists(value, reading);
    default:
      return loose(column, value, reading);
  }
}

function equals(column: Value | undefined, value: Value | undefined, whenUndefined: "drops" | "matches-nothing", reading: Reading): Condition {
  const known: Value = value ? resultOf(value) : { kind: "constant", value: undefined };
  const other = referred(known);
  if (other) return referenced([column, { kind: "constant", value: "=" }, other], reading);
  return onColumn(column, reading, (name) => ({ kind: "equals", column: name, value: known, optional: false, whenUndefined, node: column?.node ?? value?.node }));
}

function loose(column: Value | undefined, value: Value | undefined, reading: Reading): Condition {
  const known: Value = value ?? { kind: "unknown", reason: "a condition" };
  return onColumn(column, reading, (name) => ({ kind: "other", column: name, value: known, node: column?.node }));
}

function onColumn(value: Value | undefined, { tables }: Reading, filter: (column: string) => Filter): Condition {
  const column = tables.column(referred(value) ?? value);
  return column ? { kind: "test", column, filter: filter(column.name) } : unread(value ?? { kind: "unknown", reason: "a condition without a column" });
}

/** `whereRef("plots.estate_id", "=", "estates.id")`. */
function referenced([a, operation, b]: readonly (Value | undefined)[], { tables }: Reading): Condition {
  const [left, right] = [a, b].map((value) => tables.column(referred(value) ?? value));
  if (operation?.kind === "constant" && operation.value !== "=") return always;
  return left && right ? { kind: "same", a: left, b: right } : unread(a ?? { kind: "unknown", reason: "a condition without a column" });
}

function exists(query: Value | undefined, reading: Reading): Condition {
  const value: Value = query ? resultOf(query) : { kind: "unknown", reason: "a subquery" };
  const [chain] = chains.of(value);
  return chain ? { kind: "exists", query: () => reading.inner(chain, reading.tables), value } : unread(value);
}

/** What a join says: two columns, or a callback with `on` and `onRef`. */
export function joinedOn(args: readonly Value[], reading: Reading): Condition {
  const [first, second] = args;
  if (first?.kind === "function") {
    const made = chains.of(resultOf(first));
    return made.length === 0 ? unread(first) : { kind: "and", of: made.map(({ steps }) => conditionOf(steps, "on", reading)) };
  }
  return first && second ? referenced([first, { kind: "constant", value: "=" }, second], reading) : always;
}
