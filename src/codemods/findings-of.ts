import type { FileAnalysis } from "../analysis/file-analysis.ts";
import { reportedFindings, allFindings } from "../findings/finding.ts";
import type { RuleFinding } from "../findings/run-rules.ts";
import type { Rule } from "../rules/rule.ts";
import type { PlanContext } from "./codemod.ts";

/** What a rule reports in a file, as every host reports it: nothing that a comment switches off or that is not sure enough. */
export function findingsOf(rule: Rule, analysis: FileAnalysis, { preset }: PlanContext): readonly RuleFinding[] {
  return reportedFindings(allFindings(analysis, [rule], ""), preset, analysis.file).map(({ source }) => source);
}
