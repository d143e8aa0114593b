import { checkTenant } from "../stamp.ts";
import { columnNode, isNode, type KyselyNode, nameOf, nodesIn, valueNode } from "./kysely-nodes.ts";
import type { KyselyScope } from "./kysely-scope.ts";
import { type OwnedTable, ownedTables, withWhere } from "./kysely-sources.ts";
import { refuseOperation } from "../scope-refused-error.ts";

/** An insert whose rows are stamped, and whose `on conflict` updates the tenant's rows only. */
export function scopeInsert(scope: KyselyScope, insert: KyselyNode): KyselyNode {
  const isReplace = insert["replace"] === true || insert["onDuplicateKey"] !== undefined || (isNode(insert["orAction"]) && insert["orAction"]["action"] === "replace");
  const [table] = ownedTables(scope, insert["into"], isReplace ? "replace" : "insert");
  if (table === undefined) return insert;
  if (isReplace) throw refuseOperation(table.operation, "find the row, then create or update it");
  const { onConflict } = insert;
  if (!isNode(onConflict)) return stampedInsert(insert, table);
  checkUpdates(onConflict["updates"], ownedTables(scope, insert["into"], "update"));
  return { ...stampedInsert(insert, table), onConflict: onConflict["updates"] === undefined ? onConflict : withWhere(onConflict, "updateWhere", [table]) };
}

function stampedInsert({ values, ...insert }: KyselyNode, table: OwnedTable): KyselyNode {
  if (!isNode(values) || values.kind !== "ValuesNode") throw refuseOperation(table.operation, "insert rows, not a query");
  const columns = nodesIn(insert["columns"]);
  const stamp = columns.findIndex((column) => nameOf(column) === table.key);
  const rows = nodesIn(values["values"]).map((row) => ({ kind: "ValueListNode", values: stampedRow(row, stamp, table) }));
  return { ...insert, columns: stamp < 0 ? [...columns, columnNode(table.key)] : columns, values: { ...values, values: rows } };
}

function stampedRow(row: KyselyNode, stamp: number, table: OwnedTable): unknown[] {
  const given = row["values"] as readonly unknown[];
  const values = row.kind === "PrimitiveValueListNode" ? given.map(valueNode) : given;
  const own = valueNode(table.tenant);
  if (stamp < 0) return [...values, own];
  const value = values[stamp] as KyselyNode;
  if (value.kind !== "DefaultInsertValueNode") checkValue(value, table);
  return values.with(stamp, own);
}

/** Refuses updates that would give a row to another tenant. */
export function checkUpdates(updates: unknown, tables: readonly OwnedTable[]): void {
  for (const update of nodesIn(updates)) {
    const name = nameOf(update["column"]);
    if (name === undefined) throw refuseOperation("an update", "name the columns, without sql");
    for (const table of tables) if (table.key === name) checkValue(update["value"], table);
  }
}

function checkValue(given: unknown, table: OwnedTable): void {
  const value = isNode(given) && given.kind === "ValueNode" ? given["value"] : given;
  // To say nothing is to write NULL here, not to leave the key as it is.
  checkTenant(value ?? null, table);
}
