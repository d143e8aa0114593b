import type { FileAnalysis } from "../analysis/file-analysis.ts";
import type { HomemadeId } from "../analysis/homemade-id.ts";
import type { CacheJudgement, Confidence, Judgement } from "../analysis/judgement.ts";
import type { Report, Rule } from "../rules/rule.ts";
import type { Node } from "../syntax/source-file.ts";
import { confidenceOf } from "./confidence.ts";

/** What a report is about. */
export type Subject = Judgement | CacheJudgement | HomemadeId;

/** One report of one rule, before a host says where it is in lines and columns. */
export interface RuleFinding {
  readonly rule: string;
  readonly report: Report;
  readonly confidence: Confidence;
  /** One sentence, its placeholders filled. */
  readonly message: string;
  readonly subject: Subject;
}

/** What rules report about a file, in source order. */
export function runRules(analysis: FileAnalysis, rules: readonly Rule[]): RuleFinding[] {
  return rules.flatMap((rule) => saidOnce(runRule(analysis, rule))).sort(bySource);
}

/** The call that a judgement is about, or the expression that makes an id; its report may point at a part of it. */
export function callOf(subject: Subject): Node {
  if ("made" in subject) return subject.node;
  return "access" in subject ? subject.access.node : subject.use.node;
}

function runRule(analysis: FileAnalysis, rule: Rule): RuleFinding[] {
  const findings: RuleFinding[] = [];
  const subjects: Subject[] = [];
  const listener = rule.create((report) => {
    const subject = subjects.at(-1);
    if (!subject) throw new Error(`${rule.name}: reports belong into a listener.`);
    findings.push({ rule: rule.name, report, confidence: confidenceOf(report), message: fillMessage(rule, report), subject });
  }, analysis);
  for (const judgement of analysis.judgements) {
    subjects.push(judgement);
    listener.access?.(judgement);
  }
  for (const judgement of analysis.caches) {
    subjects.push(judgement);
    listener.cache?.(judgement);
  }
  for (const id of analysis.ids) {
    subjects.push(id);
    listener.id?.(id);
  }
  return findings;
}

/** Fills `{{name}}` as ESLint does: a name without data stays as it is. */
export function fillMessage(rule: Rule, { messageId, data }: Pick<Report, "messageId" | "data">): string {
  const template = rule.messages[messageId];
  if (template === undefined) throw new Error(`${rule.name}: there is no message ${messageId}.`);
  return template.replace(/\{\{\s*([^{}]+?)\s*\}\}/g, (whole, name: string) => data[name] ?? whole);
}

/** A query that is run in several forms is one place to mend: what a rule says there in the same words it says once. */
function saidOnce(findings: readonly RuleFinding[]): RuleFinding[] {
  const said = new Set<string>();
  return findings.filter(({ report: { node }, message }) => {
    const key = `${node.range.join()} ${message}`;
    return !said.has(key) && said.add(key);
  });
}

function bySource(a: RuleFinding, b: RuleFinding): number {
  return a.report.node.range[0] - b.report.node.range[0] || a.report.node.range[1] - b.report.node.range[1];
}
