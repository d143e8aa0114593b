import type { Filter, WrittenRow } from "../../../analysis/access.ts";
import { itemsOf, optionsOf, propertyOf } from "../../../analysis/object-value.ts";
import type { Value } from "../../../analysis/value.ts";
import { allOf, anyOf } from "../../filter-parts.ts";
import { always } from "../../query/condition.ts";
import { lower } from "../../query/lower.ts";
import { readCondition, type Reading } from "./conditions.ts";
import type { Query } from "./query.ts";
import { columnOf } from "./tables.ts";

/** The rows that `values`, `set` and the updates on a conflict write. */
export function writtenRows({ start, steps }: Query): readonly WrittenRow[] {
  const step = (name: string): Value | undefined => steps.findLast(({ method }) => method === name)?.args[0];
  if (start.method === "update") return rowsOf("update", step("set"));
  if (start.method !== "insert") return [];
  const created = rowsOf("create", step("values") ?? unreadRows(steps));
  const conflict = step("onConflictDoUpdate") ?? step("onDuplicateKeyUpdate");
  return [...created, ...(conflict ? rowsOf("update", propertyOf(conflict, "set")?.value) : [])];
}

function unreadRows(steps: Query["steps"]): Value {
  return { kind: "unknown", reason: "the rows come from a query", node: steps.find(({ method }) => method === "select")?.args[0]?.node };
}

function rowsOf(kind: WrittenRow["kind"], rows: Value | undefined): readonly WrittenRow[] {
  const lists = rows ? optionsOf(rows) : [];
  const single = lists.flatMap((value) => (value.kind === "list" ? itemsOf(value).map((item) => item.value) : [value]));
  return single.flatMap(optionsOf).map((columns) => ({ kind, columns, links: [], node: columns.node }));
}

/** True when an insert may change a row that is there. */
export function isUpsert({ start, steps }: Query): boolean {
  return start.method === "insert" && steps.some(({ method }) => method === "onConflictDoUpdate" || method === "onDuplicateKeyUpdate");
}

/**
 * The rows that an insert changes on a conflict: those with the new row's values in the target's columns, and as
 * `setWhere` says. Without a target any unique key may be the one.
 */
export function conflictFilter(query: Query, rows: readonly WrittenRow[], reading: Reading): Filter {
  const options = query.steps.findLast(({ method }) => method === "onConflictDoUpdate" || method === "onDuplicateKeyUpdate")?.args[0];
  const targets = targetsOf(options, query, reading);
  const created = rows.filter(({ kind }) => kind === "create");
  const matched = anyOf(created.flatMap(({ columns }) => targets.flatMap((target) => matchedBy(target, columns) ?? [])));
  const where = options && (propertyOf(options, "setWhere") ?? propertyOf(options, "where"));
  return allOf([matched, lower(where ? readCondition(where.value, reading) : always, query.scope)]);
}

function targetsOf(options: Value | undefined, { table }: Query, { tables }: Reading): readonly (readonly string[])[] {
  const target = options && propertyOf(options, "target")?.value;
  const named = target && itemsOf(target).flatMap((item) => columnOf(item.value, tables)?.name ?? []);
  if (named && named.length > 0) return [named];
  const { id, uniques } = table.model;
  return [...(id.length > 0 ? [id] : []), ...uniques.map(({ columns }) => columns)];
}

/** Undefined where a column of the key is left to the database: a fresh value meets no row. */
function matchedBy(target: readonly string[], row: Value): Filter | undefined {
  const conditions = target.map((column): Filter | undefined => {
    const written = propertyOf(row, column);
    return written && { kind: "equals", column, value: written.value, optional: false, whenUndefined: "matches-nothing", node: written.node };
  });
  return conditions.includes(undefined) ? undefined : allOf(conditions.filter((one) => one !== undefined));
}
