import type { Filter } from "../../../analysis/access.ts";
import { entriesOf, isUndefined, opaqueSpreadsOf, optionsOf, propertyOf } from "../../../analysis/object-value.ts";
import type { Value } from "../../../analysis/value.ts";
import type { Step } from "../../query/chains.ts";
import { always, maybe, unread, type Condition } from "../../query/condition.ts";
import { textOf } from "../../query/table-names.ts";
import type { Tables } from "../../query/tables.ts";
import { filters } from "./chain.ts";
import { readLogic, type Logic } from "./logic-text.ts";

/** What reading conditions may ask. */
export interface Reading {
  readonly tables: Tables;
  /** Embedded tables whose conditions hold none of the query's own rows back, by their keys. */
  readonly outer: ReadonlySet<string>;
}

/** What the filters of a chain say together. */
export function conditionOf(steps: readonly Step[], reading: Reading): Condition {
  return { kind: "and", of: steps.filter(({ method }) => filters.has(method)).map((step) => maybe(said(step, reading), step.optional)) };
}

function said({ method, args }: Step, reading: Reading): Condition {
  const [first, second, third] = args;
  switch (method) {
    case "match":
      return first ? matching(first, reading) : always;
    case "or":
      return first ? anyOf(first, prefixOf(second, reading), reading) : always;
    case "filter":
      return compared(first, textOf(second, reading.tables.facts) ?? "", third, reading);
    case "not":
      return negated(compared(first, textOf(second, reading.tables.facts) ?? "", third, reading));
    default:
      return compared(first, method, second, reading);
  }
}

/** `match({ … })` leaves a value out that is undefined; before 2.99 it was an error. */
function matching(value: Value, reading: Reading): Condition {
  switch (value.kind) {
    case "object": {
      const columns = [...entriesOf(value)].map(([key, property]) => maybe(onColumn({ kind: "constant", value: key, node: property.node }, reading, (column, model) => equality(column, property.value, property.node, model.whenUndefined ?? "drops")), property.mayBeAbsent));
      return { kind: "and", of: [...columns, ...opaqueSpreadsOf(value).map(unread)] };
    }
    case "choice":
      return { kind: "or", of: value.options.filter((option) => !isUndefined(option)).map((option) => matching(option, reading)) };
    default:
      return unread(value);
  }
}

function compared(column: Value | undefined, operator: string, value: Value | undefined, reading: Reading): Condition {
  const given: Value = value ?? { kind: "constant", value: undefined };
  return onColumn(column, reading, (name) => filterFor(name, operator, given, column?.node ?? given.node));
}

function filterFor(column: string, operator: string, value: Value, node: Value["node"]): Filter {
  switch (operator) {
    case "eq":
    case "is":
      return equality(column, value, node, "matches-nothing");
    case "in":
      return { kind: "in", column, values: value, node };
    default:
      return { kind: "other", column, value, node };
  }
}

function equality(column: string, value: Value, node: Value["node"], whenUndefined: "drops" | "throws" | "matches-nothing"): Filter {
  return { kind: "equals", column, value, optional: false, whenUndefined, node };
}

/** Rows that an embedded table does not hold back are not held back by what its negation says either. */
function negated(condition: Condition): Condition {
  return condition.kind === "all" ? condition : { kind: "not", of: condition };
}

/** `or("…", { referencedTable: "estates" })` speaks of embedded rows. */
function prefixOf(options: Value | undefined, { tables }: Reading): string {
  const named = options && (propertyOf(options, "referencedTable") ?? propertyOf(options, "foreignTable"));
  const table = named && textOf(named.value, tables.facts);
  return table === undefined ? "" : `${table}.`;
}

function anyOf(value: Value, prefix: string, reading: Reading): Condition {
  const branches = optionsOf(value).map((option) => {
    const logic = readLogic(option);
    return logic ? lowered(logic, prefix, option, reading) : unread(option);
  });
  const [only] = branches;
  return only && branches.length === 1 ? only : { kind: "or", of: branches };
}

function lowered(logic: Logic, prefix: string, text: Value, reading: Reading): Condition {
  switch (logic.kind) {
    case "and":
    case "or":
      return { kind: logic.kind, of: logic.of.map((one) => lowered(one, prefix, text, reading)) };
    case "not":
      return negated(lowered(logic.of, prefix, text, reading));
    case "test":
      return compared({ kind: "constant", value: `${prefix}${logic.column}`, node: text.node }, logic.operator, logic.value, reading);
    case "unread":
      return { kind: "opaque", value: text, reason: "the condition is text that cannot be read" };
  }
}

function onColumn(value: Value | undefined, { tables, outer }: Reading, filter: (column: string, model: { readonly whenUndefined?: "drops" | "throws" }) => Filter): Condition {
  const column = tables.column(value);
  if (!column) return unread(value ?? { kind: "unknown", reason: "a condition without a column" });
  return outer.has(column.table.key) ? always : { kind: "test", column, filter: filter(column.name, column.table.model) };
}
