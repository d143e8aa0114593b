import { firstText, type SqlExecutor, type SqlResult } from "../../sql/sql-executor.ts";
import type { SequenceDialect } from "../sequence-dialect.ts";
import { type Flavour, mysqlFamily, type Upsert } from "./mysql-family.ts";
import { returned } from "./returned.ts";

const flavour: Flavour = {
  told: (expression) => `last_insert_id(${expression})`,
  returning: "",
  rows: false,
  inside,
  async alone(executor, wait, upsert) {
    if (executor.transaction !== undefined) {
      return executor.transaction((tx) => (wait === undefined ? inside(tx, upsert) : timed(tx, wait, (handle) => inside(handle, upsert))));
    }
    const told = wait === undefined ? insertIdOf(await upsert(executor)) : undefined;
    // Asking afterwards is no way out: the question might go to another connection of the pool.
    if (told === undefined) throw new TypeError("MySQL needs an executor with transaction(), or insertId and no lockTimeout.");
    return told;
  },
  timed,
};

/** MySQL 8. Its statements are tested on MariaDB 10.11, which understands them all; no MySQL server takes part. */
export const mysqlSequences: SequenceDialect = /* @__PURE__ */ mysqlFamily(flavour);

async function inside(tx: SqlExecutor, upsert: Upsert): Promise<string> {
  return insertIdOf(await upsert(tx)) ?? returned(await tx.query("select cast(last_insert_id() as char) as last", []));
}

function insertIdOf({ insertId }: SqlResult): string | undefined {
  return insertId === undefined || Number(insertId) === 0 ? undefined : String(insertId);
}

async function timed<T>(tx: SqlExecutor, wait: number, work: (tx: SqlExecutor) => Promise<T>): Promise<T> {
  const before = firstText(await tx.query("select cast(@@session.innodb_lock_wait_timeout as char) as waits", []), "waits");
  const set = (seconds: number): Promise<SqlResult> => tx.query(`set session innodb_lock_wait_timeout = ${seconds}`, []);
  await set(wait);
  try {
    return await work(tx);
  } finally {
    // The error that counts is the first; a connection that is gone needs no setting.
    await set(Number(before)).catch(() => undefined);
  }
}
