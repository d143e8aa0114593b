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

interface Waiter {
  readonly resolve: (number: number) => void;
  readonly reject: (error: unknown) => void;
}

/** Blocks of `size`, or of as many numbers as callers wait for where these are more; `take` gives the last of a block. */
export function createBlock(size: number, take: TakeMany): SequenceBlock {
  let given = 0;
  let last = 0;
  const waiting: Waiter[] = [];
  let isTaking = false;

  function handOut(): void {
    const lucky = waiting.splice(0, last - given);
    for (const waiter of lucky) waiter.resolve(++given);
  }

  async function refill(): Promise<void> {
    while (waiting.length > 0) {
      const asking = waiting.length;
      const count = Math.max(size, asking);
      try {
        last = await take(count);
        given = last - count;
        handOut();
      } catch (error) {
        // Exactly those for whom this block was asked; who came meanwhile gets another try.
        for (const waiter of waiting.splice(0, asking)) waiter.reject(error);
      }
    }
    isTaking = false;
  }

  return {
    next() {
      if (given < last) return Promise.resolve(++given);
      return new Promise((resolve, reject) => {
        waiting.push({ resolve, reject });
        if (isTaking) return;
        isTaking = true;
        void refill();
      });
    },
  };
}
