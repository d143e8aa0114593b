import type { NumberRange } from "./sequences.ts";

interface Waiter {
  readonly count: number;
  readonly resolve: (range: NumberRange) => void;
  readonly reject: (error: unknown) => void;
}

/** Takes `count` numbers of one counter and returns the last of them. */
export type TakeMany = (count: number) => Promise<number>;

/** Asks for `count` numbers in a row, in a lane where one statement is in flight at a time. */
export type Coalesce = (lane: string, count: number, take: TakeMany) => Promise<NumberRange>;

/**
 * Lets the callers of one counter share statements: one is in flight per lane, and who comes meanwhile joins the next. Numbers are
 * handed out first come, first served. A failed statement fails exactly the callers it was for; nobody gets a guessed number,
 * so a lost answer is a gap and never a duplicate.
 */
export function createCoalescer(): Coalesce {
  // A lane is here exactly while a statement of it is in flight; the array holds those who wait for the next one.
  const lanes = new Map<string, Waiter[]>();

  async function drain(lane: string, first: Waiter, take: TakeMany): Promise<void> {
    let batch = [first];
    while (batch.length > 0) {
      lanes.set(lane, []);
      await serve(batch, take);
      // Whoever was just served and asks again at once joins too; else a lone caller and all the others would take turns.
      await new Promise((resolve) => setImmediate(resolve));
      batch = lanes.get(lane) ?? [];
    }
    lanes.delete(lane);
  }

  return (lane, count, take) =>
    new Promise((resolve, reject) => {
      const waiting = lanes.get(lane);
      if (waiting === undefined) void drain(lane, { count, resolve, reject }, take);
      else waiting.push({ count, resolve, reject });
    });
}

async function serve(batch: readonly Waiter[], take: TakeMany): Promise<void> {
  const total = batch.reduce((sum, { count }) => sum + count, 0);
  try {
    let before = (await take(total)) - total;
    for (const { count, resolve } of batch) {
      resolve({ first: before + 1, last: before + count });
      before += count;
    }
  } catch (error) {
    for (const waiter of batch) waiter.reject(error);
  }
}
