import { CREATED_MEANWHILE } from "./error-codes.ts";
import { retry } from "./retry.ts";
import type { SqlExecutor } from "./sql-executor.ts";
import { carries } from "./translate-error.ts";

/** Runs CREATE TABLE IF NOT EXISTS; again when it failed only because another session made the table at the same moment. */
export async function createTable(executor: SqlExecutor, ddl: string): Promise<void> {
  await retry(
    () => executor.query(ddl, []),
    (error) => carries(error, CREATED_MEANWHILE),
  );
}
