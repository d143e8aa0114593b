import type { SqlExecutor } from "../../sql/sql-executor.ts";
import type { SequenceDialect } from "../sequence-dialect.ts";
import { type Flavour, mysqlFamily } from "./mysql-family.ts";
import { returned } from "./returned.ts";

const flavour: Flavour = {
  told: (expression) => expression,
  returning: "\nreturning cast(last as char) as last",
  rows: true,
  inside: async (tx, upsert) => returned(await upsert(tx)),
  alone: async (executor, wait, upsert) => returned(await upsert(wait === undefined ? executor : waiting(executor, wait))),
  timed: (tx, wait, work) => work(waiting(tx, wait)),
};

/** MariaDB 10.5 and later: an upsert returns its rows. Tested on MariaDB 10.11. */
export const mariadbSequences: SequenceDialect = /* @__PURE__ */ mysqlFamily(flavour);

// MariaDB can give one statement a setting of its own.
function waiting(db: SqlExecutor, wait: number): SqlExecutor {
  return { query: (sql, params) => db.query(`set statement innodb_lock_wait_timeout = ${wait} for ${sql}`, params) };
}
