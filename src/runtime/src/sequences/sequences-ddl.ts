import type { SqlDialectName } from "../sql/sql-executor.ts";
import { mariadbSequences } from "./dialects/mariadb.ts";
import { mysqlSequences } from "./dialects/mysql.ts";
import { mysqlSequencesDdl } from "./dialects/mysql-family.ts";
import { postgresSequences, postgresSequencesDdl } from "./dialects/postgres.ts";
import { sqliteSequences, sqliteSequencesDdl } from "./dialects/sqlite.ts";
import type { SequenceDialect } from "./sequence-dialect.ts";
import { choose } from "../values.ts";

/** The table used unless another is named. */
export const SEQUENCES_TABLE = "ringfence_sequences";

/**
 * DDL of the table of counters under its usual name, for PostgreSQL and PGlite: one idempotent statement to put into a migration.
 *
 * @example
 * await pool.query(POSTGRES_SEQUENCES_DDL);
 */
export const POSTGRES_SEQUENCES_DDL: string = /* @__PURE__ */ postgresSequencesDdl(SEQUENCES_TABLE);

/**
 * The same for MySQL and MariaDB.
 *
 * @example
 * await pool.query(MYSQL_SEQUENCES_DDL);
 */
export const MYSQL_SEQUENCES_DDL: string = /* @__PURE__ */ mysqlSequencesDdl(SEQUENCES_TABLE);

/**
 * The same for SQLite.
 *
 * @example
 * database.exec(SQLITE_SEQUENCES_DDL);
 */
export const SQLITE_SEQUENCES_DDL: string = /* @__PURE__ */ sqliteSequencesDdl(SEQUENCES_TABLE);

/**
 * DDL of the table of counters under a name of your own. Idempotent, and one statement. Two sessions that run it at the very same
 * moment may see PostgreSQL fail one of them with a unique violation; `createTable` of the sequences handles that.
 *
 * @example
 * console.log(sequencesDdl({ dialect: "postgres", table: "app.counters" }));
 */
export function sequencesDdl(options: { readonly dialect: SqlDialectName; readonly table?: string }): string {
  return sequenceDialect(options.dialect).ddl(options.table ?? SEQUENCES_TABLE);
}

/** The dialect of that name; a plain error names those that exist. */
export function sequenceDialect(name: SqlDialectName): SequenceDialect {
  const dialects: Readonly<Record<SqlDialectName, SequenceDialect>> = {
    postgres: postgresSequences,
    mariadb: mariadbSequences,
    mysql: mysqlSequences,
    sqlite: sqliteSequences,
  };
  return choose(dialects, name, "a dialect");
}
