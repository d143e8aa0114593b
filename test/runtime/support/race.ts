/** Numbers from 0 up to 1, the same on every run for the same seed, so that a failing race names its seed and not its luck. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Runs `work` for every worker at once, `rounds` times each, and gives all results. */
export async function race<T>(workers: number, rounds: number, work: (worker: number, round: number) => Promise<T>): Promise<T[]> {
  const all = Array.from({ length: workers }, async (_, worker) => {
    const results: T[] = [];
    for (let round = 0; round < rounds; round += 1) results.push(await work(worker, round));
    return results;
  });
  return (await Promise.all(all)).flat();
}

/** 1, 2, … up to `last`. */
export function upTo(last: number, first = 1): number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

/** Smallest first, as numbers. */
export function sorted(numbers: readonly number[]): number[] {
  return [...numbers].sort((a, b) => a - b);
}
