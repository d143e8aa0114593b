import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  createSequences,
  MYSQL_SEQUENCES_DDL,
  POSTGRES_SEQUENCES_DDL,
  SequenceExhaustedError,
  type SequenceKey,
  type Sequences,
  sequencesDdl,
  SQLITE_SEQUENCES_DDL,
  type SqlExecutor,
  TableMissingError,
  TenantRequiredError,
} from "../../src/runtime/src/index.ts";
import { announce, BOOT_TIMEOUT, rowsOf, sqlFor, sqlKinds, stopSharedServers, type TestDatabase } from "./support/databases.ts";

const rollback = new Error("the caller changed its mind");
const versions: string[] = [];
afterAll(() => announce("sequences.test.ts", versions));
afterAll(stopSharedServers);

for (const kind of sqlKinds) {
  describe.skipIf(kind.missing)(`sequences on ${kind.name}`, () => {
    let db: TestDatabase;
    let sequences: Sequences;
    const invoice = (tenant: string): SequenceKey => ({ tenant, name: "invoice" });
    const allocated = (key: SequenceKey) => db.transaction((tx) => sequences.allocate(tx, key));

    beforeAll(async () => {
      db = await kind.open();
      versions.push(db.version);
      sequences = createSequences({ executor: db.executor, dialect: db.dialect });
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
      await rowsOf(db, "create table quotes (company_id varchar(20), number int)");
      await rowsOf(db, "insert into quotes values ('epe', 41), ('epe', 12), ('badagry', 900)");
      const text = sqlFor(db, "select max(number) from quotes where company_id = ? and number < ?");
      const sql = { sql: text, params: ["epe", 1000] };
      expect(await allocated({ tenant: "epe", name: "quote", seed: sql })).toBe(42);
      expect(await allocated({ tenant: "epe", name: "quote", seed: sql })).toBe(43);
      expect(await sequences.next({ tenant: "epe", name: "by next", seed: sql })).toBe(42);
      expect(await sequences.next({ tenant: "epe", name: "by next", seed: sql })).toBe(43);
      const seed = async (handle: SqlExecutor) => {
        const [row] = await rowsOf(db, "select max(number) as highest from quotes where company_id = 'badagry'", [], handle);
        return Number(row?.["highest"]);
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
      expect(await allocated({ tenant: "oshodi", name: "none", seed: { sql: "select null" } })).toBe(1);
      expect(await allocated({ tenant: "oshodi", name: "negative", seed: { sql: "select -5" } })).toBe(1);
      expect(await allocated({ tenant: "oshodi", name: "empty", seed: { sql: "select 9 from quotes where 1 = 0" } })).toBe(1);
    });

    it("takes the seed of createSequences unless the key has its own", async () => {
      const seeded = createSequences({ executor: db.executor, dialect: db.dialect, seed: ({ name }) => ({ sql: `select ${name.length}` }) });
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
      await rowsOf(db, { postgres: POSTGRES_SEQUENCES_DDL, mariadb: MYSQL_SEQUENCES_DDL, mysql: MYSQL_SEQUENCES_DDL, sqlite: SQLITE_SEQUENCES_DDL }[db.dialect]);
      const schema = db.dialect === "sqlite" ? "main" : `app_${db.dialect}`;
      if (schema !== "main") await rowsOf(db, `create schema ${schema}`);
      await rowsOf(db, sequencesDdl({ dialect: db.dialect, table: `${schema}.Counters` }));
      const own = createSequences({ executor: db.executor, dialect: db.dialect, table: `${schema}.Counters` });
      expect(await own.next(invoice("lekki"))).toBe(1);
    });

    it("names the missing table and its remedy, and leaves a seed's own mistake alone", async () => {
      const none = createSequences({ executor: db.executor, dialect: db.dialect, table: "nowhere" });
      await expect(none.next(invoice("lekki"))).rejects.toThrow(TableMissingError);
      await expect(none.next(invoice("lekki"))).rejects.toThrow("Table nowhere does not exist: run sequencesDdl()");
      const typo = { tenant: "typo", name: "plot", seed: { sql: "select max(number) from plotz" } };
      const failure = await sequences.next(typo).catch((error: unknown) => error);
      expect(failure).not.toBeInstanceOf(TableMissingError);
      expect(String(failure)).toContain("plotz");
    });

    it("refuses to allocate outside a transaction", async () => {
      await expect(sequences.allocate(db.executor, invoice("lekki"))).rejects.toThrow("needs the caller's transaction");
      await expect(sequences.allocateMany(db.executor, invoice("lekki"), 2)).rejects.toThrow("needs the caller's transaction");
      await expect(sequences.allocateEach(db.executor, [invoice("lekki")])).rejects.toThrow("needs the caller's transaction");
      const pool: SqlExecutor = { query: () => Promise.resolve({ rows: [] }), transaction: (work) => work(pool) };
      await expect(sequences.allocate(pool, invoice("lekki"))).rejects.toThrow("needs the caller's transaction");
    });

    it("takes numbers in a row", async () => {
      const key = invoice("magodo");
      expect(await db.transaction((tx) => sequences.allocateMany(tx, key, 5))).toEqual({ first: 1, last: 5 });
      expect(await sequences.reserve(key, 3)).toEqual({ first: 6, last: 8 });
      expect(await sequences.next(key)).toBe(9);
      const both = await Promise.all([sequences.next(key), sequences.reserve(key, 10), sequences.next(key)]);
      expect(both).toEqual([10, { first: 11, last: 20 }, 21]);
      for (const count of [0, -1, 1.5, Number.NaN, "3" as unknown as number]) {
        await expect(sequences.reserve(key, count)).rejects.toThrow(RangeError);
        await expect(db.transaction((tx) => sequences.allocateMany(tx, key, count))).rejects.toThrow(RangeError);
      }
    });

    it("takes one number of each key, in the order of the keys", async () => {
      const keys = ["b", "a", "c", "a"].map((name): SequenceKey => ({ tenant: "ketu", name }));
      const each = (wishes: readonly SequenceKey[]) => db.transaction((tx) => sequences.allocateEach(tx, wishes));
      expect(await each(keys)).toEqual([1, 1, 1, 2]);
      expect(await each(keys)).toEqual([2, 3, 2, 4]);
      expect(await each([])).toEqual([]);
      // One is new and has a seed, the others exist.
      const mixed: SequenceKey[] = [...keys, { tenant: "ketu", name: "seeded", seed: () => 40 }, { shared: true, name: "ketu 🏠" }];
      expect(await each(mixed)).toEqual([3, 5, 3, 6, 41, 1]);
      expect(await each(mixed)).toEqual([4, 7, 4, 8, 42, 2]);
      const undone = db.transaction(async (tx) => {
        await sequences.allocateEach(tx, mixed);
        throw rollback;
      });
      await expect(undone).rejects.toBe(rollback);
      const many = Array.from({ length: 500 }, (_, index): SequenceKey => ({ tenant: `ketu-${index}`, name: "plot" }));
      for (const number of [1, 2]) expect(await each(many)).toEqual(many.map(() => number));
      expect(await each(mixed)).toEqual([5, 9, 5, 10, 43, 3]);
    });

    it("hands out a block from memory", async () => {
      const block = sequences.block(invoice("ojota"), 10);
      const numbers = await Promise.all(Array.from({ length: 25 }, () => block.next()));
      expect(numbers).toEqual(Array.from({ length: 25 }, (_, index) => index + 1));
      expect(await sequences.peek(invoice("ojota"))).toBeLessThan(25 + 10);
      const other = sequences.block(invoice("ojota"), 10);
      const mixed = [];
      for (let turn = 0; turn < 15; turn += 1) mixed.push(await block.next(), await other.next(), await sequences.next(invoice("ojota")));
      expect(new Set([...numbers, ...mixed]).size).toBe(25 + 45);
      expect(() => sequences.block(invoice("ojota"), 0)).toThrow(RangeError);
      expect(() => sequences.block({ tenant: "", name: "invoice" }, 5)).toThrow(TenantRequiredError);
    });

    it("looks at a counter without taking a number", async () => {
      expect(await sequences.peek({ ...invoice("agege"), seed: () => 7 })).toBeUndefined();
      expect(await allocated(invoice("agege"))).toBe(1);
      expect(await sequences.peek(invoice("agege"))).toBe(1);
      await db.transaction(async (tx) => {
        await sequences.allocate(tx, invoice("agege"));
        expect(await sequences.peek(invoice("agege"), tx)).toBe(2);
      });
      expect(await sequences.peek(invoice("agege"))).toBe(2);
    });

    it("brings a counter up to rows that are there, and never down", async () => {
      const from = (highest: number) => ({ sql: sqlFor(db, "select max(number) from quotes where company_id = ? and number <= ?"), params: ["badagry", highest] });
      expect(await sequences.backfill(invoice("badagry"), from(1000))).toBe(900);
      expect(await sequences.backfill(invoice("badagry"), from(10))).toBe(900);
      expect(await sequences.next(invoice("badagry"))).toBe(901);
      expect(await sequences.backfill(invoice("badagry"), () => 950)).toBe(950);
      expect(await db.transaction((tx) => sequences.backfill(invoice("badagry"), () => 960, tx))).toBe(960);
      expect(await allocated(invoice("badagry"))).toBe(961);
    });

    it("tells apart texts that a careless comparison takes for one", async () => {
      for (const tenant of ["Lekki", "LEKKI", "lékki", "le\u0301kki", "lekki\t"]) expect(await allocated({ tenant, name: "case" })).toBe(1);
      const spaced = [{ tenant: "lekki ", name: "case" }, { tenant: "x".repeat(256), name: "case" }, { tenant: "lekki", name: "case " }];
      for (const key of spaced) {
        if (db.dialect === "postgres" || db.dialect === "sqlite") expect(await sequences.next(key)).toBe(1);
        else await expect(sequences.next(key)).rejects.toThrow(TypeError);
      }
    });

    it("refuses keys that name no tenant or no counter", async () => {
      const next = (key: unknown) => sequences.next(key as SequenceKey);
      for (const tenant of [undefined, null, ""]) await expect(next({ tenant, name: "plot" })).rejects.toThrow(TenantRequiredError);
      await expect(next({ name: "plot" })).rejects.toThrow(TenantRequiredError);
      for (const tenant of [Number.NaN, 1.5, {}, "a\0b", "\ud800"]) await expect(next({ tenant, name: "plot" })).rejects.toThrow(TypeError);
      for (const name of [undefined, "", 5, "x".repeat(201)]) await expect(next({ tenant: "lekki", name })).rejects.toThrow(TypeError);
      await expect(next({ tenant: "lekki", shared: true, name: "plot" })).rejects.toThrow("{ tenant, name } or { shared: true, name }");
      await expect(next("plot")).rejects.toThrow('got "plot"');
      await expect(sequences.ensureAtLeast(invoice("lekki"), -1)).rejects.toThrow(RangeError);
      await expect(sequences.ensureAtLeast(invoice("lekki"), 1.5)).rejects.toThrow("whole number");
    });
  });
}

it("refuses an unknown dialect and a table name that could carry SQL", () => {
  const executor: SqlExecutor = { query: () => Promise.resolve({ rows: [] }) };
  expect(() => createSequences({ executor, dialect: "oracle" as "postgres" })).toThrow('(postgres, mariadb, mysql, sqlite), got "oracle"');
  for (const dialect of ["postgres", "mariadb", "mysql", "sqlite"] as const) {
    expect(() => createSequences({ executor, dialect, table: 'x"; drop table plots; --' })).toThrow("Expected a table name");
    expect(() => createSequences({ executor, dialect, table: "x`y" })).toThrow("Expected a table name");
    for (const lockTimeout of [0, -5, 1.5, 2 ** 31]) expect(() => createSequences({ executor, dialect, lockTimeout })).toThrow(RangeError);
  }
  expect(() => createSequences({ executor, dialect: "sqlite", lockTimeout: 100 })).toThrow("busy_timeout");
});
