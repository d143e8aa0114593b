import type { Filter, WrittenRow } from "../../../analysis/access.ts";
import { objectOf } from "../../../analysis/object-value.ts";
import { conflictFilter, rowsIn } from "../../query/conflicts.ts";
import { textOf } from "../../query/table-names.ts";
import type { Query } from "./query.ts";

/** The rows that a query writes. */
export function writtenRows(query: Query): readonly WrittenRow[] {
  const created = rowsIn("create", stepNamed(query, "insert")?.args[0] ?? stepNamed(query, "batchInsert")?.args[1]);
  const merge = stepNamed(query, "merge")?.args[0];
  return [...created, ...(merge?.kind === "object" ? rowsIn("update", merge) : []), ...changed(query)];
}

function stepNamed({ steps }: Query, name: string): Query["steps"][number] | undefined {
  return steps.findLast(({ method }) => method === name);
}

/** `update(row)` or `update(column, value)`. */
function changed(query: Query): readonly WrittenRow[] {
  const [first, second] = stepNamed(query, "update")?.args ?? [];
  const column = textOf(first, query.reading.tables.facts);
  if (column === undefined || !second) return rowsIn("update", first);
  return [{ kind: "update", columns: { ...objectOf({ [column]: second }), node: second.node }, links: [], node: second.node }];
}

/** The rows that an insert changes on a conflict: those with the new row's values in the columns that `onConflict` names. */
export function changedOnConflict(query: Query, rows: readonly WrittenRow[]): Filter {
  const named = stepNamed(query, "onConflict")?.args[0];
  const columns = named === undefined ? [] : (named.kind === "list" ? named.items.map((item) => item.value) : [named]).flatMap((value) => query.reading.tables.column(value)?.name ?? []);
  return conflictFilter(columns, query, rows);
}
