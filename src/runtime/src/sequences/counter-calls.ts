import { createCoalescer } from "./coalescer.ts";
import { createBlock, type SequenceBlock } from "./sequence-block.ts";
import { laneOf, type SequenceKey, type StoredKey, storedKey } from "./sequence-key.ts";
import type { NumberRange } from "./sequences.ts";
import { wholeNumber } from "../values.ts";

/** The calls that need nothing of a store but that it takes numbers. */
export interface CounterCalls<Key> {
  next(key: Key): Promise<number>;
  reserve(key: Key, count: number): Promise<NumberRange>;
  block(key: Key, size: number): SequenceBlock;
}

/** These calls over `take`, which gives the last of so many numbers of a counter. */
export function counterCalls<Key extends SequenceKey>(take: (stored: StoredKey, count: number, key: Key) => Promise<number>): CounterCalls<Key> {
  const join = createCoalescer();
  // The key is read when the numbers are asked for, whatever becomes of the object; the seed only if a statement needs it.
  const ask = (key: Key, count: number): Promise<number> =>
    new Promise((resolve, reject) => {
      const stored = storedKey(key);
      join(laneOf(stored), { count, resolve, reject }, (total) => take(stored, total, key));
    });
  return {
    next: (key) => ask(key, 1),
    reserve: async (key, count) => rangeTo(await ask(key, wholeNumber(count, "count")), count),
    block(key, size) {
      const stored = storedKey(key);
      return createBlock(wholeNumber(size, "size"), (count) => take(stored, count, key));
    },
  };
}

/** So many numbers, up to `last`. */
export function rangeTo(last: number, count: number): NumberRange {
  return { first: last - count + 1, last };
}
