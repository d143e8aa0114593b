import type { FileAnalysis } from "../analysis/file-analysis.ts";
import type { HomemadeId } from "../analysis/homemade-id.ts";
import noMaxPlusOne from "../rules/no-max-plus-one.ts";
import { defineCodemod, type Change, type FilePlan, type LeftAlone, type PlanContext } from "./codemod.ts";
import { enclosingFunction } from "./enclosing-function.ts";
import { findingsOf } from "./findings-of.ts";
import { planNumber } from "./ids/plan-number.ts";
import { isPartOfUid } from "./ids/uid-parts.ts";

export default defineCodemod({
  name: "sequences",
  description: "take numbers from the allocator of @ringfence/runtime instead of counting rows",
  plan(analysis, context) {
    const changes: Change[] = [];
    const leftAlone: LeftAlone[] = [];
    for (const { subject } of findingsOf(noMaxPlusOne, analysis, context)) {
      if (!("made" in subject) || isPartOfUid(subject, analysis)) continue;
      const outcome = outcomeFor(subject, analysis, context);
      if ("reason" in outcome) leftAlone.push(outcome);
      else changes.push(outcome);
    }
    return { changes, leftAlone } satisfies FilePlan;
  },
});

function outcomeFor(id: HomemadeId, analysis: FileAnalysis, context: PlanContext): Change | LeftAlone {
  const { node } = id;
  if (id.goesTo.kind === "callers") {
    return { node, reason: "The number is handed to the callers: take it where the row is written.", callersOf: enclosingFunction(node) };
  }
  const planned = planNumber(id, id.goesTo, analysis, context);
  return typeof planned === "string" ? { node, reason: planned } : planned;
}
