import { runRules, type RuleFinding } from "../../src/findings/run-rules.ts";
import type { Rule } from "../../src/rules/rule.ts";
import { withEdits } from "./fixtures.ts";
import { analysisOf } from "./judged-caches.ts";

/** What one rule says about a snippet that stands in a file of a project with the models of the rule pages. */
export function findingsOf(rule: Rule, source: string, path = "src/estates.ts"): RuleFinding[] {
  return runRules(analysisOf(source, path), [rule]);
}

/** What stands under each report, how sure it is, and its message. */
export function reportsOf(rule: Rule, source: string, path?: string): string[] {
  return findingsOf(rule, source, path).map(({ report, confidence, message }) => `${source.slice(...report.node.range)} | ${confidence} | ${message}`);
}

/** The source after the first suggestion; undefined when none is offered. */
export function suggestedBy(rule: Rule, source: string, path?: string): string | undefined {
  const [suggestion] = findingsOf(rule, source, path).flatMap(({ report }) => report.suggestions ?? []);
  return suggestion && withEdits(source, suggestion.edits);
}
