import type { FileAnalysis } from "../analysis/file-analysis.ts";
import type { Confidence, Evidence } from "../analysis/judgement.ts";
import type { Report, Rule } from "../rules/rule.ts";
import type { Node } from "../syntax/source-file.ts";
import { confidenceOf } from "./confidence.ts";

/** One report of one rule, before a host says where it is in lines and columns. */
export interface RuleFinding {
  readonly rule: string;
  readonly report: Report;
  readonly confidence: Confidence;
  /** One sentence, its placeholders filled. */
  readonly message: string;
  /** The call that the report is about; `report.node` is the part of it to change. */
  readonly call: Node;
  readonly evidence: readonly Evidence[];
}

/** What rules report about a file, in source order. */
export function runRules(analysis: FileAnalysis, rules: readonly Rule[]): RuleFinding[] {
  const findings = rules.flatMap((rule) => runRule(analysis, rule));
  return findings.sort((a, b) => a.report.node.range[0] - b.report.node.range[0] || a.report.node.range[1] - b.report.node.range[1]);
}

function runRule(analysis: FileAnalysis, rule: Rule): RuleFinding[] {
  const findings: RuleFinding[] = [];
  let subject: { readonly call: Node; readonly evidence: readonly Evidence[] } | undefined;
  const listener = rule.create((report) => {
    findings.push({
      rule: rule.name,
      report,
      confidence: confidenceOf(report),
      message: fillMessage(rule, report),
      call: subject?.call ?? report.node,
      evidence: subject?.evidence ?? [],
    });
  }, analysis);
  for (const judgement of analysis.judgements) {
    subject = { call: judgement.access.node, evidence: judgement.evidence };
    listener.access?.(judgement);
  }
  for (const cache of analysis.caches) {
    subject = { call: cache.use.node, evidence: cache.evidence };
    listener.cache?.(cache);
  }
  return findings;
}

/** Fills `{{name}}` as ESLint does: a name without data stays as it is. */
export function fillMessage(rule: Rule, { messageId, data }: Pick<Report, "messageId" | "data">): string {
  const template = rule.messages[messageId];
  if (template === undefined) throw new Error(`${rule.name}: there is no message ${messageId}.`);
  return template.replace(/\{\{\s*([^{}]+?)\s*\}\}/g, (whole, name: string) => data[name] ?? whole);
}
