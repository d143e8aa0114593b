import type { SqlExecutor } from "../sql-executor.ts";
import { ownStatement } from "./own-statement.ts";
import { cutAtParameters } from "./parameters.ts";
import { resultOf } from "./result-of.ts";

/**
 * A postgres.js `sql`, or the one that `sql.begin` lends. Adds nothing to what postgres.js promises.
 *
 * @example
 * await sql.begin((tx) => sequences.allocate(postgresJsExecutor(tx), { tenant: companyId, name: "invoice" }));
 */
export function postgresJsExecutor(sql: {
  unsafe(text: string, params: never[], options: { prepare: boolean }): PromiseLike<readonly unknown[]>;
}): SqlExecutor {
  return { query: async (text, params) => ({ rows: await sql.unsafe(text, params as never[], { prepare: true }) }) };
}

/**
 * A Pool, PoolConnection or Connection of `mysql2/promise` or of `mariadb`. Adds nothing to what the driver promises.
 *
 * @example
 * const sequences = createSequences({ executor: mysqlExecutor(pool), dialect: "mariadb" });
 */
export function mysqlExecutor(handle: { execute(sql: string, params: never): PromiseLike<unknown> }): SqlExecutor {
  return { query: async (sql, params) => resultOf(await handle.execute(sql, params as never)) };
}

/**
 * A database of better-sqlite3, of `libsql` or of `node:sqlite`. Adds nothing to what the driver promises; everything that
 * runs on this one connection while a transaction is open is part of it.
 *
 * @example
 * const sequences = createSequences({ executor: sqliteExecutor(new Database("estate.db")), dialect: "sqlite" });
 */
export function sqliteExecutor(database: {
  prepare(sql: string): { readonly reader?: boolean; all(...params: never[]): readonly unknown[]; run(...params: never[]): unknown };
}): SqlExecutor {
  return {
    query: (sql, params) =>
      new Promise((resolve) => {
        const statement = database.prepare(sql);
        // Only node:sqlite lets one ask a statement without rows for all of them.
        if (statement.reader === false) statement.run(...(params as never[]));
        resolve({ rows: statement.reader === false ? [] : statement.all(...(params as never[])) });
      }),
  };
}

/**
 * A client of `@libsql/client`, or its transaction. Adds nothing to what the client promises.
 *
 * @example
 * const tx = await client.transaction("write");
 * const number = await sequences.allocate(libsqlExecutor(tx), { tenant: companyId, name: "invoice" });
 */
export function libsqlExecutor(client: {
  execute(statement: { sql: string; args: never[] }): PromiseLike<{ readonly rows: readonly unknown[] }>;
}): SqlExecutor {
  return { query: async (sql, params) => ({ rows: (await client.execute({ sql, args: params as never[] })).rows }) };
}

/**
 * A Drizzle database or transaction, with Drizzle's own `sql`. Adds nothing to what Drizzle promises.
 *
 * @example
 * await db.transaction((tx) => sequences.allocate(drizzleExecutor(tx, sql), { tenant: companyId, name: "invoice" }));
 */
export function drizzleExecutor(db: DrizzleHandle, sql: DrizzleTag): SqlExecutor {
  return {
    async query(text, params) {
      const { texts, values } = cutAtParameters(text, params);
      const statement = sql(Object.assign([...texts], { raw: texts }), ...values.map((value) => sql.param(value) as never)) as never;
      return resultOf(await ownStatement(() => Promise.resolve("all" in db ? db.all(statement) : db.execute(statement))));
    },
  };
}

/**
 * A Kysely instance or transaction. Plugins see the rows, not the statement. Adds nothing to what Kysely promises.
 *
 * @example
 * await db.transaction().execute((tx) => sequences.allocate(kyselyExecutor(tx), { tenant: companyId, name: "invoice" }));
 */
export function kyselyExecutor(db: { executeQuery(query: never): PromiseLike<unknown> }): SqlExecutor {
  return {
    async query(sql, parameters) {
      const query = { kind: "RawNode", sqlFragments: [sql], parameters: [] };
      return resultOf(await db.executeQuery({ sql, parameters, query, queryId: { queryId: "ringfence" } } as never));
    },
  };
}

