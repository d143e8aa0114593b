import type { Filter, WrittenRow } from "../../../analysis/access.ts";
import { propertyOf } from "../../../analysis/object-value.ts";
import type { ObjectEntry, Value } from "../../../analysis/value.ts";
import type { Model } from "../../../catalog/catalog.ts";
import { conflictFilter, rowsIn } from "../../query/conflicts.ts";
import { fieldOf, textOf } from "../../query/table-names.ts";
import { lastStep, type Query } from "./query.ts";

/** The rows that a query writes, with the catalog's names of their columns. */
export function writtenRows({ steps, table }: Query): readonly WrittenRow[] {
  const created = lastStep(steps, "insert") ?? lastStep(steps, "upsert");
  const rows = [...rowsIn("create", created?.args[0]), ...rowsIn("update", lastStep(steps, "update")?.args[0])];
  return rows.map((row) => ({ ...row, columns: withFieldNames(row.columns, table.model) }));
}

/** Code that declares its models elsewhere calls a column by another name than the database. */
function withFieldNames(columns: Value, model: Model): Value {
  if (columns.kind !== "object") return columns;
  const renamed = (entry: ObjectEntry): ObjectEntry => (entry.kind === "property" && !model.fields.has(entry.key) ? { ...entry, key: fieldOf(model, entry.key)?.name ?? entry.key } : entry);
  return { ...columns, entries: columns.entries.map(renamed) };
}

/** The rows that an upsert changes: those with the new row's values in the columns of the conflict, which is the primary key's unless it is named. */
export function changedOnConflict(query: Query, rows: readonly WrittenRow[]): Filter | undefined {
  const options = lastStep(query.steps, "upsert")?.args[1];
  const ignored = options && propertyOf(options, "ignoreDuplicates")?.value;
  if (ignored?.kind === "constant" && ignored.value === true) return undefined;
  const named = options && textOf(propertyOf(options, "onConflict")?.value, query.tables.facts);
  const columns = named === undefined ? query.table.model.id : named.split(",").flatMap((name) => query.tables.column({ kind: "constant", value: name.trim() })?.name ?? []);
  return conflictFilter(columns, query, rows);
}
