import { beforeAll, describe, expect, it } from "vitest";
import { createSequences, type SequenceKey, type Sequences, type SqlDialectName, type SqlExecutor, TableMissingError } from "../../../src/runtime/src/index.ts";
import { BOOT_TIMEOUT } from "./databases.ts";
import { race, sorted, upTo } from "./race.ts";

/** One library over one database. */
export interface ExecutorUse {
  readonly executor: SqlExecutor;
  /** A transaction as the library's users write it. */
  transaction<T>(work: (tx: SqlExecutor) => Promise<T>): Promise<T>;
  close(): Promise<unknown>;
}

/** How to open a library on a server at that address. */
export interface ExecutorKind<Address> {
  readonly name: string;
  readonly dialect: SqlDialectName;
  open(address: Address): Promise<ExecutorUse> | ExecutorUse;
}

const CALLERS = 8;
const rollback = new Error("the caller changed its mind");

/** The contract that every executor is held to. `addressOf` is asked when the server is up. */
export function executorSpecs<Address>(kind: ExecutorKind<Address>, addressOf: () => Address): void {
  describe(`executor of ${kind.name}`, () => {
    let use: ExecutorUse;
    let sequences: Sequences;
    const keyOf = (name: string): SequenceKey => ({ tenant: kind.name, name });

    beforeAll(async () => {
      use = await kind.open(addressOf());
      sequences = createSequences({ executor: use.executor, dialect: kind.dialect });
      await sequences.createTable();
      return async () => {
        await use.close();
      };
    }, BOOT_TIMEOUT);

    it("keeps a committed number and gives a rolled-back one again", async () => {
      const allocate = () => use.transaction((tx) => sequences.allocate(tx, keyOf("invoice")));
      expect(await allocate()).toBe(1);
      expect(await allocate()).toBe(2);
      const undone = use.transaction(async (tx) => {
        expect(await sequences.allocate(tx, keyOf("invoice"))).toBe(3);
        expect(await sequences.peek(keyOf("invoice"), tx)).toBe(3);
        throw rollback;
      });
      await expect(undone).rejects.toBe(rollback);
      expect(await allocate()).toBe(3);
      expect(await sequences.next(keyOf("invoice"))).toBe(4);
      expect(await sequences.peek(keyOf("invoice"))).toBe(4);
    });

    it("gives concurrent callers their own numbers, without a hole", async () => {
      const numbers = await race(CALLERS, 5, (worker) =>
        worker % 2 === 0 ? sequences.next(keyOf("call")) : use.transaction((tx) => sequences.allocate(tx, keyOf("call"))),
      );
      expect(sorted(numbers)).toEqual(upTo(CALLERS * 5));
    });

    it("takes ranges, several keys, and what else there is", async () => {
      const keys = ["plot", "deed", "plot"].map(keyOf);
      for (const before of [0, 1]) {
        const numbers = await use.transaction((tx) => sequences.allocateEach(tx, keys));
        expect(numbers).toEqual([before * 2 + 1, before + 1, before * 2 + 2]);
      }
      expect(await sequences.reserve(keyOf("plot"), 5)).toEqual({ first: 5, last: 9 });
      expect(await sequences.ensureAtLeast(keyOf("plot"), 100)).toBe(100);
      expect(await use.transaction((tx) => sequences.backfill(keyOf("plot"), () => 200, tx))).toBe(200);
      expect(await use.transaction((tx) => sequences.allocateMany(tx, keyOf("plot"), 2))).toEqual({ first: 201, last: 202 });
    });

    it("sends a seed's own parameters to their places", async () => {
      const [one, two] = kind.dialect === "postgres" ? ["$1", "$2"] : ["?", "?"];
      const text = `select max(amount) from (select 40 as amount, 'why? $9' as note union all select 70, 'x') as rowz where note = ${one} and note <> ${two} /* $3? */`;
      const seed = { sql: text, params: ["why? $9", "it's"] };
      expect(await use.transaction((tx) => sequences.allocate(tx, { ...keyOf("seeded"), seed }))).toBe(41);
      expect(await sequences.next({ ...keyOf("seeded by next"), seed })).toBe(41);
      expect(await sequences.next({ ...keyOf("seeded by next"), seed })).toBe(42);
      const last = { ...keyOf("last"), seed: () => Number.MAX_SAFE_INTEGER - 1 };
      expect(await sequences.next(last)).toBe(Number.MAX_SAFE_INTEGER);
      await expect(sequences.next(last)).rejects.toThrow("safe integers");
    });

    it("lets the database's errors be told apart", async () => {
      const nowhere = createSequences({ executor: use.executor, dialect: kind.dialect, table: "nowhere" });
      await expect(nowhere.next(keyOf("plot"))).rejects.toThrow(TableMissingError);
    });
  });
}
