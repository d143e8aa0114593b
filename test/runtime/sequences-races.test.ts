import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { AllocationConflictError, createSequences, type Sequences, type SqlExecutor } from "../../src/runtime/src/index.ts";
import { announce, BOOT_TIMEOUT, poolOn, postgresMissing, startServer, type TestDatabase } from "./support/databases.ts";
import type { PostgresServer } from "./support/postgres-server.ts";
import { race, seededRandom, sorted, upTo } from "./support/race.ts";

const CONNECTIONS = 32;
const rollback = new Error("the caller changed its mind");

afterAll(() => announce("sequences-races.test.ts", server === undefined ? [] : [server.version]));
let server: PostgresServer | undefined;

describe.skipIf(postgresMissing)("sequences under concurrency on PostgreSQL", () => {
  let db: TestDatabase;
  let sequences: Sequences;

  beforeAll(async () => {
    server = await startServer();
    db = poolOn(server, CONNECTIONS);
    sequences = createSequences({ executor: db.executor, dialect: "postgres" });
    await sequences.createTable();
    await db.executor.query("create table invoices (company text not null, number bigint not null, unique (company, number))", []);
    return async () => {
      await db.close();
      await server?.stop();
    };
  }, BOOT_TIMEOUT);

  const insert = (tx: SqlExecutor, company: string, number: number) =>
    tx.query("insert into invoices values ($1, $2)", [company, number]);
  const stored = async (company: string): Promise<number[]> => {
    const { rows } = await db.executor.query("select number::int as number from invoices where company = $1 order by number", [company]);
    return rows.map((row) => (row as { number: number }).number);
  };

  it("stays unique and gapless on 32 connections with random rollbacks", async () => {
    const random = seededRandom(20_261);
    let committed = 0;
    await race(CONNECTIONS, 25, async () => {
      const givesUp = random() < 0.3;
      const pause = random() < 0.1 ? 2 : 0;
      await db
        .transaction(async (tx) => {
          await insert(tx, "gapless", await sequences.allocate(tx, { tenant: "gapless", name: "invoice" }));
          if (pause > 0) await sleep(pause);
          if (givesUp) throw rollback;
        })
        .then(
          () => (committed += 1),
          (error: unknown) => expect(error).toBe(rollback),
        );
    });
    expect(committed).toBeGreaterThan(400);
    expect(committed).toBeLessThan(800);
    expect(await stored("gapless")).toEqual(upTo(committed));
  });

  it("gives numbers in commit order", async () => {
    const seen: number[] = [];
    await race(CONNECTIONS, 5, () =>
      db.transaction(async (tx) => {
        const number = await sequences.allocate(tx, { tenant: "ordered", name: "invoice" });
        // Whoever holds the number sees every lower one committed.
        const { rows } = await tx.query("select coalesce(max(number), 0)::int as highest from invoices where company = 'ordered'", []);
        expect((rows[0] as { highest: number }).highest).toBe(number - 1);
        await insert(tx, "ordered", number);
        seen.push(number);
      }),
    );
    expect(sorted(seen)).toEqual(upTo(CONNECTIONS * 5));
  });

  it("gives every caller of next its own number, without a hole", async () => {
    // Two allocators stand for two processes: nothing is shared between them but the table.
    const other = createSequences({ executor: db.executor, dialect: "postgres" });
    const numbers = await race(64, 20, (worker) => (worker % 2 === 0 ? sequences : other).next({ tenant: "calls", name: "call" }));
    expect(sorted(numbers)).toEqual(upTo(64 * 20));
  });

  it("hands out next in the order of the calls", async () => {
    const numbers = await Promise.all(Array.from({ length: 500 }, () => sequences.next({ tenant: "fifo", name: "call" })));
    expect(numbers).toEqual(upTo(500));
  });

  it("mixes allocate and next on one key without a duplicate", async () => {
    const numbers = await race(CONNECTIONS, 10, (worker) => {
      const key = { tenant: "mixed", name: "invoice" };
      return worker % 2 === 0 ? sequences.next(key) : db.transaction((tx) => sequences.allocate(tx, key));
    });
    expect(sorted(numbers)).toEqual(upTo(CONNECTIONS * 10));
  });

  it("agrees on one counter when many are first to use it", async () => {
    for (let round = 0; round < 40; round += 1) {
      const key = { tenant: `fresh-${round}`, name: "plot" };
      const random = seededRandom(round);
      const lucky: number[] = [];
      await race(16, 1, async () => {
        const givesUp = random() < 0.4;
        const work = db.transaction(async (tx) => {
          const number = await sequences.allocate(tx, key);
          if (givesUp) throw rollback;
          return number;
        });
        await work.then((number) => lucky.push(number), (error: unknown) => expect(error).toBe(rollback));
      });
      expect(sorted(lucky)).toEqual(upTo(lucky.length));
    }
  });

  it("seeds once when many are first to use a counter over existing rows", async () => {
    for (let round = 0; round < 40; round += 1) {
      const company = `seeded-${round}`;
      for (const number of [3, 7, 5]) await insert(db.executor, company, number);
      const sql = { sql: "select max(number) from invoices where company = $1", params: [company] };
      const byFunction = async (handle: SqlExecutor) => {
        const { rows } = await handle.query("select max(number)::int as highest from invoices where company = $1", [company]);
        return (rows[0] as { highest: number | null }).highest;
      };
      const key = { tenant: company, name: "invoice", seed: round % 2 === 0 ? sql : byFunction };
      await race(16, 1, () => db.transaction(async (tx) => insert(tx, company, await sequences.allocate(tx, key))));
      expect(await stored(company)).toEqual([3, 5, 7, ...upTo(23, 8)]);
    }
  });

  it("never lowers a counter while numbers are taken", async () => {
    const key = { tenant: "raised", name: "invoice" };
    const numbers: number[] = [];
    await race(CONNECTIONS, 10, async (worker, round) => {
      if (worker % 4 === 0) expect(await sequences.ensureAtLeast(key, round * 40)).toBeGreaterThanOrEqual(round * 40);
      else numbers.push(await sequences.next(key));
    });
    expect(new Set(numbers).size).toBe(numbers.length);
    expect(await sequences.next(key)).toBeGreaterThan(Math.max(...numbers));
  });

  it("makes its table once when many processes start together", async () => {
    for (let round = 0; round < 10; round += 1) {
      const own = createSequences({ executor: db.executor, dialect: "postgres", table: `counters_${round}` });
      await race(CONNECTIONS, 1, () => own.createTable());
      expect(await own.next({ tenant: "lekki", name: "plot" })).toBe(1);
    }
  });

  it("makes a second transaction on one key wait, and no other", async () => {
    let second: Promise<number> | undefined;
    await db.transaction(async (tx) => {
      await sequences.allocate(tx, { tenant: "busy", name: "invoice" });
      let isWaiting = true;
      second = db
        .transaction((other) => sequences.allocate(other, { tenant: "busy", name: "invoice" }))
        .finally(() => (isWaiting = false));
      expect(await db.transaction((other) => sequences.allocate(other, { tenant: "idle", name: "invoice" }))).toBe(1);
      await sleep(100);
      expect(isWaiting).toBe(true);
    });
    expect(await second).toBe(2);
  });

  it("reports a deadlock as retryable, and the work succeeds when run again", async () => {
    const both = ["first", "second"].map((name) => ({ tenant: "deadlock", name }));
    for (const key of both) await sequences.next(key);
    const failures: unknown[] = [];
    const inOrder = async (order: number[]): Promise<void> => {
      try {
        await db.transaction(async (tx) => {
          for (const index of order) {
            await sequences.allocate(tx, both[index] ?? { tenant: "", name: "" });
            await sleep(100);
          }
        });
      } catch (error) {
        failures.push(error);
        await inOrder(order);
      }
    };
    await Promise.all([inOrder([0, 1]), inOrder([1, 0])]);
    expect(failures.length).toBeGreaterThanOrEqual(1);
    for (const failure of failures) expect(failure).toMatchObject({ name: "AllocationConflictError", reason: "deadlock", retryable: true });
    for (const key of both) expect(await sequences.next(key)).toBe(4);
  });

  it("reports a lock timeout as retryable", async () => {
    const key = { tenant: "held", name: "invoice" };
    await db.transaction(async (tx) => {
      await sequences.allocate(tx, key);
      const impatient = db.transaction(async (other) => {
        await other.query("set local lock_timeout = '100ms'", []);
        return sequences.allocate(other, key);
      });
      await expect(impatient).rejects.toMatchObject({ name: "AllocationConflictError", reason: "lock-timeout" });
    });
  });

  it.each(["repeatable read", "serializable"])("reports a serialization failure under %s as retryable", async (level) => {
    const key = { tenant: level, name: "invoice" };
    await sequences.next(key);
    const late = db.transaction(async (tx) => {
      await tx.query(`set transaction isolation level ${level}`, []);
      await tx.query("select 1", []);
      await sequences.next(key);
      return sequences.allocate(tx, key);
    });
    await expect(late).rejects.toMatchObject({ name: "AllocationConflictError", reason: "serialization" });
    await expect(late).rejects.toThrow(AllocationConflictError);
    expect(await sequences.next(key)).toBe(3);
  });

  it("keeps numbers unique and gapless under serializable when transactions are run again", async () => {
    const key = { tenant: "strict", name: "invoice" };
    const attempt = (): Promise<number> =>
      db
        .transaction(async (tx) => {
          await tx.query("set transaction isolation level serializable", []);
          const number = await sequences.allocate(tx, key);
          await insert(tx, "strict", number);
          return number;
        })
        .catch((error: unknown) => {
          // A serializable transaction may also fail at its commit, with the driver's own error.
          const again = error instanceof AllocationConflictError || (error as { code?: string }).code === "40001";
          if (!again) throw error;
          return attempt();
        });
    await race(8, 10, attempt);
    expect(await stored("strict")).toEqual(upTo(80));
  });
});
