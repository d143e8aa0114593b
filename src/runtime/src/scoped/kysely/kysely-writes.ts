import { checkTenantKey } from "../stamp.ts";
import { columnNode, columnOf, fromsIn, isNode, type KyselyNode, nameOf, nodesIn, valueNode } from "./kysely-nodes.ts";
import type { KyselyScope } from "./kysely-scope.ts";
import { type OwnedTable, ownedTables, withWhere } from "./kysely-sources.ts";
import { refuseOperation } from "../scope-refused-error.ts";

/** An insert whose rows are stamped, and whose `on conflict` updates the tenant's rows only. */
export function scopeInsert(scope: KyselyScope, insert: KyselyNode): KyselyNode {
  const [table] = ownedTables(scope, insert["into"], "insert");
  if (table === undefined) return insert;
  if (insert["replace"] === true || insert["onDuplicateKey"] !== undefined || (isNode(insert["orAction"]) && insert["orAction"]["action"] === "replace")) {
    throw refuseOperation(`${table.name}.replace`, "find the row, then create or update it");
  }
  const { onConflict } = insert;
  if (!isNode(onConflict)) return stampedInsert(scope, insert, table);
  checkUpdates(onConflict["updates"], [table]);
  return { ...stampedInsert(scope, insert, table), onConflict: onConflict["updates"] === undefined ? onConflict : withWhere(onConflict, "updateWhere", [table]) };
}

const ONE_EMPTY_ROW: KyselyNode = { kind: "ValuesNode", values: [{ kind: "PrimitiveValueListNode", values: [] }] };

function stampedInsert(scope: KyselyScope, insert: KyselyNode, table: OwnedTable): KyselyNode {
  const values = insert["defaultValues"] === true ? ONE_EMPTY_ROW : insert["values"];
  const columns = nodesIn(insert["columns"]);
  const stamp = columns.findIndex((column) => nameOf(column) === table.key);
  const withKey = stamp < 0 ? [...columns, columnNode(table.key)] : columns;
  if (isNode(values) && values.kind === "ValuesNode") {
    const rows = nodesIn(values["values"]).map((row) => ({ ...row, values: stampedRow(row, stamp, table) }));
    return { ...insert, defaultValues: undefined, columns: withKey, values: { ...values, values: rows } };
  }
  if (isNode(values) && values.kind === "SelectQueryNode" && stamp < 0 && columns.length > 0 && values["setOperations"] === undefined) {
    // A column of the source has the right type; a parameter is taken for text there.
    const [source] = fromsIn(values["from"]).flatMap((from) => ownedTables(scope, from, "select"));
    const selection = source === undefined ? valueNode(table.tenant) : columnOf(source.reference, source.key);
    return { ...insert, columns: withKey, values: { ...values, selections: [...nodesIn(values["selections"]), { kind: "SelectionNode", selection }] } };
  }
  throw refuseOperation(`${table.name}.insert`, `insert rows, not a query, or leave ${table.key} out`);
}

function stampedRow(row: KyselyNode, stamp: number, table: OwnedTable): unknown[] {
  const values = row["values"] as readonly unknown[];
  const isPlain = row.kind === "PrimitiveValueListNode";
  const own = isPlain ? table.tenant : valueNode(table.tenant);
  if (stamp < 0) return [...values, own];
  const given = values[stamp];
  const isDefault = !isPlain && isNode(given) && given.kind === "DefaultInsertValueNode";
  if (!isDefault) checkValue(isPlain ? valueNode(given) : given, table, "insert");
  return values.with(stamp, own);
}

/** Refuses updates that would give a row to another tenant. */
export function checkUpdates(updates: unknown, tables: readonly OwnedTable[]): void {
  for (const update of nodesIn(updates)) {
    const name = nameOf(update["column"]);
    if (name === undefined) throw refuseOperation("an update", "name the columns, without sql");
    for (const table of tables) if (table.key === name) checkValue(update["value"], table, "update");
  }
}

function checkValue(given: unknown, { name, key, tenant }: OwnedTable, verb: string): void {
  const value = isNode(given) && given.kind === "ValueNode" ? given["value"] : given;
  // To say nothing is to write NULL here, not to leave the key as it is.
  checkTenantKey({ [key]: value ?? null }, key, tenant, `${name}.${verb}`);
}
