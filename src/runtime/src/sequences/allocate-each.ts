import type { SqlExecutor } from "../sql/sql-executor.ts";
import { safeInteger } from "./safe-integer.ts";
import type { SequenceStore, Step } from "./sequence-dialect.ts";
import { compareKeys, laneOf } from "./sequence-key.ts";

/**
 * One number for each wish, in the order of the wishes; a counter asked for several times gives numbers in a row. Counters are locked in
 * one order for all callers: in a single statement when all of them exist, one after the other when one has to be made.
 */
export async function allocateEach(store: SequenceStore, tx: SqlExecutor, wishes: readonly Step[]): Promise<number[]> {
  if (wishes.length === 0) return [];
  const steps = new Map<string, Step>();
  for (const wish of wishes) {
    const lane = laneOf(wish.key);
    steps.set(lane, { ...wish, count: (steps.get(lane)?.count ?? 0) + wish.count });
  }
  const sorted = [...steps.values()].sort((a, b) => compareKeys(a.key, b.key));
  const lasts = (await store.allocateEach(tx, sorted)) ?? (await oneByOne(store, tx, sorted));
  const given = new Map<string, number>();
  return wishes.map(({ key }) => {
    const lane = laneOf(key);
    const before = given.get(lane) ?? safeInteger(lasts.get(lane)) - (steps.get(lane)?.count ?? 0);
    given.set(lane, before + 1);
    return before + 1;
  });
}

async function oneByOne(store: SequenceStore, tx: SqlExecutor, steps: readonly Step[]): Promise<Map<string, string>> {
  const lasts = new Map<string, string>();
  for (const step of steps) lasts.set(laneOf(step.key), await store.advance(tx, step));
  return lasts;
}
