import type { SqlExecutor } from "./sql-executor.ts";
import { codesOf } from "./translate-error.ts";
import { CREATED_MEANWHILE } from "./error-codes.ts";

/** Runs CREATE TABLE IF NOT EXISTS; once more when it failed only because another session made the table at the same moment. */
export async function createTable(executor: SqlExecutor, ddl: string): Promise<void> {
  try {
    await executor.query(ddl, []);
  } catch (error) {
    if (!codesOf(error).some((code) => CREATED_MEANWHILE.has(code))) throw error;
    await executor.query(ddl, []);
  }
}
