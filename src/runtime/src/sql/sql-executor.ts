/**
 * All that the runtime needs of a database handle: run one statement with `$1`, `$2`… and give back the rows. A `pg` Pool or
 * Client and a PGlite instance or transaction fit as they are. All parameters the runtime sends are text.
 *
 * @example
 * const executor: SqlExecutor = { query: async (sql, params) => ({ rows: await postgres.unsafe(sql, params) }) };
 */
export interface SqlExecutor {
  /** Runs one statement; the promise rejects with the driver's error. */
  query(sql: string, params: unknown[]): Promise<SqlResult>;
}

/**
 * The rows a statement returned, as objects by column name.
 *
 * @example
 * const { rows }: SqlResult = await executor.query("select last::text as last from ringfence_sequences", []);
 */
export interface SqlResult {
  readonly rows: readonly unknown[];
}

/**
 * The SQL dialects the runtime speaks, by name.
 *
 * @example
 * const dialect: SqlDialectName = "postgres"; // PostgreSQL and PGlite
 */
export type SqlDialectName = "postgres";

/** The text in one column of the first row; undefined when there is no row. */
export function firstText(result: SqlResult, column: string): string | undefined {
  const row = result.rows[0];
  if (row === undefined) return undefined;
  const value: unknown = typeof row === "object" && row !== null ? Reflect.get(row, column) : undefined;
  if (typeof value === "string") return value;
  throw new TypeError(`The executor must return rows as objects with a text column "${column}"; got ${typeof value}.`);
}
