/** Who waits for the last of `count` numbers in a row. */
interface Waiter {
  readonly count: number;
  readonly resolve: (last: number) => void;
  readonly reject: (error: unknown) => void;
}

/** Takes `count` numbers of one counter and returns the last of them. */
export type TakeMany = (count: number) => Promise<number>;

/** Asks for numbers in a row, in a lane where one statement is in flight at a time. */
export type Join = (lane: string, waiter: Waiter, take: TakeMany) => void;

/**
 * Lets the callers of one counter share statements: one is in flight per lane, and who comes meanwhile joins the next. Numbers are
 * handed out first come, first served. A failed statement fails exactly the callers it was for; nobody gets a guessed number,
 * so a lost answer is a gap and never a duplicate.
 */
export function createCoalescer(): Join {
  // A lane is here exactly while a statement of it is in flight; the array holds those who wait for the next one.
  const lanes = new Map<string, Waiter[]>();

  async function drain(lane: string, first: Waiter, take: TakeMany): Promise<void> {
    for (let batch = [first], waiting: Waiter[]; batch.length > 0; batch = waiting) {
      waiting = [];
      lanes.set(lane, waiting);
      const handOut = await takeFor(batch, take);
      // A lone caller need not wait for anybody when it asks again at once.
      if (batch.length + waiting.length === 1) {
        lanes.delete(lane);
        handOut();
        return;
      }
      handOut();
      // Whoever was just served and asks again at once joins too; else a caller and all the others would take turns.
      await new Promise((resolve) => setImmediate(resolve));
    }
    lanes.delete(lane);
  }

  return (lane, waiter, take) => {
    const waiting = lanes.get(lane);
    if (waiting === undefined) void drain(lane, waiter, take);
    else waiting.push(waiter);
  };
}

/** Takes the numbers of a batch and gives what tells each of its callers. */
async function takeFor(batch: readonly Waiter[], take: TakeMany): Promise<() => void> {
  const total = batch.reduce((sum, { count }) => sum + count, 0);
  try {
    let last = (await take(total)) - total;
    return () => batch.forEach(({ count, resolve }) => resolve((last += count)));
  } catch (error) {
    return () => batch.forEach(({ reject }) => reject(error));
  }
}
