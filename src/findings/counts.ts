import type { FileAnalysis } from "../analysis/file-analysis.ts";
import type { Verdict } from "../analysis/judgement.ts";
import type { Node } from "../syntax/source-file.ts";

/** Verdicts from the one that matters most: an access whose parts were judged apart counts as its worst part. */
export const verdicts = ["unscoped", "unknown", "caller", "exempt", "checked", "derived", "scoped"] as const satisfies readonly Verdict[];

/** How many files were looked at, and how many accesses to owned models got which verdict. */
export type Counts = Record<"files" | "accesses" | Verdict, number>;

export function noCounts(): Counts {
  return { files: 0, accesses: 0, scoped: 0, derived: 0, checked: 0, exempt: 0, caller: 0, unscoped: 0, unknown: 0 };
}

/** Adds the accesses of a file to `counts`. */
export function addAccesses(counts: Counts, { judgements }: FileAnalysis): void {
  const worst = new Map<Node, Verdict>();
  for (const { access, verdict, reached } of judgements) {
    // A query that a call leads to is counted where it stands.
    if (reached) continue;
    const known = worst.get(access.node);
    if (!known || verdicts.indexOf(verdict) < verdicts.indexOf(known)) worst.set(access.node, verdict);
  }
  for (const verdict of worst.values()) counts[verdict]++;
  counts.accesses += worst.size;
}
