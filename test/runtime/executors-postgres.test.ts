import { MikroORM } from "@mikro-orm/postgresql";
import { drizzle as drizzleOnPg } from "drizzle-orm/node-postgres";
import { drizzle as drizzleOnPostgresJs } from "drizzle-orm/postgres-js";
import { sql as drizzleSql } from "drizzle-orm";
import knex from "knex";
import { Kysely, PostgresDialect } from "kysely";
import postgres from "postgres";
import { Sequelize } from "sequelize";
import { DataSource } from "typeorm";
import { afterAll, beforeAll, describe } from "vitest";
import {
  drizzleExecutor,
  knexExecutor,
  kyselyExecutor,
  mikroOrmExecutor,
  postgresJsExecutor,
  prismaExecutor,
  sequelizeExecutor,
  type SqlExecutor,
  typeormExecutor,
} from "../../src/runtime/src/index.ts";
import { announce, BOOT_TIMEOUT, openPool, poolOn, postgresMissing, startServer } from "./support/databases.ts";
import { type ExecutorKind, executorSpecs } from "./support/executor-specs.ts";
import type { PostgresServer } from "./support/postgres-server.ts";
import { prismaClient } from "./support/prisma-client.ts";

interface Address {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly database: string;
}
type Kind = Omit<ExecutorKind<PostgresServer>, "dialect">;
const CONNECTIONS = 8;
const addressOf = ({ config }: PostgresServer): Address => config as Address;

const kinds: readonly Kind[] = [
  { name: "pg, Pool and Client", open: (server) => poolOn(server, CONNECTIONS) },
  {
    name: "postgres.js",
    open(server) {
      const sql = postgres({ ...addressOf(server), username: "postgres", max: CONNECTIONS, onnotice: () => undefined });
      return {
        executor: postgresJsExecutor(sql),
        transaction: async <T>(work: (tx: SqlExecutor) => Promise<T>) => (await sql.begin((tx) => work(postgresJsExecutor(tx)))) as T,
        close: () => sql.end(),
      };
    },
  },
  {
    name: "Prisma",
    open(server) {
      const { host, port } = addressOf(server);
      const prisma = prismaClient(`postgresql://postgres@${host}:${port}/postgres`, CONNECTIONS);
      return {
        executor: prismaExecutor(prisma),
        transaction: (work) => prisma.$transaction((tx) => work(prismaExecutor(tx)), { maxWait: 20_000, timeout: 20_000 }),
        close: () => prisma.$disconnect(),
      };
    },
  },
  {
    name: "Drizzle on pg",
    open(server) {
      const pool = openPool({ ...server.config, max: CONNECTIONS });
      const db = drizzleOnPg(pool);
      return {
        executor: drizzleExecutor(db, drizzleSql),
        transaction: (work) => db.transaction((tx) => work(drizzleExecutor(tx, drizzleSql))),
        close: () => pool.end(),
      };
    },
  },
  {
    name: "Drizzle on postgres.js",
    open(server) {
      const client = postgres({ ...addressOf(server), username: "postgres", max: CONNECTIONS, onnotice: () => undefined });
      const db = drizzleOnPostgresJs(client);
      return {
        executor: drizzleExecutor(db, drizzleSql),
        transaction: (work) => db.transaction((tx) => work(drizzleExecutor(tx, drizzleSql))),
        close: () => client.end(),
      };
    },
  },
  {
    name: "Kysely",
    open(server) {
      const db = new Kysely<object>({ dialect: new PostgresDialect({ pool: openPool({ ...server.config, max: CONNECTIONS }) }) });
      return {
        executor: kyselyExecutor(db),
        transaction: (work) => db.transaction().execute((tx) => work(kyselyExecutor(tx))),
        close: () => db.destroy(),
      };
    },
  },
  {
    name: "Knex",
    open(server) {
      const db = knex({ client: "pg", connection: { ...addressOf(server) }, pool: { max: CONNECTIONS } });
      return {
        executor: knexExecutor(db),
        transaction: (work) => db.transaction((tx) => work(knexExecutor(tx))),
        close: () => db.destroy(),
      };
    },
  },
  {
    name: "TypeORM",
    async open(server) {
      const { host, port, database } = addressOf(server);
      const source = new DataSource({ type: "postgres", host, port, username: "postgres", database, extra: { max: CONNECTIONS } });
      await source.initialize();
      return {
        executor: typeormExecutor(source),
        transaction: (work) => source.transaction((manager) => work(typeormExecutor(manager))),
        close: () => source.destroy(),
      };
    },
  },
  {
    name: "Sequelize",
    open(server) {
      const { host, port, database } = addressOf(server);
      const sequelize = new Sequelize(database, "postgres", "", { dialect: "postgres", host, port, logging: false, pool: { max: CONNECTIONS } });
      return {
        executor: sequelizeExecutor(sequelize),
        transaction: (work) => sequelize.transaction((tx) => work(sequelizeExecutor(sequelize, tx))),
        close: () => sequelize.close(),
      };
    },
  },
  {
    name: "MikroORM",
    async open(server) {
      const { host, port, database } = addressOf(server);
      const orm = await MikroORM.init({
        host,
        port,
        dbName: database,
        user: "postgres",
        entities: [],
        discovery: { warnWhenNoEntities: false },
        pool: { max: CONNECTIONS },
      });
      return {
        executor: mikroOrmExecutor(orm.em.fork()),
        transaction: (work) => orm.em.fork().transactional((em) => work(mikroOrmExecutor(em))),
        close: () => orm.close(),
      };
    },
  },
];

describe.skipIf(postgresMissing)("executors on PostgreSQL", () => {
  let server: PostgresServer | undefined;

  beforeAll(async () => {
    server = await startServer();
    return async () => {
      await server?.stop();
    };
  }, BOOT_TIMEOUT);
  afterAll(() => announce("executors-postgres.test.ts", server === undefined ? [] : [server.version]));

  const started = (): PostgresServer => {
    if (server === undefined) throw new Error("The server did not start.");
    return server;
  };
  for (const kind of kinds) executorSpecs({ ...kind, dialect: "postgres" }, started);
});
