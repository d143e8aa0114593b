import { existsSync } from "node:fs";
import { resolve } from "node:path";
import type { FileAnalysis } from "../analysis/file-analysis.ts";
import type { HomemadeId } from "../analysis/homemade-id.ts";
import type { CacheJudgement, Evidence, Judgement } from "../analysis/judgement.ts";
import { allFindings } from "../findings/finding.ts";
import { remedyFor } from "../findings/remedy.ts";
import { callOf, type Subject } from "../findings/run-rules.ts";
import { printable } from "../reporters/printable.ts";
import { Lines } from "../syntax/lines.ts";
import { describeFilter, describeValue } from "./describe-value.ts";
import { UsageError, type ExitCode, type Io, type Verb } from "./io.ts";
import type { OpenSurveyor } from "./open-surveyor.ts";
import { parseOptions } from "./parse-options.ts";
import { sourceFiles } from "./source-files.ts";
import { analyzePath, fromRoot, type Surveyor } from "./survey.ts";

const usage = "explain <id|file:line>";

/** `ringfence explain`: how one access was understood and judged, also when nothing is wrong with it. */
export function explainVerb(open: OpenSurveyor): Verb {
  return { name: "explain", usage, summary: "show how an access was understood and judged", run: (args, io) => explain(args, io, open) };
}

function explain(args: readonly string[], io: Io, open: OpenSurveyor): ExitCode {
  const { positionals } = parseOptions(args, {}, usage);
  const [target] = positionals;
  if (target === undefined || positionals.length > 1) throw new UsageError(`Expected one id or file:line: ringfence ${usage}`);
  const surveyor = open(io.cwd);
  const place = /^(.+?):(\d+)(?::\d+)?$/.exec(target);
  const texts = place
    ? explainLine(surveyor, resolve(io.cwd, place[1] ?? ""), Number(place[2]))
    : explainFingerprint(surveyor, target);
  io.out(`${texts.join("\n\n")}\n`);
  return 0;
}

function explainLine(surveyor: Surveyor, path: string, line: number): string[] {
  const file = fromRoot(surveyor.project, path);
  if (!existsSync(path)) throw new UsageError(`There is no file ${file}.`);
  const analysis = analyzePath(surveyor, path);
  if (analysis && "skipped" in analysis) throw new UsageError(`${file} was skipped: it ${analysis.skipped}.`);
  const lines = new Lines(analysis?.file.text ?? "");
  const here = analysis ? subjectsOf(analysis).filter((subject) => standsOn(subject, line, lines)) : [];
  if (!analysis || here.length === 0) return [`${file}:${line}: no access to a tenant's data or cache is recognised here.`];
  return here.map((subject) => describe(subject, analysis, file, lines));
}

function explainFingerprint(surveyor: Surveyor, fingerprint: string): string[] {
  for (const path of sourceFiles(surveyor.project.root, [surveyor.project.root]).files) {
    const analysis = analyzePath(surveyor, path);
    if (!analysis || "skipped" in analysis) continue;
    const file = fromRoot(surveyor.project, path);
    const match = allFindings(analysis, surveyor.rules, file).find(({ finding }) => finding.fingerprint === fingerprint);
    if (match) return [printable(match.finding.message), describe(match.source.subject, analysis, file, new Lines(analysis.file.text))];
  }
  throw new UsageError(`No finding has the id ${fingerprint}. Expected an id that \`ringfence check\` prints, or file:line.`);
}

function subjectsOf({ judgements, caches, ids }: FileAnalysis): Subject[] {
  return [...judgements, ...caches, ...ids];
}

function standsOn(subject: Subject, line: number, lines: Lines): boolean {
  const { range } = callOf(subject);
  return lines.at(range[0]).line <= line && line <= lines.at(range[1]).line;
}

function describe(subject: Subject, analysis: FileAnalysis, file: string, lines: Lines): string {
  const { line, column } = lines.at(callOf(subject).range[0]);
  const rows = "made" in subject ? idRows(subject) : "access" in subject ? accessRows(subject, analysis) : cacheRows(subject, analysis);
  const steps = subject.evidence.map((step): Row => ["because", evidenceText(step, lines)]);
  const remedy = remedyFor(subject);
  const end: Row = remedy === undefined ? ["fine", "nothing is missing"] : ["fix", remedy];
  const table = [...rows, ...steps, end].map(([name, text]) => `  ${name.padEnd(12)}  ${printable(text)}`);
  return [printable(`${file}:${line}:${column}`), ...table].join("\n");
}

type Row = readonly [name: string, text: string];

function accessRows(judgement: Judgement, { facts }: FileAnalysis): Row[] {
  const { access, model, part, verdict, reason, confidence } = judgement;
  const rows: Row[] = [
    ["access", `${access.library} ${access.method}: ${access.operation} of ${access.many ? "rows" : "one row"} of ${access.model}, recognised by ${access.recognizedBy}`],
  ];
  if (part.kind === "related") rows.push(["part", `${part.related.kind} of ${part.related.model} over ${part.related.relation}`]);
  if (part.kind === "row") rows.push(["written", describeValue(part.row.columns, facts)]);
  if (part.kind === "column") rows.push(["part", `\`${judgement.column ?? ""}\`, which names a ${part.names.name}`]);
  const filter = part.kind === "column" ? undefined : part.kind === "related" ? part.related.filter : access.filter;
  if (filter && part.kind !== "row") rows.push(["filter", describeFilter(filter, facts)]);
  rows.push(["owner", `${model.name} is ${model.ownership.kind}: ${model.ownership.because}`]);
  rows.push(["verdict", `${verdict}, ${reason}${remedyFor(judgement) === undefined ? "" : `, ${confidence}`}`]);
  return rows;
}

function cacheRows({ use, verdict, confidence }: CacheJudgement, { facts }: FileAnalysis): Row[] {
  const keys = use.keys.map((key) => describeValue(key, facts)).join(", ");
  return [
    ["cache", `${use.library} ${use.method}: ${use.operation}, recognised by ${use.recognizedBy}`],
    ["key", keys === "" ? "every entry" : keys],
    ["verdict", `${verdict}${verdict === "unscoped" || verdict === "unknown" ? `, ${confidence}` : ""}`],
  ];
}

function idRows({ made, goesTo, verdict, confidence }: HomemadeId): Row[] {
  const place = goesTo.kind === "column" ? `written into ${goesTo.model.name}.${goesTo.column}` : "handed to the callers";
  return [
    ["id", `a ${made} made by hand, ${place}`],
    ["verdict", `${verdict}${verdict === "unscoped" ? `, ${confidence}` : ""}`],
  ];
}

function evidenceText({ node, text }: Evidence, lines: Lines): string {
  return node ? `${text} (line ${lines.at(node.range[0]).line})` : text;
}
