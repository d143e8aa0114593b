import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Client, createClient } from "@libsql/client";
import { PGlite } from "@electric-sql/pglite";
import { sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/libsql";
import { afterAll, describe } from "vitest";
import { drizzleExecutor, libsqlExecutor, type SqlExecutor } from "../../src/runtime/src/index.ts";
import { announce } from "./support/databases.ts";
import { type ExecutorKind, executorSpecs } from "./support/executor-specs.ts";
import { openSqlite } from "./support/sqlite.ts";

/** Hands the only connection to one after the other, as a program with one writer does. */
function oneByOne(): <T>(work: () => Promise<T>) => Promise<T> {
  let turn: Promise<unknown> = Promise.resolve();
  return (work) => {
    const mine = turn.then(work);
    turn = mine.catch(() => undefined);
    return mine;
  };
}

function closed(client: Client): Promise<void> {
  client.close();
  return Promise.resolve();
}

const kinds: readonly ExecutorKind<string>[] = [
  { name: "libsql, with the interface of better-sqlite3", dialect: "sqlite", open: openSqlite },
  {
    name: "@libsql/client",
    dialect: "sqlite",
    open(folder) {
      const client = createClient({ url: `file:${join(folder, "client.db")}` });
      const alone = oneByOne();
      const own = libsqlExecutor(client);
      return {
        executor: { query: (text: string, params: unknown[]) => alone(() => own.query(text, params)) },
        transaction: <T>(work: (tx: SqlExecutor) => Promise<T>) =>
          alone(async () => {
            const tx = await client.transaction("write");
            try {
              const result = await work(libsqlExecutor(tx));
              await tx.commit();
              return result;
            } finally {
              tx.close();
            }
          }),
        close: () => closed(client),
      };
    },
  },
  {
    name: "Drizzle on @libsql/client",
    dialect: "sqlite",
    open(folder) {
      const client = createClient({ url: `file:${join(folder, "drizzle.db")}` });
      const db = drizzle(client);
      const alone = oneByOne();
      const own = drizzleExecutor(db, sql);
      return {
        executor: { query: (text: string, params: unknown[]) => alone(() => own.query(text, params)) },
        transaction: (work) => alone(() => db.transaction((tx) => work(drizzleExecutor(tx, sql)), { behavior: "immediate" })),
        close: () => closed(client),
      };
    },
  },
  {
    name: "PGlite",
    dialect: "postgres",
    async open() {
      const db = await PGlite.create();
      return { executor: db, transaction: (work) => db.transaction((tx) => work(tx)), close: () => db.close() };
    },
  },
];

describe("executors on databases in the process", () => {
  const folder = mkdtempSync(join(tmpdir(), "ringfence-libsql-"));
  afterAll(() => {
    announce("executors-embedded.test.ts", ["libsql", "@libsql/client", "PGlite"]);
    rmSync(folder, { recursive: true, force: true });
  });
  for (const kind of kinds) executorSpecs(kind, () => folder);
});
