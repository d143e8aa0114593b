import { currentTenant } from "../../tenant/tenant-context.ts";
import { missingTenant } from "../../tenant/missing-tenant.ts";
import type { TenantId } from "../../tenant/tenant-id.ts";
import type { SqlExecutor } from "../../sql/sql-executor.ts";
import type { Uids } from "../create-uids.ts";

/**
 * The models whose rows carry a UID, by the names the library gives them.
 *
 * @example
 * const models: UidModels<"CLI"> = { Client: { field: "uid", role: "CLI", tenantKey: "companyId" } };
 */
export type UidModels<Role extends string = string> = Readonly<Record<string, UidField<Role>>>;

/**
 * Where a model keeps its UID, and what is numbered.
 *
 * @example
 * const field: UidField<"CLI"> = { field: "uid", role: "CLI", tenantKey: "companyId" };
 */
export interface UidField<Role extends string = string> {
  /** The property that holds the UID. */
  readonly field: string;
  readonly role: Role;
  /** The property that holds the company's id; a row without one is numbered for the tenant in force. */
  readonly tenantKey: string;
}

/**
 * The next UID for a row whose tenant key holds that value: in the transaction, or without one in a statement of its own.
 * TenantRequiredError when neither the row nor the context names a tenant.
 */
export async function nextUid<Role extends string>(uids: Pick<Uids<Role>, "next"> & Partial<Uids<Role>>, role: Role, value: unknown, tx?: SqlExecutor): Promise<string> {
  const tenant = (value as TenantId | null | undefined) ?? currentTenant<TenantId>();
  if (tenant === undefined) throw missingTenant();
  return tx === undefined ? uids.next({ tenant, role }) : (uids as Uids<Role>).allocate(tx, { tenant, role });
}
