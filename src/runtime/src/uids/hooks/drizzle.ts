import { drizzleExecutor, type DrizzleHandle, type DrizzleTag } from "../../sql/executors/executors.ts";
import type { Uids } from "../create-uids.ts";
import { propertyOf } from "../../values.ts";
import { nextUid, type UidField } from "./uid-models.ts";

/**
 * Rows for a Drizzle insert, each with its UID; a row that has one keeps it. `tx` is the transaction that inserts them, else TypeError.
 *
 * Concurrency: as `Uids.allocate`: gapless, and a rolled-back row's number is given again. Crash: as `Uids.allocate`.
 *
 * @example
 * await db.transaction(async (tx) => {
 *   const rows = await drizzleUids(tx, sql, uids, { field: "uid", role: "CLI", tenantKey: "companyId" }, [{ name: "Ada" }]);
 *   await tx.insert(clients).values(rows);
 * });
 */
export async function drizzleUids<Role extends string, Row extends object, const Field extends string>(
  tx: DrizzleHandle,
  sql: DrizzleTag,
  uids: Uids<Role>,
  uid: UidField<Role> & { readonly field: Field },
  rows: readonly Row[],
): Promise<(Row & Record<Field, string>)[]> {
  if (!("rollback" in tx)) throw new TypeError("drizzleUids needs the transaction that inserts the rows.");
  const given: (Row & Record<Field, string>)[] = [];
  for (const row of rows) {
    const old = propertyOf(row, uid.field);
    const value = old ?? (await nextUid(uids, uid.role, propertyOf(row, uid.tenantKey), drizzleExecutor(tx, sql)));
    given.push({ ...row, [uid.field]: value } as Row & Record<Field, string>);
  }
  return given;
}
