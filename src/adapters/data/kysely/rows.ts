import type { Reference, Value } from "../../../analysis/value.ts";
import { selectedRows } from "../../query/rows.ts";
import { resultOf } from "./callbacks.ts";
import { callOf } from "./expressions.ts";
import type { Query } from "./query.ts";

/** What awaiting a query gives, where columns are renamed or come from joined tables. */
export function rowsOf(query: Query, many: boolean): ((row: Reference) => Value) | undefined {
  return selectedRows(selected(query), query.reading.tables, query.scope, many);
}

/** True for a query that selects nothing but counts and sums. */
export function isAggregate(query: Query): boolean {
  const parts = selected(query);
  return parts.length > 0 && parts.every((part) => ofFunction(part)) && !query.steps.some(({ method }) => method === "selectAll");
}

function selected({ steps }: Query): readonly Value[] {
  return steps.filter(({ method }) => method === "select" || method === "returning").flatMap(({ args }) => args.map(resultOf)).flatMap((value) => (value.kind === "list" ? value.items.map((item) => resultOf(item.value)) : [value]));
}

/** `eb.fn.countAll().as("total")`, also behind `filterWhere` and the like. */
function ofFunction(value: Value): boolean {
  const callee = callOf(value)?.callee;
  if (callee?.kind !== "reference") return false;
  return callee.path.includes("fn") || ofFunction({ ...callee, path: [] });
}
