import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createSequences, type Sequences } from "../../src/runtime/src/index.ts";
import { announce, BOOT_TIMEOUT, poolOn, postgresMissing, startServer, type TestDatabase } from "./support/databases.ts";
import type { PostgresServer } from "./support/postgres-server.ts";

const CRASHES = 3;
let server: PostgresServer | undefined;
afterAll(() => announce("sequences-crash.test.ts", server === undefined ? [] : [server.version]));

describe.skipIf(postgresMissing)("sequences when PostgreSQL is killed", () => {
  let db: TestDatabase;
  let sequences: Sequences;
  const acknowledged: Record<"next" | "allocate", number[]> = { next: [], allocate: [] };

  beforeAll(async () => {
    server = await startServer();
    db = poolOn(server, 8);
    sequences = createSequences({ executor: db.executor, dialect: "postgres" });
    await sequences.createTable();
    await db.executor.query("create table invoices (number bigint primary key)", []);
    for (let crash = 0; crash < CRASHES; crash += 1) await countUntilCrash(server);
    await count(20);
    return async () => {
      await db.close();
      await server?.stop();
    };
  }, BOOT_TIMEOUT);

  const takeNext = async () => {
    acknowledged.next.push(await sequences.next({ tenant: "lekki", name: "call" }));
  };
  const takeInTransaction = async () => {
    const number = await db.transaction(async (tx) => {
      const taken = await sequences.allocate(tx, { tenant: "lekki", name: "invoice" });
      await tx.query("insert into invoices values ($1)", [taken]);
      return taken;
    });
    acknowledged.allocate.push(number);
  };

  async function count(times: number): Promise<void> {
    for (let time = 0; time < times; time += 1) await Promise.all([takeNext(), takeInTransaction()]);
  }

  async function countUntilCrash(target: PostgresServer): Promise<void> {
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
    await target.crashAndRestart();
    await Promise.all(workers);
    expect(broken).toBe(6);
  }

  it("gives no number of next twice", () => {
    expect(acknowledged.next.length).toBeGreaterThan(100);
    expect(new Set(acknowledged.next).size).toBe(acknowledged.next.length);
  });

  it("stays gapless in what allocate stored, and gives none twice", async () => {
    const { rows } = await db.executor.query("select count(*)::int as count, max(number)::int as highest from invoices", []);
    const { count: rowCount, highest } = rows[0] as { count: number; highest: number };
    expect(rowCount).toBe(highest);
    expect(new Set(acknowledged.allocate).size).toBe(acknowledged.allocate.length);
    // A commit may succeed unheard: its row is there, so the number is not lost either.
    expect(rowCount).toBeGreaterThanOrEqual(acknowledged.allocate.length);
  });
});
