import type { Confidence, Verdict } from "../analysis/judgement.ts";
import type { Rule } from "../rules/rule.ts";
import { directivesOf } from "../syntax/directives.ts";
import { Lines } from "../syntax/lines.ts";
import type { SourceFile } from "../syntax/source-file.ts";
import type { FileAnalysis } from "../analysis/file-analysis.ts";
import { reportedConfidences, ruleIdOf, severityOf, type Preset, type Severity } from "./confidence.ts";
import { fingerprintsOf } from "./fingerprint.ts";
import { runRules, type RuleFinding } from "./run-rules.ts";

/** One finding as reporters print it. Lines and columns count from 1, the end is exclusive, as in ESLint's results. */
export interface Finding {
  readonly rule: string;
  readonly severity: Severity;
  readonly confidence: Confidence;
  readonly verdict: Verdict;
  readonly reason: string;
  /** Path from the project's root, with forward slashes. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly library: string;
  readonly model: string | null;
  readonly operation: string;
  readonly message: string;
  readonly fingerprint: string;
  /** True when an editor offers at least one edit. */
  readonly fixable: boolean;
}

/** A finding together with what it was made from. */
export interface FoundInFile {
  readonly finding: Finding;
  readonly source: RuleFinding;
}

/** Everything the rules report about a file; `file` is its path from the root, with forward slashes. */
export function allFindings(analysis: FileAnalysis, rules: readonly Rule[], file: string): FoundInFile[] {
  const found = runRules(analysis, rules);
  if (found.length === 0) return [];
  const { text } = analysis.file;
  const lines = new Lines(text);
  const fingerprints = fingerprintsOf(found, file, text);
  return found.map((source, index) => ({ source, finding: toFinding(source, file, lines, fingerprints[index] ?? "") }));
}

/** The findings that a preset reports and no comment switches off. */
export function reportedFindings(found: readonly FoundInFile[], preset: Preset, { text, program }: SourceFile): FoundInFile[] {
  const wanted = found.filter(({ finding }) => reportedConfidences[preset].includes(finding.confidence));
  if (wanted.length === 0 || !/\b(?:eslint|oxlint)-disable/.test(text)) return wanted;
  const directives = directivesOf(program.comments ?? [], new Lines(text));
  return wanted.filter(({ finding }) => !directives.disables(ruleIdOf(finding.rule, finding.confidence), finding));
}

function toFinding({ rule, report, confidence, message }: RuleFinding, file: string, lines: Lines, fingerprint: string): Finding {
  const start = lines.at(report.node.range[0]);
  const end = lines.at(report.node.range[1]);
  return {
    rule,
    severity: severityOf(confidence),
    confidence,
    verdict: report.verdict,
    reason: report.reason,
    file,
    line: start.line,
    column: start.column,
    endLine: end.line,
    endColumn: end.column,
    library: report.library,
    model: report.model ?? null,
    operation: report.operation,
    message,
    fingerprint,
    fixable: (report.suggestions ?? []).length > 0,
  };
}
