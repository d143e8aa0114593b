import { cacheAskOf } from "./cache-ask.ts";
import { judgeCacheUse } from "./cache-judge.ts";
import type { Run } from "./interpret/run.ts";
import type { CacheJudgement } from "./judgement.ts";

/** Judges the cache uses a walk has collected, in source order. */
export function judgeCaches(run: Run): readonly CacheJudgement[] {
  const judgements = [...run.caches.values()].map((cached) => judgeCacheUse(cached.use, cacheAskOf(run, cached)));
  return judgements.sort((a, b) => a.node.range[0] - b.node.range[0] || a.use.node.range[0] - b.use.node.range[0]);
}
