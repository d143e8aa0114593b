import type { Reference, Value } from "../../../analysis/value.ts";
import { columnValues, selectedRows } from "../../query/rows.ts";
import type { Query } from "./query.ts";

const SELECTING = new Set(["select", "first", "returning", "columns", "column", "distinct"]);

/** What awaiting a query gives, where columns are renamed, come from joined tables or stand for themselves. */
export function rowsOf({ steps, reading: { tables }, scope }: Query, many: boolean): ((row: Reference) => Value) | undefined {
  const plucked = steps.findLast(({ method }) => method === "pluck");
  if (plucked) return columnValues(plucked.args[0], tables, scope);
  const inserted = steps.findLast(({ method }) => method === "insert" || method === "update")?.args[1];
  const selected = steps.filter(({ method }) => SELECTING.has(method)).flatMap(({ args }) => args);
  return selectedRows([...selected, ...(inserted ? [inserted] : [])].flatMap((value) => (value.kind === "list" ? value.items.map((item) => item.value) : [value])), tables, scope, many);
}
