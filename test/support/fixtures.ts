import { readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { analyzeFile } from "../../src/analyze.ts";
import type { FileAnalysis } from "../../src/analysis/file-analysis.ts";
import type { Judgement } from "../../src/analysis/judgement.ts";
import { analyzeForHost } from "../../src/findings/analyze.ts";
import { runRules, type RuleFinding } from "../../src/findings/run-rules.ts";
import { loadProject, type Project } from "../../src/project.ts";
import { rules } from "../../src/rules/index.ts";
import { Lines } from "../../src/syntax/lines.ts";
import { parseSource } from "../../src/syntax/parse.ts";
import type { Node, TextEdit } from "../../src/syntax/source-file.ts";
import { filesBelow, repository } from "./repository.ts";

/** One source file of a fixture, judged as any host judges it; the fixture's own folder is the project's root. */
export interface JudgedFile {
  /** From the fixture's folder. */
  readonly path: string;
  readonly text: string;
  readonly analysis: FileAnalysis;
  /** All that the preset `strict` reports. */
  readonly findings: readonly RuleFinding[];
}

/** What a source says of one of its lines, in the comments right above it. */
export interface Expected {
  readonly line: number;
  /** `rule confidence reason` of every report that points at the line. */
  readonly reports: readonly string[];
  /** `verdict reason` of all that is judged at the line; empty when that is not held. */
  readonly verdicts: readonly string[];
  /** Why the judge does not know better yet. */
  readonly pending: string | undefined;
}

/** Judges all source files of a fixture, given by its folder from the repository's root. */
export function judgeFixture(folder: string): JudgedFile[] {
  const project = loadProject(join(repository, folder));
  const sources = [".ts", ".tsx", ".js", ".jsx", ".mjs", ".cjs"].flatMap((ending) => filesBelow(folder, ending)).sort();
  return sources.map((file) => {
    const path = relative(folder, file).split(sep).join("/");
    return judgeText(project, path, readFileSync(join(repository, file), "utf8"));
  });
}

/** Judges a text as if it stood in a file of a project. */
export function judgeText(project: Project, path: string, text: string): JudgedFile {
  const source = parseSource(join(project.root, path), text);
  if ("skipped" in source) throw new Error(`${path}: ${source.skipped}`);
  const analysis = analyzeForHost(analyzeFile, source, project);
  if ("skipped" in analysis) throw new Error(`${path}: ${analysis.skipped}`);
  return { path, text, analysis, findings: runRules(analysis, rules) };
}

/** A text after the edits of a suggestion. */
export function withEdits(text: string, edits: readonly TextEdit[]): string {
  const fromTheEnd = [...edits].sort((a, b) => b.range[0] - a.range[0]);
  return fromTheEnd.reduce((before, edit) => before.slice(0, edit.range[0]) + edit.text + before.slice(edit.range[1]), text);
}

/** Reads `// expect: …`, `// verdict: …` and `// pending: …`, which speak of the next line that is no comment. */
export function expectedIn(text: string): Expected[] {
  const lines = text.split("\n");
  const expected = new Map<number, { reports: string[]; verdicts: string[]; pending: string | undefined }>();
  for (const [index, line] of lines.entries()) {
    const [, kind, said] = /^\s*\/\/ (expect|verdict|pending): (.+)$/.exec(line) ?? [];
    if (kind === undefined || said === undefined) continue;
    const at = lines.findIndex((other, position) => position > index && !/^\s*\/\//.test(other)) + 1;
    const here = expected.get(at) ?? { reports: [], verdicts: [], pending: undefined };
    if (kind === "expect") here.reports.push(said);
    else if (kind === "verdict") here.verdicts.push(said);
    else here.pending = said;
    expected.set(at, here);
  }
  return [...expected].map(([line, here]) => ({ line, ...here }));
}

/** What is wrong at a line, one sentence each; nothing when the judge says what the source says. */
export function differencesAt({ text, analysis, findings }: JudgedFile, { line, reports, verdicts }: Omit<Expected, "pending">): string[] {
  const lines = new Lines(text);
  const found = findings
    .filter(({ report }) => lineOf(lines, report.node) === line)
    .map(({ rule, confidence, report }) => ({ said: `${rule} ${confidence} ${report.reason}`, mustBeSaid: report.verdict === "unscoped" }))
    .filter(({ said, mustBeSaid }) => mustBeSaid || reports.includes(said))
    .map(({ said }) => said);
  const judged = analysis.judgements
    .filter((judgement) => lineOf(lines, placeOf(judgement)) === line)
    // What callers are to know of a written column may stay unsaid, as their other duties may.
    .filter(({ part, verdict, reason }) => part.kind !== "column" || verdict !== "caller" || verdicts.includes(`${verdict} ${reason}`))
    .map(({ verdict, reason }) => `${verdict} ${reason}`);
  const wanted = verdicts.length > 0 ? verdicts : judged.filter((said) => !/^(caller|unknown) /.test(said));
  return [
    ...missing(reports, found).map((said) => `should be reported: ${said}`),
    ...missing(found, reports).map((said) => `should not be reported: ${said}`),
    ...missing(wanted, judged).map((said) => `should be judged: ${said}`),
    ...missing(judged, wanted).map((said) => `is judged, and the source does not say so: ${said}`),
  ];
}

/** The lines about which the source or the judge has something to say, in order. */
export function linesOf({ text, analysis, findings }: JudgedFile): number[] {
  const lines = new Lines(text);
  const places = [...findings.map(({ report }) => report.node), ...analysis.judgements.map(placeOf)];
  return [...new Set([...places.map((node) => lineOf(lines, node)), ...expectedIn(text).map(({ line }) => line)])].sort((a, b) => a - b);
}

/** What a verdict is about: the call, or the written row; for what a caller hands over, the caller's call. */
function placeOf({ access, node, part }: Judgement): Node {
  if (part.kind === "filter" && node.type === "CallExpression") return node;
  if (part.kind === "row") return part.row.node ?? access.node;
  return part.kind === "related" ? (part.related.node ?? access.node) : access.node;
}

function lineOf(lines: Lines, node: Node): number {
  return lines.at(node.range[0]).line;
}

function missing(wanted: readonly string[], given: readonly string[]): string[] {
  const left = [...given];
  return wanted.filter((one) => {
    const at = left.indexOf(one);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}
