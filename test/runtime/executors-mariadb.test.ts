import { drizzle } from "drizzle-orm/mysql2";
import { sql } from "drizzle-orm";
import knex from "knex";
import { Kysely, MysqlDialect } from "kysely";
import mariadb from "mariadb";
import callbackMysql from "mysql2";
import mysql from "mysql2/promise";
import { Sequelize } from "sequelize";
import { DataSource } from "typeorm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  createSequences,
  drizzleExecutor,
  knexExecutor,
  kyselyExecutor,
  mysqlExecutor,
  sequelizeExecutor,
  type SqlExecutor,
  typeormExecutor,
} from "../../src/runtime/src/index.ts";
import { announce, BOOT_TIMEOUT, mariadbMissing, mariadbPoolOn, startMariadbServer } from "./support/databases.ts";
import { type ExecutorKind, executorSpecs } from "./support/executor-specs.ts";
import type { MariadbServer } from "./support/mariadb-server.ts";

type Kind = Omit<ExecutorKind<MariadbServer>, "dialect">;
const CONNECTIONS = 8;

const kinds: readonly Kind[] = [
  { name: "mysql2", open: (server) => mariadbPoolOn(server, CONNECTIONS) },
  {
    name: "mariadb",
    open({ config }) {
      const pool = mariadb.createPool({ ...config, connectionLimit: CONNECTIONS });
      return {
        executor: mysqlExecutor(pool),
        async transaction<T>(work: (tx: SqlExecutor) => Promise<T>): Promise<T> {
          const connection = await pool.getConnection();
          try {
            await connection.beginTransaction();
            const result = await work(mysqlExecutor(connection));
            await connection.commit();
            return result;
          } catch (error) {
            await connection.rollback();
            throw error;
          } finally {
            await connection.release();
          }
        },
        close: () => pool.end(),
      };
    },
  },
  {
    name: "Drizzle on mysql2",
    open({ config }) {
      const pool = mysql.createPool({ ...config, connectionLimit: CONNECTIONS });
      const db = drizzle(pool);
      return {
        executor: drizzleExecutor(db, sql),
        transaction: (work) => db.transaction((tx) => work(drizzleExecutor(tx, sql))),
        close: () => pool.end(),
      };
    },
  },
  {
    name: "Kysely on mysql2",
    open({ config }) {
      const db = new Kysely<object>({ dialect: new MysqlDialect({ pool: callbackMysql.createPool({ ...config, connectionLimit: CONNECTIONS }) }) });
      return {
        executor: kyselyExecutor(db),
        transaction: (work) => db.transaction().execute((tx) => work(kyselyExecutor(tx))),
        close: () => db.destroy(),
      };
    },
  },
  {
    name: "Knex on mysql2",
    open({ config }) {
      const db = knex({ client: "mysql2", connection: { ...config }, pool: { max: CONNECTIONS } });
      return {
        executor: knexExecutor(db),
        transaction: (work) => db.transaction((tx) => work(knexExecutor(tx))),
        close: () => db.destroy(),
      };
    },
  },
  {
    name: "TypeORM on mysql2",
    async open({ config }) {
      const { host, port, user, database } = config;
      const source = new DataSource({ type: "mysql", host, port, username: user, database, extra: { connectionLimit: CONNECTIONS } });
      await source.initialize();
      return {
        executor: typeormExecutor(source),
        transaction: (work) => source.transaction((manager) => work(typeormExecutor(manager))),
        close: () => source.destroy(),
      };
    },
  },
  {
    name: "Sequelize on mysql2",
    open({ config }) {
      const { host, port, user, database } = config;
      const sequelize = new Sequelize(database, user, "", { dialect: "mysql", host, port, logging: false, pool: { max: CONNECTIONS } });
      return {
        executor: sequelizeExecutor(sequelize),
        transaction: (work) => sequelize.transaction((tx) => work(sequelizeExecutor(sequelize, tx))),
        close: () => sequelize.close(),
      };
    },
  },
];

describe.skipIf(mariadbMissing)("executors on MariaDB", () => {
  let server: MariadbServer | undefined;

  beforeAll(async () => {
    server = await startMariadbServer();
    return async () => {
      await server?.stop();
    };
  }, BOOT_TIMEOUT);
  afterAll(() => announce("executors-mariadb.test.ts", server === undefined ? [] : [server.version]));

  const started = (): MariadbServer => {
    if (server === undefined) throw new Error("The server did not start.");
    return server;
  };
  for (const kind of kinds) {
    executorSpecs({ ...kind, dialect: "mariadb" }, started);
    executorSpecs({ ...kind, name: `${kind.name}, in the dialect mysql`, dialect: "mysql" }, started);
  }

  describe("next in the dialect mysql on an executor that tells no insert id", () => {
    it("uses a transaction, or refuses rather than ask another connection", async () => {
      const db = mariadbPoolOn(started(), 4, "mysql");
      const silent = (executor: SqlExecutor): SqlExecutor => ({ query: async (text, params) => ({ rows: (await executor.query(text, params)).rows }) });
      const lone = createSequences({ executor: silent(db.executor), dialect: "mysql" });
      await lone.createTable();
      const transacting: SqlExecutor = { ...silent(db.executor), transaction: (work) => db.transaction((tx) => work(silent(tx))) };
      const key = { tenant: "silent", name: "call" };
      await expect(lone.next(key)).rejects.toThrow("insertId");
      const able = createSequences({ executor: transacting, dialect: "mysql" });
      const numbers = await Promise.all([able.next(key), able.next(key), able.reserve(key, 3)]);
      // The first was taken by the statement whose answer could not be read: a hole, and no duplicate.
      expect(numbers).toEqual([2, 3, { first: 4, last: 6 }]);
      expect(await db.transaction((tx) => able.allocate(silent(tx), key))).toBe(7);
      await db.close();
    });
  });
});
