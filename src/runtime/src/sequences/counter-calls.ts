import { createCoalescer } from "./coalescer.ts";
import { createBlock, type SequenceBlock } from "./sequence-block.ts";
import { laneOf, type SequenceKey, storedKey } from "./sequence-key.ts";
import type { NumberRange } from "./sequences.ts";
import { wholeNumber } from "../values.ts";

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
  const reserve = async (key: Key, count: number): Promise<NumberRange> => coalesce(laneOf(storedKey(key)), wholeNumber(count, "count"), (total) => take(key, total));
  return {
    reserve,
    next: async (key) => (await reserve(key, 1)).last,
    block(key, size) {
      storedKey(key);
      return createBlock(wholeNumber(size, "size"), (count) => take(key, count));
    },
  };
}
