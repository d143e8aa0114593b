import type { FileAnalysis } from "../analysis/file-analysis.ts";
import type { HomemadeId } from "../analysis/homemade-id.ts";
import noHandmadeUid from "../rules/no-handmade-uid.ts";
import type { Node } from "../syntax/source-file.ts";
import { defineCodemod, type FilePlan, type PlanContext } from "./codemod.ts";
import { findingsOf } from "./findings-of.ts";
import { functionAround } from "./ids/nodes.ts";
import { planUids } from "./ids/plan-uids.ts";

export default defineCodemod({
  name: "uids",
  description: "take UIDs from the generator of @ringfence/runtime instead of pasting them together",
  plan(analysis, context) {
    const outcomes = groupsOf(analysis, context).map((ids) => ({ ids, planned: planUids(ids, analysis, context) }));
    return {
      changes: outcomes.flatMap(({ planned }) => (typeof planned === "string" ? [] : [planned])),
      leftAlone: outcomes.flatMap(({ ids, planned }) => (typeof planned === "string" ? ids.map(({ node }) => ({ node, reason: planned })) : [])),
    } satisfies FilePlan;
  },
});

/** The UIDs of a function go together: what they share becomes unused only when all of them are gone. */
function groupsOf(analysis: FileAnalysis, context: PlanContext): readonly (readonly HomemadeId[])[] {
  const groups = new Map<Node | undefined, HomemadeId[]>();
  for (const { subject } of findingsOf(noHandmadeUid, analysis, context)) {
    if (!("made" in subject)) continue;
    const fn = functionAround(subject.node);
    groups.set(fn, [...(groups.get(fn) ?? []), subject]);
  }
  return [...groups.values()];
}
