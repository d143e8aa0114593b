import { PGlite } from "@electric-sql/pglite";
import mysql from "mysql2/promise";
import pg from "pg";
import { mysqlExecutor, type SqlDialectName, type SqlExecutor } from "../../../src/runtime/src/index.ts";
import { findMariadbBinaries, type MariadbServer, startMariadb } from "./mariadb-server.ts";
import { openSqlite } from "./sqlite.ts";
import { findPostgresBinaries, type PostgresServer, startPostgres } from "./postgres-server.ts";

/** One database under test, with what a test needs besides the executor. */
export interface TestDatabase {
  readonly version: string;
  readonly dialect: SqlDialectName;
  readonly executor: SqlExecutor;
  /** Runs `work` in one transaction: commits what it returns, rolls back what it throws. */
  transaction<T>(work: (tx: SqlExecutor) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** How to get at one kind of server; `missing` says why there is none. */
export interface DatabaseKind {
  readonly name: string;
  readonly missing: string | undefined;
  open(): Promise<TestDatabase>;
}

/** Milliseconds a server may take to start; PGlite needs more than ten seconds on a busy machine. */
export const BOOT_TIMEOUT = 120_000;

const binaries = findPostgresBinaries();

const mariadbBinaries = findMariadbBinaries();

/** In CI a missing server is a failure; elsewhere its tests are skipped, and the run says so. */
export const postgresMissing = required("PostgreSQL", binaries, "no initdb and postgres on PATH or under /usr/lib/postgresql", "postgresql");

/** The same for MariaDB. */
export const mariadbMissing = required(
  "MariaDB",
  mariadbBinaries,
  "no mariadbd and mariadb-install-db on PATH or in /usr/sbin",
  "mariadb-server-core mariadb-client-core",
);

/** Why a server cannot take part; undefined when it can. */
export function required(name: string, found: unknown, lacking: string, packages: string): string | undefined {
  if (found !== undefined) return undefined;
  if (process.env["CI"] === "true") {
    throw new Error(`These tests need a ${name} server in CI (Debian: apt-get install ${packages}): ${lacking}.`);
  }
  console.warn(`${name} does NOT take part, its tests are skipped: ${lacking}.`);
  return lacking;
}

/** Both kinds; PGlite has a single connection and so proves the SQL, never a race. */
export const databaseKinds: readonly DatabaseKind[] = [
  { name: "PGlite", missing: undefined, open: openPglite },
  { name: "PostgreSQL", missing: postgresMissing, open: openPostgres },
];

/** Every dialect. The statements for MySQL run on MariaDB, which understands them; no MySQL server takes part. */
export const sqlKinds: readonly DatabaseKind[] = [
  ...databaseKinds,
  { name: "MariaDB", missing: mariadbMissing, open: () => openMariadb("mariadb") },
  { name: "MariaDB, in the dialect mysql", missing: mariadbMissing, open: () => openMariadb("mysql") },
  { name: "SQLite", missing: undefined, open: openSqlite },
];

/** A private PostgreSQL; only for tests that have looked at `postgresMissing`. */
export async function startServer(): Promise<PostgresServer> {
  if (binaries === undefined) throw new Error(postgresMissing);
  return startPostgres(binaries);
}

/** A private MariaDB; only for tests that have looked at `mariadbMissing`. */
export async function startMariadbServer(): Promise<MariadbServer> {
  if (mariadbBinaries === undefined) throw new Error(mariadbMissing);
  return startMariadb(mariadbBinaries);
}

/** A pool of up to `connections` on a MariaDB server, as a test database of either dialect. */
export function mariadbPoolOn(server: MariadbServer, connections: number, dialect: "mariadb" | "mysql" = "mariadb"): TestDatabase {
  const pool = mysql.createPool({ ...server.config, connectionLimit: connections });
  return {
    version: `${server.version}${dialect === "mysql" ? " in the dialect mysql" : ""}`,
    dialect,
    executor: mysqlExecutor(pool),
    transaction: (work) => inMysqlTransaction(pool, work),
    close: () => pool.end(),
  };
}

/** The same on a database of its own, made now. */
export async function mariadbDatabase(server: MariadbServer, connections: number, dialect: "mariadb" | "mysql"): Promise<TestDatabase> {
  const first = mariadbPoolOn(server, 1);
  await first.executor.query(`create database if not exists estate_${dialect}`, []);
  await first.close();
  return mariadbPoolOn({ ...server, config: { ...server.config, database: `estate_${dialect}` } }, connections, dialect);
}

/** A statement written with `?`, in the dialect's own way. */
export function sqlFor({ dialect }: TestDatabase, sql: string): string {
  let number = 0;
  return dialect === "postgres" ? sql.replaceAll("?", () => `$${(number += 1)}`) : sql;
}

/** Rows of a statement written with `?`. */
export async function rowsOf(db: TestDatabase, sql: string, params: unknown[] = [], on: SqlExecutor = db.executor): Promise<Record<string, unknown>[]> {
  return (await on.query(sqlFor(db, sql), params)).rows as Record<string, unknown>[];
}

/**
 * A pool whose connections may break: a crash test does that to idle and lent ones, and a server that stops to those that are
 * still closing. Without listeners that would end the process.
 */
export function openPool(config: pg.PoolConfig): pg.Pool {
  const pool = new pg.Pool(config);
  pool.on("error", () => undefined);
  pool.on("connect", (client) => client.on("error", () => undefined));
  return pool;
}

/** A pool of up to `connections` on a server, as a test database. */
export function poolOn(server: PostgresServer, connections: number): TestDatabase {
  const pool = openPool({ ...server.config, max: connections });
  return {
    version: server.version,
    dialect: "postgres",
    executor: pool,
    transaction: (work) => inTransaction(pool, work),
    close: () => pool.end(),
  };
}

/** Says on the run's output which servers took part. */
export function announce(file: string, versions: readonly string[]): void {
  console.log(`servers in ${file}: ${versions.join(", ") || "none"}`);
}

async function openPglite(): Promise<TestDatabase> {
  const db = await PGlite.create();
  const { rows } = await db.query<{ version: string }>("select current_setting('server_version') as version");
  return {
    version: `PGlite (PostgreSQL ${rows[0]?.version})`,
    dialect: "postgres",
    executor: db,
    transaction: (work) => db.transaction((tx) => work(tx)),
    close: () => db.close(),
  };
}

async function openPostgres(): Promise<TestDatabase> {
  const server = await startServer();
  const pool = poolOn(server, 8);
  return {
    ...pool,
    async close() {
      await pool.close();
      await server.stop();
    },
  };
}

// Both dialects share a server, which takes seconds to make; a database of its own keeps their tables apart.
let shared: Promise<MariadbServer> | undefined;

async function openMariadb(dialect: "mariadb" | "mysql"): Promise<TestDatabase> {
  shared ??= startMariadbServer();
  return mariadbDatabase(await shared, 8, dialect);
}

/** Ends the server that MariaDB databases of this file share; for `afterAll`. */
export async function stopSharedServers(): Promise<void> {
  const server = await shared;
  shared = undefined;
  await server?.stop();
}

async function inMysqlTransaction<T>(pool: mysql.Pool, work: (tx: SqlExecutor) => Promise<T>): Promise<T> {
  const connection = await pool.getConnection();
  try {
    await connection.beginTransaction();
    const result = await work(mysqlExecutor(connection));
    await connection.commit();
    connection.release();
    return result;
  } catch (error) {
    await connection.rollback().then(
      () => connection.release(),
      () => connection.destroy(),
    );
    throw error;
  }
}

async function inTransaction<T>(pool: pg.Pool, work: (tx: SqlExecutor) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  try {
    await client.query("begin");
    const result = await work(client);
    await client.query("commit");
    client.release();
    return result;
  } catch (error) {
    // A connection that cannot even roll back is thrown away.
    const broken = await client.query("rollback").then(
      () => false,
      () => true,
    );
    client.release(broken);
    throw error;
  }
}
