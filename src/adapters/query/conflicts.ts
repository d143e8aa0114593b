import type { Filter, WrittenRow } from "../../analysis/access.ts";
import { itemsOf, optionsOf, propertyOf } from "../../analysis/object-value.ts";
import type { Value } from "../../analysis/value.ts";
import { allOf, anyOf } from "../filter-parts.ts";
import type { JoinedQuery } from "./joined-query.ts";
import { lower } from "./lower.ts";

/** The rows that an insert changes on a conflict over some columns, or over any key: those with the new row's values in them. */
export function conflictFilter(columns: readonly string[], query: JoinedQuery, rows: readonly WrittenRow[]): Filter {
  const { id, uniques } = query.table.model;
  const targets = columns.length > 0 ? [columns] : [...(id.length > 0 ? [id] : []), ...uniques.map((key) => key.columns)];
  const matched = anyOf(rows.filter(({ kind }) => kind === "create").flatMap((row) => targets.flatMap((target) => matchedBy(target, row.columns) ?? [])));
  return allOf([matched, lower(query.where, query.scope)]);
}

/** Undefined where a column of the key is left to the database: a fresh value meets no row. */
export function matchedBy(target: readonly string[], row: Value): Filter | undefined {
  const conditions = target.map((column): Filter | undefined => {
    const written = propertyOf(row, column);
    return written && { kind: "equals", column, value: written.value, optional: false, whenUndefined: "matches-nothing", node: written.node };
  });
  return conditions.includes(undefined) ? undefined : allOf(conditions.filter((one) => one !== undefined));
}

/** The rows that a value gives: one object, or a list of them. */
export function rowsIn(kind: WrittenRow["kind"], rows: Value | undefined): readonly WrittenRow[] {
  const lists = rows ? optionsOf(rows) : [];
  const single = lists.flatMap((value) => (value.kind === "list" ? itemsOf(value).map((item) => item.value) : [value]));
  return single.flatMap(optionsOf).map((columns) => ({ kind, columns, links: [], node: columns.node }));
}