/**
 * A Knex instance or transaction. Adds nothing to what Knex promises.
 *
 * @example
 * await knex.transaction((tx) => sequences.allocate(knexExecutor(tx), { tenant: companyId, name: "invoice" }));
 */
export function knexExecutor(knex: { raw(sql: string, params: never): PromiseLike<unknown> }): SqlExecutor {
  return {
    async query(sql, params) {
      const { texts, values } = cutAtParameters(sql, params);
      return resultOf(await ownStatement(() => knex.raw(withMarks(texts), values as never)));
    },
  };
}

/**
 * A TypeORM DataSource, EntityManager or QueryRunner. Adds nothing to what TypeORM promises.
 *
 * @example
 * await dataSource.transaction((manager) => sequences.allocate(typeormExecutor(manager), { tenant: companyId, name: "invoice" }));
 */
export function typeormExecutor(handle: { query(sql: string, params: unknown[]): PromiseLike<unknown> }): SqlExecutor {
  return { query: async (sql, params) => resultOf(await ownStatement(() => handle.query(sql, params))) };
}

/**
 * A Sequelize instance, and the transaction that the statements shall be part of. Adds nothing to what Sequelize promises.
 *
 * @example
 * await sequelize.transaction((tx) => sequences.allocate(sequelizeExecutor(sequelize, tx), { tenant: companyId, name: "invoice" }));
 */
export function sequelizeExecutor(sequelize: { query(sql: string, options: never): PromiseLike<unknown> }, transaction: object | null = null): SqlExecutor {
  return {
    async query(sql, params) {
      const { texts, values } = cutAtParameters(sql, params);
      const plain = texts.map((text) => text.replaceAll("$", "$$$$"));
      const numbered = plain.slice(1).reduce((before, text, index) => `${before}$${index + 1}${text}`, plain[0] ?? "");
      // Where a text begins with "insert into", Sequelize for MySQL keeps the insert's answer to itself.
      return resultOf(await ownStatement(() => sequelize.query(`/* counter */ ${numbered}`, { bind: values, transaction, raw: true } as never)));
    },
  };
}

/**
 * A MikroORM entity manager of an SQL database; inside `em.transactional` the one that it lends. Adds nothing to what MikroORM promises.
 *
 * @example
 * await em.transactional((tx) => sequences.allocate(mikroOrmExecutor(tx), { tenant: companyId, name: "invoice" }));
 */
export function mikroOrmExecutor(em: MikroOrmManager): SqlExecutor {
  return {
    async query(sql, params) {
      const { texts, values } = cutAtParameters(sql, params);
      return resultOf(await ownStatement(() => em.getConnection().execute(withMarks(texts), values as never, "all", em.getTransactionContext() as never)));
    },
  };
}

/**
 * What is asked of a Drizzle database or transaction: `execute`, or `all` on SQLite.
 *
 * @example
 * const db: DrizzleHandle = drizzle(pool);
 */
export type DrizzleHandle = { execute(query: never): PromiseLike<unknown> } | { all(query: never): unknown };

/**
 * Drizzle's `sql`.
 *
 * @example
 * import { sql } from "drizzle-orm";
 * const tag: DrizzleTag = sql;
 */
export interface DrizzleTag {
  (strings: TemplateStringsArray, ...values: never[]): unknown;
  param(value: unknown): unknown;
}

/**
 * What is asked of a MikroORM entity manager.
 *
 * @example
 * const manager: MikroOrmManager = orm.em.fork();
 */
export interface MikroOrmManager {
  getConnection(): { execute(sql: string, params: never, method: "all", context: never): PromiseLike<unknown> };
  getTransactionContext(): unknown;
}

// As Knex wants it: a question mark for each parameter, and those that are none marked.
function withMarks(texts: readonly string[]): string {
  return texts.map((text) => text.replaceAll("?", "\\?")).join("?");
}
