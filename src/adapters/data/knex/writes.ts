import type { Filter, WrittenRow } from "../../../analysis/access.ts";
import { itemsOf, objectOf, optionsOf, propertyOf } from "../../../analysis/object-value.ts";
import type { Value } from "../../../analysis/value.ts";
import { allOf, anyOf } from "../../filter-parts.ts";
import { lower } from "../../query/lower.ts";
import { textOf } from "../../query/table-names.ts";
import type { Query } from "./query.ts";

/** The rows that a query writes. */
export function writtenRows(query: Query): readonly WrittenRow[] {
  const created = rowsOf("create", stepNamed(query, "insert")?.args[0] ?? stepNamed(query, "batchInsert")?.args[1]);
  const merge = stepNamed(query, "merge")?.args[0];
  return [...created, ...(merge?.kind === "object" ? rowsOf("update", merge) : []), ...changed(query)];
}

function stepNamed({ steps }: Query, name: string): Query["steps"][number] | undefined {
  return steps.findLast(({ method }) => method === name);
}

/** `update(row)` or `update(column, value)`. */
function changed(query: Query): readonly WrittenRow[] {
  const [first, second] = stepNamed(query, "update")?.args ?? [];
  const column = textOf(first, query.reading.tables.facts);
  if (column === undefined || !second) return rowsOf("update", first);
  return [{ kind: "update", columns: { ...objectOf({ [column]: second }), node: second.node }, links: [], node: second.node }];
}

function rowsOf(kind: WrittenRow["kind"], rows: Value | undefined): readonly WrittenRow[] {
  const lists = rows ? optionsOf(rows) : [];
  const single = lists.flatMap((value) => (value.kind === "list" ? itemsOf(value).map((item) => item.value) : [value]));
  return single.flatMap(optionsOf).map((columns) => ({ kind, columns, links: [], node: columns.node }));
}

/** The rows that an insert changes on a conflict: those with the new row's values in the columns that it names. */
export function conflictFilter(query: Query, rows: readonly WrittenRow[]): Filter {
  const named = stepNamed(query, "onConflict")?.args[0];
  const columns = named === undefined ? [] : (named.kind === "list" ? named.items.map((item) => item.value) : [named]).flatMap((value) => query.reading.tables.column(value)?.name ?? []);
  const { id, uniques } = query.table.model;
  const targets = columns.length > 0 ? [columns] : [...(id.length > 0 ? [id] : []), ...uniques.map((key) => key.columns)];
  const matched = anyOf(rows.filter(({ kind }) => kind === "create").flatMap((row) => targets.flatMap((target) => matchedBy(target, row.columns) ?? [])));
  return allOf([matched, lower(query.where, query.scope)]);
}

/** Undefined where a column of the key is left to the database: a fresh value meets no row. */
function matchedBy(target: readonly string[], row: Value): Filter | undefined {
  const conditions = target.map((column): Filter | undefined => {
    const written = propertyOf(row, column);
    return written && { kind: "equals", column, value: written.value, optional: false, whenUndefined: "matches-nothing", node: written.node };
  });
  return conditions.includes(undefined) ? undefined : allOf(conditions.filter((one) => one !== undefined));
}
