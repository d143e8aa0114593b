import type { Owner } from "./owned-by.ts";
import { refuseOperation } from "./scope-refused-error.ts";

/**
 * Refuses an upsert that could find a row by another unique key than one with the tenant's column: it could be any tenant's, and the update
 * would be made to it. `columns` are the caller's conflict columns, `option` is the library's word for them, and `isTargeted` says whether
 * the database looks at these only.
 */
export function checkConflict({ key, operation }: Owner, columns: unknown, option: string, isTargeted: boolean): void {
  if (isTargeted && Array.isArray(columns) && columns.includes(key)) return;
  throw refuseOperation(operation, isTargeted ? `give ${option} with ${key} among them` : "find the row, then create or update it");
}
