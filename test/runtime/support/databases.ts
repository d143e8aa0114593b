import { PGlite } from "@electric-sql/pglite";
import pg from "pg";
import type { SqlExecutor } from "../../../src/runtime/src/index.ts";
import { findPostgresBinaries, type PostgresServer, startPostgres } from "./postgres-server.ts";

/** One database under test, with what a test needs besides the executor. */
export interface TestDatabase {
  readonly version: string;
  readonly executor: SqlExecutor;
  /** Runs `work` in one transaction: commits what it returns, rolls back what it throws. */
  transaction<T>(work: (tx: SqlExecutor) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** How to get at one kind of server; `missing` says why there is none. */
export interface DatabaseKind {
  readonly name: "PGlite" | "PostgreSQL";
  readonly missing: string | undefined;
  open(): Promise<TestDatabase>;
}

/** Milliseconds a server may take to start; PGlite needs more than ten seconds on a busy machine. */
export const BOOT_TIMEOUT = 120_000;

const binaries = findPostgresBinaries();

/** In CI a missing server is a failure; elsewhere its tests are skipped, and the run says so. */
export const postgresMissing = binaries === undefined ? "no initdb and postgres on PATH or under /usr/lib/postgresql" : undefined;
if (postgresMissing !== undefined) {
  if (process.env["CI"] === "true") {
    throw new Error(`These tests need a PostgreSQL server in CI (Debian: apt-get install postgresql): ${postgresMissing}.`);
  }
  console.warn(`PostgreSQL does NOT take part, its tests are skipped: ${postgresMissing}.`);
}

/** Both kinds; PGlite has a single connection and so proves the SQL, never a race. */
export const databaseKinds: readonly DatabaseKind[] = [
  { name: "PGlite", missing: undefined, open: openPglite },
  { name: "PostgreSQL", missing: postgresMissing, open: openPostgres },
];

/** A private PostgreSQL; only for tests that have looked at `postgresMissing`. */
export async function startServer(): Promise<PostgresServer> {
  if (binaries === undefined) throw new Error(postgresMissing);
  return startPostgres(binaries);
}

/** A pool of up to `connections` on a server, as a test database. */
export function poolOn(server: PostgresServer, connections: number): TestDatabase {
  const pool = new pg.Pool({ ...server.config, max: connections });
  // A crash test breaks connections, idle and lent; without listeners that would end the process.
  pool.on("error", () => undefined);
  pool.on("connect", (client) => client.on("error", () => undefined));
  return {
    version: server.version,
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
