interface Waiter {
  readonly resolve: (number: number) => void;
  readonly reject: (error: unknown) => void;
}

/** Takes `count` numbers of one counter and returns the last of them. */
export type TakeMany = (count: number) => Promise<number>;

/**
 * Lets the callers of one counter share statements: one is in flight per lane, and who comes meanwhile joins the next. Numbers are
 * handed out first come, first served. A failed statement fails exactly the callers it was for; nobody gets a guessed number,
 * so a lost answer is a gap and never a duplicate.
 */
export function createCoalescer(): (lane: string, take: TakeMany) => Promise<number> {
  // A lane is here exactly while a statement of it is in flight; the array holds those who wait for the next one.
  const lanes = new Map<string, Waiter[]>();

  async function drain(lane: string, first: Waiter, take: TakeMany): Promise<void> {
    let batch = [first];
    while (batch.length > 0) {
      lanes.set(lane, []);
      await serve(batch, take);
      batch = lanes.get(lane) ?? [];
    }
    lanes.delete(lane);
  }

  return (lane, take) =>
    new Promise((resolve, reject) => {
      const waiting = lanes.get(lane);
      if (waiting === undefined) void drain(lane, { resolve, reject }, take);
      else waiting.push({ resolve, reject });
    });
}

async function serve(batch: readonly Waiter[], take: TakeMany): Promise<void> {
  try {
    const last = await take(batch.length);
    batch.forEach((waiter, index) => waiter.resolve(last - batch.length + 1 + index));
  } catch (error) {
    for (const waiter of batch) waiter.reject(error);
  }
}
