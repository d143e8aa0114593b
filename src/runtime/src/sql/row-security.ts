import { requireTenant } from "../tenant/tenant-context.ts";
import type { TenantId } from "../tenant/tenant-id.ts";
import type { SqlExecutor } from "./sql-executor.ts";
import { quoteTable } from "./table-name.ts";

/**
 * Which table PostgreSQL shall keep to the tenant, and by which column.
 *
 * @example
 * const table: RowSecurityTable = { table: "app.plots", column: "company_id", type: "uuid" };
 */
export interface RowSecurityTable {
  readonly table: string;
  readonly column: string;
  /** Type of the column; `text` unless said otherwise. */
  readonly type?: "text" | "uuid" | "int4" | "int8";
}

/**
 * DDL that makes PostgreSQL itself show and take only rows of the tenant that `setRowTenant` names: one idempotent statement for a migration.
 * Without a tenant there is no row. It holds for the owner of the table too; not for superusers and roles with BYPASSRLS, so the application
 * signs in as neither.
 *
 * @example
 * await pool.query(rowSecurityDdl({ table: "plots", column: "company_id" }));
 */
export function rowSecurityDdl({ table, column, type = "text" }: RowSecurityTable): string {
  const name = quoteTable(table);
  // After a transaction the setting is an empty text, which no tenant has.
  return `do $$ begin
  alter table ${name} enable row level security, force row level security;
  drop policy if exists ringfence on ${name};
  create policy ringfence on ${name} using (${quoteTable(column)} = nullif(current_setting('app.tenant', true), '')::${quoteTable(type)});
end $$;`;
}

/**
 * Names the tenant in force to the policies of `rowSecurityDdl`, for the rest of the transaction. Throws TenantRequiredError without one.
 *
 * Concurrency: ends with the transaction, so a pooled connection carries it to nobody, also behind a pooler in transaction mode; outside of a
 * transaction it ends with the statement. Crash: nothing is kept.
 *
 * @example
 * await client.query("begin");
 * await setRowTenant(client);
 */
export async function setRowTenant(tx: SqlExecutor): Promise<void> {
  await tx.query("select set_config('app.tenant', $1::text, true)", [String(requireTenant<TenantId>())]);
}
