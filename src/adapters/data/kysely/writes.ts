import type { Filter, WrittenRow } from "../../../analysis/access.ts";
import { itemsOf, objectOf } from "../../../analysis/object-value.ts";
import type { Value } from "../../../analysis/value.ts";
import type { Step } from "../../query/chains.ts";
import { conflictFilter, rowsIn } from "../../query/conflicts.ts";
import { textOf } from "../../query/table-names.ts";
import { resultOf } from "./callbacks.ts";
import { chains } from "./chain.ts";
import type { Query } from "./query.ts";

/** The rows that a query writes. */
export function writtenRows(query: Query): readonly WrittenRow[] {
  const { steps, start } = query;
  const created = steps.filter(({ method }) => method === "values").flatMap(({ args: [rows] }) => rowsIn("create", rows && resultOf(rows)));
  // Rows that a subquery gives, or none that are written down.
  const unseen = created.length === 0 && /^(?:insert|replace)Into$/.test(start.method) ? rowsIn("create", { kind: "unknown", reason: "rows of a query", node: start.node }) : [];
  return [...created, ...unseen, ...steps.filter(({ method }) => method === "set" || method === "onDuplicateKeyUpdate").flatMap((step) => changed(step, query)), ...conflictSteps(query).filter(({ method }) => method === "doUpdateSet").flatMap((step) => changed(step, query))];
}

/** True for an insert that changes rows that are there. */
export function isUpsert(query: Query): boolean {
  return query.start.method === "replaceInto" || query.steps.some(({ method }) => method === "onDuplicateKeyUpdate" || method === "orReplace") || conflictSteps(query).some(({ method }) => method === "doUpdateSet");
}

/** `set(row)`, `set(column, value)` or a callback that gives the row. */
function changed({ args: [first, second] }: Step, { reading }: Query): readonly WrittenRow[] {
  const column = second && textOf(first, reading.tables.facts);
  if (column === undefined || !second) return rowsIn("update", first && resultOf(first));
  return [{ kind: "update", columns: { ...objectOf({ [column]: second }), node: second.node }, links: [], node: second.node }];
}

/** The rows that an insert changes on a conflict over the columns that `onConflict` names. */
export function changedOnConflict(query: Query, rows: readonly WrittenRow[]): Filter {
  const names = conflictSteps(query).filter(({ method }) => method === "column" || method === "columns").flatMap(({ args }) => args.flatMap(listed));
  return conflictFilter(names.flatMap((value) => query.reading.tables.column(value)?.name ?? []), query, rows);
}

function listed(value: Value): readonly Value[] {
  return value.kind === "list" ? itemsOf(value).map((item) => item.value) : [value];
}

function conflictSteps({ steps }: Query): readonly Step[] {
  return steps.filter(({ method }) => method === "onConflict").flatMap(({ args: [fn] }) => (fn ? chains.of(resultOf(fn)).flatMap((chain) => chain.steps) : []));
}
