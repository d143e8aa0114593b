import type { TakeMany } from "./coalescer.ts";

/**
 * Numbers of one counter handed out from memory, taken from the database a block at a time.
 *
 * @example
 * const calls: SequenceBlock = sequences.block({ tenant: companyId, name: "call" }, 100);
 */
export interface SequenceBlock {
  /**
   * The next number of the block, of a new block when this one is used up.
   *
   * Concurrency: unique among all processes; in order of the calls in this process, not among processes. Crash: what is left of
   * the block is lost, none is given twice.
   *
   * @example
   * const number = await calls.next();
   */
  next(): Promise<number>;
}

/** Blocks of `size`; `take` gives the last number of a block. */
export function createBlock(size: number, take: TakeMany): SequenceBlock {
  let given = 0;
  let last = 0;
  let refilled: Promise<void> | undefined;

  async function refill(): Promise<void> {
    try {
      last = await take(size);
      given = last - size;
    } finally {
      refilled = undefined;
    }
  }

  return {
    async next() {
      // Those who wait go on in the order in which they came; who finds the block used up again asks for another one.
      while (given === last) await (refilled ??= refill());
      return ++given;
    },
  };
}
