import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "libsql";
import { type SqlExecutor, sqliteExecutor } from "../../../src/runtime/src/index.ts";
import type { TestDatabase } from "./databases.ts";

/** A SQLite file with one connection, which an open transaction has for itself: what a program with one writer has to do too. */
export function openSqlite(): Promise<TestDatabase> {
  const folder = mkdtempSync(join(tmpdir(), "ringfence-sqlite-"));
  const database = new Database(join(folder, "estate.db"));
  database.pragma("journal_mode = wal");
  const { version } = database.prepare("select sqlite_version() as version").get() as { version: string };
  const direct = sqliteExecutor(database);
  let turn: Promise<unknown> = Promise.resolve();
  const alone = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = turn.then(work);
    turn = mine.catch(() => undefined);
    return mine;
  };
  return Promise.resolve({
    version: `SQLite ${version}`,
    dialect: "sqlite",
    executor: { query: (sql: string, params: unknown[]) => alone(() => direct.query(sql, params)) },
    transaction: <T>(work: (tx: SqlExecutor) => Promise<T>) =>
      alone(async () => {
        database.exec("begin immediate");
        try {
          const result = await work({ query: (sql, params) => direct.query(sql, params) });
          database.exec("commit");
          return result;
        } catch (error) {
          database.exec("rollback");
          throw error;
        }
      }),
    close() {
      database.close();
      rmSync(folder, { recursive: true, force: true });
      return Promise.resolve();
    },
  });
}
