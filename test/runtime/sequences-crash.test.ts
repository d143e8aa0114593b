import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import type { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createSequences, type Sequences } from "../../src/runtime/src/index.ts";
import {
  announce,
  BOOT_TIMEOUT,
  mariadbMissing,
  mariadbPoolOn,
  poolOn,
  postgresMissing,
  rowsOf,
  startMariadbServer,
  startServer,
  type TestDatabase,
} from "./support/databases.ts";
import { upTo } from "./support/race.ts";

const CRASHES = 3;
const CLIENT = fileURLToPath(new URL("../support/counting-client.mjs", import.meta.url));
const versions: string[] = [];
afterAll(() => announce("sequences-crash.test.ts", versions));

interface Crashing {
  readonly db: TestDatabase;
  readonly config: object;
  crashAndRestart(): Promise<void>;
  stop(): Promise<void>;
}

const kinds = [
  {
    name: "PostgreSQL",
    missing: postgresMissing,
    async start(): Promise<Crashing> {
      const server = await startServer();
      return { ...server, db: poolOn(server, 8) };
    },
  },
  {
    name: "MariaDB",
    missing: mariadbMissing,
    async start(): Promise<Crashing> {
      const server = await startMariadbServer();
      return { ...server, db: mariadbPoolOn(server, 8) };
    },
  },
];

for (const kind of kinds) {
  describe.skipIf(kind.missing)(`sequences when ${kind.name} or its client is killed`, () => {
    let server: Crashing;
    let db: TestDatabase;
    let sequences: Sequences;
    const acknowledged: Record<"next" | "allocate", number[]> = { next: [], allocate: [] };

    beforeAll(async () => {
      server = await kind.start();
      db = server.db;
      versions.push(db.version);
      sequences = createSequences({ executor: db.executor, dialect: db.dialect });
      await sequences.createTable();
      await rowsOf(db, "create table invoices (number bigint primary key)");
      await rowsOf(db, "create table calls (number bigint primary key)");
      for (let crash = 0; crash < CRASHES; crash += 1) await countUntilCrash();
      await count(20);
      return async () => {
        await db.close();
        await server.stop();
      };
    }, BOOT_TIMEOUT);

    const takeNext = async () => {
      acknowledged.next.push(await sequences.next({ tenant: "lekki", name: "call" }));
    };
    const takeInTransaction = async () => {
      const number = await db.transaction(async (tx) => {
        const taken = await sequences.allocate(tx, { tenant: "lekki", name: "invoice" });
        await rowsOf(db, "insert into invoices values (?)", [taken], tx);
        return taken;
      });
      acknowledged.allocate.push(number);
    };

    async function count(times: number): Promise<void> {
      for (let time = 0; time < times; time += 1) await Promise.all([takeNext(), takeInTransaction()]);
    }

    async function countUntilCrash(): Promise<void> {
      let broken = 0;
      const untilBroken = async (take: () => Promise<void>): Promise<void> => {
        for (;;) {
          try {
            await take();
          } catch {
            broken += 1;
            return;
          }
        }
      };
      const workers = [takeNext, takeNext, takeNext, takeInTransaction, takeInTransaction, takeInTransaction].map(untilBroken);
      await sleep(300);
      await server.crashAndRestart();
      await Promise.all(workers);
      expect(broken).toBe(6);
    }

    async function stored(table: string): Promise<number[]> {
      return (await rowsOf(db, `select number from ${table} order by number`)).map((row) => Number(row["number"]));
    }

    it("gives no number of next twice", () => {
      expect(acknowledged.next.length).toBeGreaterThan(100);
      expect(new Set(acknowledged.next).size).toBe(acknowledged.next.length);
    });

    it("stays gapless in what allocate stored, and gives none twice", async () => {
      const numbers = await stored("invoices");
      expect(numbers).toEqual(upTo(numbers.length));
      expect(new Set(acknowledged.allocate).size).toBe(acknowledged.allocate.length);
      // A commit may succeed unheard: its row is there, so the number is not lost either.
      expect(numbers.length).toBeGreaterThanOrEqual(acknowledged.allocate.length);
    });

    it("leaves no hole and no duplicate when a client is killed in the middle of its work", async () => {
      const before = (await stored("invoices")).length;
      for (let kill = 0; kill < 2; kill += 1) {
        const clients = Array.from({ length: 2 }, () => startClient(db.dialect, server.config));
        await Promise.all(clients.map(({ counted }) => counted));
        await Promise.all(clients.map(({ child }) => killed(child)));
      }
      await takeInTransaction();
      const numbers = await stored("invoices");
      expect(numbers.length).toBeGreaterThan(before + 40);
      expect(numbers).toEqual(upTo(numbers.length));
      // Unique, because the number is the primary key; a client that met a duplicate would have said so and ended.
      const calls = await stored("calls");
      expect(calls.length).toBeGreaterThanOrEqual(40);
      expect(await sequences.peek({ tenant: "lekki", name: "client call" })).toBeGreaterThanOrEqual(calls.length);
    });
  });
}

type Client = ChildProcessByStdio<null, Readable, null>;

/** A process that numbers invoices and calls until it is killed; `counted` once it has done ten of each. */
function startClient(dialect: string, config: object): { readonly child: Client; readonly counted: Promise<unknown> } {
  const child = spawn(process.execPath, [CLIENT, dialect, JSON.stringify(config)], { stdio: ["ignore", "pipe", "inherit"] });
  const ended = once(child, "exit").then(([code]) => Promise.reject(new Error(`the client ended by itself with ${code}`)));
  ended.catch(() => undefined);
  return { child, counted: Promise.race([once(child.stdout, "data"), ended]) };
}

async function killed(child: Client): Promise<void> {
  expect(child.exitCode).toBeNull();
  const gone = once(child, "exit");
  child.kill("SIGKILL");
  await gone;
}
