import type { Run } from "./interpret/run.ts";
import type { CacheJudgement } from "./judgement.ts";

/** Judges the cache uses a walk has collected. */
export function judgeCaches(_run: Run): readonly CacheJudgement[] {
  return [];
}
