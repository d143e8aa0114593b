import { describeValue } from "../text.ts";
import type { SqlDialectName } from "../sql/sql-executor.ts";
import { postgresSequences, postgresSequencesDdl } from "./dialects/postgres.ts";
import type { SequenceDialect } from "./sequence-dialect.ts";

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
  const dialects: Readonly<Record<SqlDialectName, SequenceDialect>> = { postgres: postgresSequences };
  if (Object.hasOwn(dialects, name)) return dialects[name];
  throw new TypeError(`Expected a dialect (${Object.keys(dialects).join(", ")}), got ${describeValue(name)}.`);
}
