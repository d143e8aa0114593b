import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  createSequences,
  POSTGRES_SEQUENCES_DDL,
  prismaExecutor,
  SequenceExhaustedError,
  type SequenceKey,
  type Sequences,
  sequencesDdl,
  type SqlExecutor,
  TableMissingError,
  TenantRequiredError,
} from "../../src/runtime/src/index.ts";
import { announce, BOOT_TIMEOUT, databaseKinds, type TestDatabase } from "./support/databases.ts";

const rollback = new Error("the caller changed its mind");
const versions: string[] = [];
afterAll(() => announce("sequences.test.ts", versions));

for (const kind of databaseKinds) {
  describe.skipIf(kind.missing)(`sequences on ${kind.name}`, () => {
    let db: TestDatabase;
    let sequences: Sequences;
    const invoice = (tenant: string): SequenceKey => ({ tenant, name: "invoice" });
    const allocated = (key: SequenceKey) => db.transaction((tx) => sequences.allocate(tx, key));

    beforeAll(async () => {
      db = await kind.open();
      versions.push(db.version);
      sequences = createSequences({ executor: db.executor, dialect: "postgres" });
      await sequences.createTable();
      return () => db.close();
    }, BOOT_TIMEOUT);

    it("counts from 1, by allocate and next alike", async () => {
      expect(await allocated(invoice("lekki"))).toBe(1);
      expect(await sequences.next(invoice("lekki"))).toBe(2);
      expect(await allocated(invoice("lekki"))).toBe(3);
    });

    it("gives a rolled-back number to the next caller", async () => {
      await allocated(invoice("ikoyi"));
      const undone = db.transaction(async (tx) => {
        expect(await sequences.allocate(tx, invoice("ikoyi"))).toBe(2);
        throw rollback;
      });
      await expect(undone).rejects.toBe(rollback);
      expect(await allocated(invoice("ikoyi"))).toBe(2);
    });

    it("forgets a counter whose first use was rolled back", async () => {
      const undone = db.transaction(async (tx) => {
        await sequences.allocate(tx, invoice("ajah"));
        throw rollback;
      });
      await expect(undone).rejects.toBe(rollback);
      expect(await allocated(invoice("ajah"))).toBe(1);
    });

    it("counts for every tenant and name on its own", async () => {
      expect(await allocated({ tenant: "yaba", name: "quote" })).toBe(1);
      expect(await allocated({ tenant: "yaba", name: "plot" })).toBe(1);
      expect(await allocated({ tenant: "surulere", name: "plot" })).toBe(1);
      expect(await allocated({ shared: true, name: "plot" })).toBe(1);
      // Pairs that a joined text would mix up.
      expect(await allocated({ tenant: "a", name: "b:c" })).toBe(1);
      expect(await allocated({ tenant: "a:b", name: "c" })).toBe(1);
    });

    it("takes 7, 7n and \"7\" as one tenant", async () => {
      expect(await allocated({ tenant: 7, name: "call" })).toBe(1);
      expect(await sequences.next({ tenant: 7n, name: "call" })).toBe(2);
      expect(await allocated({ tenant: "7", name: "call" })).toBe(3);
    });

    it("begins after existing rows, by SQL and by function", async () => {
      await db.executor.query("create table quotes (company_id text, number int)", []);
      await db.executor.query("insert into quotes values ('epe', 41), ('epe', 12), ('badagry', 900)", []);
      const sql = { sql: "select max(number) from quotes where company_id = $1 and number < $2", params: ["epe", 1000] };
      expect(await allocated({ tenant: "epe", name: "quote", seed: sql })).toBe(42);
      expect(await sequences.next({ tenant: "epe", name: "by next", seed: sql })).toBe(42);
      const seed = async (handle: SqlExecutor) => {
        const { rows } = await handle.query("select max(number)::int as highest from quotes where company_id = 'badagry'", []);
        return (rows[0] as { highest: number }).highest;
      };
      expect(await allocated({ tenant: "badagry", name: "quote", seed })).toBe(901);
    });

    it("reads the seed once, and takes no rows or a negative number as none", async () => {
      let calls = 0;
      const seed = () => {
        calls += 1;
        return null;
      };
      expect(await allocated({ tenant: "mushin", name: "plot", seed })).toBe(1);
      expect(await allocated({ tenant: "mushin", name: "plot", seed })).toBe(2);
      expect(calls).toBe(1);
      expect(await allocated({ tenant: "oshodi", name: "none", seed: { sql: "select null::int" } })).toBe(1);
      expect(await allocated({ tenant: "oshodi", name: "negative", seed: { sql: "select -5" } })).toBe(1);
      expect(await allocated({ tenant: "oshodi", name: "empty", seed: { sql: "select 9 where false" } })).toBe(1);
    });

    it("takes the seed of createSequences unless the key has its own", async () => {
      const seeded = createSequences({ executor: db.executor, dialect: "postgres", seed: ({ name }) => ({ sql: `select ${name.length}` }) });
      expect(await seeded.next({ tenant: "gbagada", name: "four" })).toBe(5);
      expect(await seeded.next({ tenant: "gbagada", name: "eight", seed: () => 100n })).toBe(101);
    });

    it("only ever raises a counter", async () => {
      expect(await sequences.ensureAtLeast(invoice("apapa"), 50)).toBe(50);
      expect(await sequences.ensureAtLeast(invoice("apapa"), 20)).toBe(50);
      expect(await allocated(invoice("apapa"))).toBe(51);
      expect(await sequences.ensureAtLeast({ ...invoice("festac"), seed: () => 70 }, 60)).toBe(70);
      const undone = db.transaction(async (tx) => {
        expect(await sequences.ensureAtLeast(invoice("apapa"), 500, tx)).toBe(500);
        throw rollback;
      });
      await expect(undone).rejects.toBe(rollback);
      expect(await allocated(invoice("apapa"))).toBe(52);
    });

    it("ends at the last safe integer with an error, and stays there", async () => {
      await sequences.ensureAtLeast(invoice("victoria"), Number.MAX_SAFE_INTEGER - 1);
      expect(await sequences.next(invoice("victoria"))).toBe(Number.MAX_SAFE_INTEGER);
      await expect(sequences.next(invoice("victoria"))).rejects.toThrow(SequenceExhaustedError);
      await expect(allocated(invoice("victoria"))).rejects.toThrow("safe integers");
      expect(await sequences.ensureAtLeast(invoice("victoria"), 1)).toBe(Number.MAX_SAFE_INTEGER);
      const tooHigh = { tenant: "banana", name: "plot", seed: { sql: "select 99999999999999999999" } };
      await expect(sequences.next(tooHigh)).rejects.toThrow(SequenceExhaustedError);
      await expect(sequences.next({ ...tooHigh, seed: () => 2n ** 60n })).rejects.toThrow(SequenceExhaustedError);
    });

    it("makes its table as often as asked, also in a schema", async () => {
      await sequences.createTable();
      await db.executor.query(POSTGRES_SEQUENCES_DDL, []);
      await db.executor.query("create schema app", []);
      await db.executor.query(sequencesDdl({ dialect: "postgres", table: "app.Counters" }), []);
      const own = createSequences({ executor: db.executor, dialect: "postgres", table: "app.Counters" });
      expect(await own.next(invoice("lekki"))).toBe(1);
    });

    it("names the missing table and its remedy, and leaves a seed's own mistake alone", async () => {
      const none = createSequences({ executor: db.executor, dialect: "postgres", table: "nowhere" });
      await expect(none.next(invoice("lekki"))).rejects.toThrow(TableMissingError);
      await expect(none.next(invoice("lekki"))).rejects.toThrow("Table nowhere does not exist: run sequencesDdl()");
      const typo = { tenant: "typo", name: "plot", seed: { sql: "select max(number) from plotz" } };
      const failure = await sequences.next(typo).catch((error: unknown) => error);
      expect(failure).not.toBeInstanceOf(TableMissingError);
      expect(String(failure)).toContain("plotz");
    });

    it("works through a Prisma-shaped client", async () => {
      const client = { $queryRawUnsafe: async (sql: string, ...params: unknown[]) => (await db.executor.query(sql, params)).rows };
      const through = createSequences({ executor: prismaExecutor(client), dialect: "postgres" });
      expect(await through.next({ tenant: "prisma", name: "plot" })).toBe(1);
      expect(await through.allocate(prismaExecutor(client), { tenant: "prisma", name: "plot" })).toBe(2);
    });

    it("refuses to allocate outside a transaction", async () => {
      await expect(sequences.allocate(db.executor, invoice("lekki"))).rejects.toThrow("needs the caller's transaction");
    });

    it("refuses keys that name no tenant or no counter", async () => {
      const next = (key: unknown) => sequences.next(key as SequenceKey);
      for (const tenant of [undefined, null, ""]) await expect(next({ tenant, name: "plot" })).rejects.toThrow(TenantRequiredError);
      await expect(next({ name: "plot" })).rejects.toThrow(TenantRequiredError);
      for (const tenant of [Number.NaN, 1.5, {}, "a\0b", "\ud800"]) await expect(next({ tenant, name: "plot" })).rejects.toThrow(TypeError);
      for (const name of [undefined, "", 5, "x".repeat(201)]) await expect(next({ tenant: "lekki", name })).rejects.toThrow(TypeError);
      await expect(next({ tenant: "lekki", shared: true, name: "plot" })).rejects.toThrow("leave one of the two out");
      await expect(next("plot")).rejects.toThrow('got "plot"');
      await expect(sequences.ensureAtLeast(invoice("lekki"), -1)).rejects.toThrow(RangeError);
      await expect(sequences.ensureAtLeast(invoice("lekki"), 1.5)).rejects.toThrow("whole number");
    });
  });
}

it("refuses an unknown dialect and a table name that could carry SQL", () => {
  const executor: SqlExecutor = { query: () => Promise.resolve({ rows: [] }) };
  expect(() => createSequences({ executor, dialect: "oracle" as "postgres" })).toThrow('(postgres), got "oracle"');
  expect(() => createSequences({ executor, dialect: "postgres", table: 'x"; drop table plots; --' })).toThrow("Expected a table name");
});
