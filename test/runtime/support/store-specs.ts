import { beforeEach, describe, expect, it } from "vitest";
import { SequenceExhaustedError, type StoreKey, type StoreSeed, type StoreSequences, TenantRequiredError } from "../../../src/runtime/src/index.ts";
import { race, sorted, upTo } from "./race.ts";

/** A store under test: a new allocator on the same counters each time, as a process of its own would have. */
export interface StoreKind {
  readonly name: string;
  open(seed?: (key: StoreKey) => StoreSeed | undefined): StoreSequences;
  /** Loses all counters. */
  forget(): Promise<void> | void;
}

/** What counters outside SQL are held to. */
export function storeSpecs(kind: StoreKind): void {
  describe(`sequences in ${kind.name}`, () => {
    const key = { tenant: "lekki", name: "call" };
    beforeEach(() => kind.forget());

    it("gives every caller of every process its own number", async () => {
      const processes = Array.from({ length: 4 }, () => kind.open());
      const numbers = await race(32, 20, (worker) => (processes[worker % 4] ?? kind.open()).next(key));
      expect(sorted(numbers)).toEqual(upTo(640));
      expect(await kind.open().peek(key)).toBe(640);
      expect(await kind.open().next({ ...key, tenant: "lekki:" })).toBe(1);
      expect(await kind.open().next({ shared: true, name: "call" })).toBe(1);
    });

    it("hands out ranges in one piece, and blocks from memory", async () => {
      const sequences = kind.open();
      const [first, range, third] = await Promise.all([sequences.next(key), sequences.reserve(key, 5), sequences.next(key)]);
      expect([first, range, third]).toEqual([1, { first: 2, last: 6 }, 7]);
      const block = sequences.block(key, 10);
      expect(await Promise.all([block.next(), block.next()])).toEqual([8, 9]);
      expect(await kind.open().next(key)).toBe(18);
      await expect(sequences.reserve(key, 0)).rejects.toThrow(RangeError);
      await expect(sequences.next({ tenant: "", name: "call" })).rejects.toThrow(TenantRequiredError);
    });

    it("begins after existing numbers, and again when the store has lost its counters", async () => {
      let highest = 41;
      const open = () => kind.open(() => () => Promise.resolve(highest));
      const numbers = await race(8, 1, () => open().next(key));
      expect(sorted(numbers)).toEqual(upTo(49, 42));
      const sequences = open();
      expect(await sequences.next(key)).toBe(50);
      await kind.forget();
      highest = 50;
      expect(await sequences.next(key)).toBe(51);
      // Without a seed the loss cannot be seen, which is why the documentation asks for one.
      await kind.forget();
      expect(await kind.open().next(key)).toBe(1);
    });

    it("only ever raises a counter in a store", async () => {
      const sequences = kind.open();
      expect(await sequences.peek(key)).toBeUndefined();
      expect(await sequences.ensureAtLeast(key, 50)).toBe(50);
      expect(await sequences.ensureAtLeast(key, 20)).toBe(50);
      expect(await sequences.next(key)).toBe(51);
      await expect(sequences.ensureAtLeast(key, -1)).rejects.toThrow(RangeError);
    });

    it("ends a counter in a store at the last safe integer", async () => {
      const sequences = kind.open();
      await sequences.ensureAtLeast(key, Number.MAX_SAFE_INTEGER - 1);
      expect(await sequences.next(key)).toBe(Number.MAX_SAFE_INTEGER);
      for (const count of [1, 5]) await expect(sequences.reserve(key, count)).rejects.toThrow(SequenceExhaustedError);
      expect(await sequences.peek(key)).toBe(Number.MAX_SAFE_INTEGER);
    });
  });
}
