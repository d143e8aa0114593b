import { propertyOf } from "../values.ts";

/**
 * All that the runtime needs of a database handle: run one statement and give back the rows. Parameters are `$1`, `$2`… for
 * PostgreSQL and `?` for the other dialects; all that the runtime itself sends are text. A `pg` Pool or Client and a PGlite
 * instance or transaction fit as they are.
 *
 * @example
 * const executor: SqlExecutor = { query: async (sql, params) => ({ rows: await postgres.unsafe(sql, params) }) };
 */
export interface SqlExecutor {
  /** Runs one statement; the promise rejects with the driver's error. */
  query(sql: string, params: unknown[]): Promise<SqlResult>;
  /**
   * Opens a transaction. A handle that can is not a transaction itself, so `allocate` refuses it. Only MySQL needs it, for
   * `next` on executors whose results carry no `insertId`.
   */
  transaction?<T>(work: (tx: SqlExecutor) => Promise<T>): Promise<T>;
}

/**
 * What a statement gave: its rows, as objects by column name.
 *
 * @example
 * const { rows }: SqlResult = await executor.query("select last::text as last from ringfence_sequences", []);
 */
export interface SqlResult {
  readonly rows: readonly unknown[];
  /** What MySQL calls the last insert id, from the answer to this very statement. */
  readonly insertId?: number | bigint | string | undefined;
}

/**
 * The SQL dialects the runtime speaks, by name. MySQL and MariaDB are two: MariaDB can return what it inserted.
 *
 * @example
 * const dialect: SqlDialectName = "postgres"; // PostgreSQL and PGlite
 */
export type SqlDialectName = "postgres" | "mariadb" | "mysql" | "sqlite";

/** The text in one column of the first row; undefined when there is no row or the column is null. */
export function firstText(result: SqlResult, column: string): string | undefined {
  const row = result.rows[0];
  return row === undefined ? undefined : textIn(row, column);
}

/** The text in one column of a row; undefined for null. */
export function textIn(row: unknown, column: string): string | undefined {
  const value = propertyOf(row, column);
  if (typeof value === "string") return value;
  if (value === null) return undefined;
  throw new TypeError(`The executor must return rows as objects with a text column "${column}"; got ${typeof value}.`);
}
