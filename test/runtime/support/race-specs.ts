import { setTimeout as sleep } from "node:timers/promises";
import { beforeAll, describe, expect, it } from "vitest";
import { AllocationConflictError, createSequences, type SequenceKey, type Sequences, type SqlExecutor } from "../../../src/runtime/src/index.ts";
import { BOOT_TIMEOUT, rowsOf, sqlFor, type TestDatabase } from "./databases.ts";
import { race, seededRandom, sorted, upTo } from "./race.ts";

/** A server on which many connections can race. */
export interface RaceKind {
  readonly name: string;
  readonly missing: string | undefined;
  /** The error that a commit may give under SERIALIZABLE: the driver's own. */
  isConflict(error: unknown): boolean;
  open(connections: number): Promise<TestDatabase>;
}

const CONNECTIONS = 32;
const rollback = new Error("the caller changed its mind");

/** What has to hold on every server with row locks. */
export function raceSpecs(kind: RaceKind): void {
  describe.skipIf(kind.missing)(`sequences under concurrency on ${kind.name}`, () => {
    let db: TestDatabase;
    let sequences: Sequences;

    beforeAll(async () => {
      db = await kind.open(CONNECTIONS);
      sequences = createSequences({ executor: db.executor, dialect: db.dialect });
      await sequences.createTable();
      await rowsOf(db, "create table invoices (company varchar(40) not null, number bigint not null, unique (company, number))");
      return () => db.close();
    }, BOOT_TIMEOUT);

    const insert = (tx: SqlExecutor, company: string, number: number) => rowsOf(db, "insert into invoices values (?, ?)", [company, number], tx);
    const stored = async (company: string): Promise<number[]> =>
      (await rowsOf(db, "select number from invoices where company = ? order by number", [company])).map((row) => Number(row["number"]));
    /** A transaction that is run again when the database gave way; InnoDB may do so when a counter's first user rolls back. */
    const retried = async <T>(work: (tx: SqlExecutor) => Promise<T>): Promise<T> => {
      for (;;) {
        try {
          return await db.transaction(work);
        } catch (error) {
          if (!(error instanceof AllocationConflictError) && !kind.isConflict(error)) throw error;
        }
      }
    };

    it("stays unique and gapless on 32 connections with random rollbacks", async () => {
      const random = seededRandom(20_261);
      let committed = 0;
      await race(CONNECTIONS, 25, async () => {
        const givesUp = random() < 0.3;
        const pause = random() < 0.1 ? 2 : 0;
        await retried(async (tx) => {
          await insert(tx, "gapless", await sequences.allocate(tx, { tenant: "gapless", name: "invoice" }));
          if (pause > 0) await sleep(pause);
          if (givesUp) throw rollback;
        }).then(
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
          const [row] = await rowsOf(db, "select coalesce(max(number), 0) as highest from invoices where company = 'ordered'", [], tx);
          expect(Number(row?.["highest"])).toBe(number - 1);
          await insert(tx, "ordered", number);
          seen.push(number);
        }),
      );
      expect(sorted(seen)).toEqual(upTo(CONNECTIONS * 5));
    });

    it("gives every caller of next its own number, without a hole", async () => {
      // Two allocators stand for two processes: nothing is shared between them but the table.
      const other = createSequences({ executor: db.executor, dialect: db.dialect });
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
          const work = retried(async (tx) => {
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
        const text = "select max(number) as highest from invoices where company = ?";
        const sql = { sql: sqlFor(db, text), params: [company] };
        const byFunction = async (handle: SqlExecutor) => Number((await rowsOf(db, text, [company], handle))[0]?.["highest"]);
        const key = { tenant: company, name: "invoice", seed: round % 2 === 0 ? sql : byFunction };
        await race(16, 1, () => retried(async (tx) => insert(tx, company, await sequences.allocate(tx, key))));
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
        const own = createSequences({ executor: db.executor, dialect: db.dialect, table: `counters_${round}` });
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

    it("never deadlocks when many keys are taken at once, in whatever order", async () => {
      const keys = Array.from({ length: 12 }, (_, index): SequenceKey => ({ tenant: index % 2 === 0 ? "Crossing" : "crossing", name: `key ${index}` }));
      await db.transaction((tx) => sequences.allocateEach(tx, keys));
      const taken = new Map(keys.map((key) => [key, 1]));
      const random = seededRandom(7);
      await race(CONNECTIONS, 15, async () => {
        const wishes = keys.filter(() => random() < 0.5).sort(() => random() - 0.5);
        await db.transaction((tx) => sequences.allocateEach(tx, wishes));
        for (const key of wishes) taken.set(key, (taken.get(key) ?? 0) + 1);
      });
      for (const key of keys) expect(await sequences.peek(key)).toBe(taken.get(key));
    });

    it("gives numbers in a row that nobody else's lie between", async () => {
      const key = { tenant: "ranges", name: "plot" };
      const ranges = await race(CONNECTIONS, 5, (worker) =>
        worker % 2 === 0 ? sequences.reserve(key, 7) : retried((tx) => sequences.allocateMany(tx, key, 7)),
      );
      expect(ranges.every(({ first, last }) => last - first === 6)).toBe(true);
      expect(sorted(ranges.flatMap(({ first, last }) => upTo(last, first)))).toEqual(upTo(CONNECTIONS * 5 * 7));
    });

    it("loses no more than one block per block and stop", async () => {
      const key = { tenant: "blocks", name: "call" };
      const processes = Array.from({ length: 4 }, () => createSequences({ executor: db.executor, dialect: db.dialect }).block(key, 50));
      const numbers = await race(CONNECTIONS, 20, (worker) => (processes[worker % 4] ?? sequences.block(key, 50)).next());
      expect(new Set(numbers).size).toBe(CONNECTIONS * 20);
      // All of them stop here.
      expect(await sequences.peek(key)).toBeLessThanOrEqual(CONNECTIONS * 20 + 4 * 50);
    });

    it("reports a lock timeout as retryable", async () => {
      const key = { tenant: "held", name: "invoice" };
      const executor: SqlExecutor = { query: (sql, params) => db.executor.query(sql, params), transaction: (work) => db.transaction(work) };
      const impatient = createSequences({ executor, dialect: db.dialect, lockTimeout: 150 });
      const failure = { name: "AllocationConflictError", reason: "lock-timeout", retryable: true };
      const settings = (tx: SqlExecutor) =>
        rowsOf(db, db.dialect === "postgres" ? "show lock_timeout" : "select @@innodb_lock_wait_timeout", [], tx);
      // On a counter that another transaction is making, and on one that is there.
      for (const expected of [2, 3]) {
        await db.transaction(async (tx) => {
          await sequences.allocate(tx, key);
          await Promise.all([
            expect(db.transaction((other) => impatient.allocate(other, key))).rejects.toMatchObject(failure),
            expect(db.transaction((other) => impatient.allocateEach(other, [key]))).rejects.toMatchObject(failure),
            expect(impatient.next(key)).rejects.toMatchObject(failure),
          ]);
        });
        await db.transaction(async (tx) => {
          const before = await settings(tx);
          expect(await impatient.allocate(tx, { tenant: "free", name: `plot ${expected}` })).toBe(1);
          expect(await impatient.allocateEach(tx, [{ tenant: "free", name: `plot ${expected}` }])).toEqual([2]);
          expect(await settings(tx)).toEqual(before);
        });
        expect(await sequences.peek(key)).toBe(expected - 1);
      }
    });

    it("keeps numbers unique and gapless under serializable when transactions are run again", async () => {
      const key = { tenant: "strict", name: "invoice" };
      await race(8, 10, () =>
        retried(async (tx) => {
          // InnoDB makes reads lock under SERIALIZABLE and does nothing else; here the one read says so itself.
          if (db.dialect === "postgres") await tx.query("set transaction isolation level serializable", []);
          const [row] = await rowsOf(db, `select count(*) as count from invoices where company = 'strict' ${db.dialect === "postgres" ? "" : "lock in share mode"}`, [], tx);
          const number = await sequences.allocate(tx, key);
          expect(number).toBe(Number(row?.["count"]) + 1);
          await insert(tx, "strict", number);
        }),
      );
      expect(await stored("strict")).toEqual(upTo(80));
    });
  });
}
