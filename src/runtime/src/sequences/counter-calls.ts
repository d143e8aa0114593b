import { createCoalescer } from "./coalescer.ts";
import { safeInteger } from "./safe-integer.ts";
import { createBlock, type SequenceBlock } from "./sequence-block.ts";
import { laneOf, type SequenceKey, storedKey } from "./sequence-key.ts";
import type { NumberRange } from "./sequences.ts";
import { positive } from "../values.ts";

/** The calls that need nothing of a store but that it takes numbers. */
export interface CounterCalls<Key> {
  next(key: Key): Promise<number>;
  reserve(key: Key, count: number): Promise<NumberRange>;
  block(key: Key, size: number): SequenceBlock;
}

/** These calls over `take`, which gives the last of so many numbers of a counter. */
export function counterCalls<Key extends SequenceKey>(take: (key: Key, count: number) => Promise<number>): CounterCalls<Key> {
  const coalesce = createCoalescer();
  // The key is read when the numbers are asked for, the seed only if a statement needs it.
  const reserve = async (key: Key, count: number): Promise<NumberRange> => coalesce(laneOf(storedKey(key)), positive(count, "count"), (total) => take(key, total));
  return {
    reserve,
    next: async (key) => (await reserve(key, 1)).last,
    block(key, size) {
      storedKey(key);
      return createBlock(positive(size, "size"), (count) => take(key, count));
    },
  };
}

/** What a counter is to be lifted to; RangeError below zero. */
export function checkedMinimum(minimum: number): number {
  const least = safeInteger(minimum, "The minimum");
  if (least < 0) throw new RangeError(`The minimum must not be negative, got ${least}.`);
  return least;
}
