import { relative, sep } from "node:path";
import type { FileAnalysis } from "../analysis/file-analysis.ts";
import { analyzeForHost, type Judge } from "../findings/analyze.ts";
import type { Preset } from "../findings/confidence.ts";
import { addAccesses, noCounts, type Counts } from "../findings/counts.ts";
import { detailsOf, type Details } from "../findings/details.ts";
import { allFindings, reportedFindings, type Finding } from "../findings/finding.ts";
import type { Project } from "../project.ts";
import type { SkippedFile } from "../reporters/report.ts";
import type { Rule } from "../rules/rule.ts";
import { SettingsError } from "../settings/settings-error.ts";
import { Lines } from "../syntax/lines.ts";
import type { Skipped } from "../syntax/parse.ts";
import { parsedSource } from "../syntax/parsed.ts";
import { isSource } from "./source-files.ts";
import { readSource } from "../syntax/read-source.ts";

/** What a survey works with. */
export interface Surveyor extends Judge {
  /** The project that paths are printed from and whose schemas are listed. */
  readonly project: Project;
  /** The project that governs a file, which may be a nested one with settings of its own. */
  readonly projectOf: (file: string) => Project;
  readonly rules: readonly Rule[];
  /** Where other threads get the same surveyor from; without it one thread does all the work. */
  readonly helpers?: Helpers | undefined;
}

/** Threads that help with a survey of many files. */
export interface Helpers {
  /** The module that each of them runs: `survey-worker.js`. */
  readonly module: URL;
  /** The folder they open their surveyor for. */
  readonly folder: string;
  /** How many there are beside this one. */
  readonly count: number;
  /** They help when there are more files than this. */
  readonly above: number;
}

/** What was found in one file, as plain data: another thread may have found it. */
export interface FileSurvey {
  readonly found: readonly SurveyedFinding[];
  readonly counts: Counts;
  readonly skipped: SkippedFile | undefined;
}

/** A finding and the text that goes with it. */
export interface SurveyedFinding {
  readonly finding: Finding;
  readonly details: Details;
}

/** Judges a file, given by its absolute path, by the rules of a preset; undefined when it holds no call of a known library. */
export function surveyFile(surveyor: Surveyor, path: string, preset: Preset): FileSurvey | undefined {
  try {
    return judgeFile(surveyor, path, preset);
  } catch (error) {
    // Unusable settings name their own file.
    if (error instanceof SettingsError) throw error;
    throw new Error(`${fromRoot(surveyor.project, path)} could not be judged.`, { cause: error });
  }
}

function judgeFile(surveyor: Surveyor, path: string, preset: Preset): FileSurvey | undefined {
  const analysis = analyzePath(surveyor, path);
  if (!analysis) return undefined;
  const file = fromRoot(surveyor.project, path);
  const counts = noCounts();
  if ("skipped" in analysis) return { found: [], counts, skipped: { file, reason: analysis.skipped } };
  addAccesses(counts, analysis);
  const rules = surveyor.rules.filter(({ docs }) => preset === "strict" || docs.recommended);
  const reported = reportedFindings(allFindings(analysis, rules, file), preset, analysis.file);
  const lines = new Lines(reported.length > 0 ? analysis.file.text : "");
  return { found: reported.map((one) => ({ finding: one.finding, details: detailsOf(one, lines) })), counts, skipped: undefined };
}

/** The analysis of a file; undefined when it holds no call of a known library. */
export function analyzePath(surveyor: Surveyor, path: string): FileAnalysis | Skipped | undefined {
  if (!isSource(path)) return { skipped: "is not TypeScript or JavaScript" };
  const source = readSource(path);
  if ("skipped" in source) return source;
  const project = surveyor.projectOf(path);
  if (!surveyor.isWorthJudging({ path, text: source.text }, project)) return undefined;
  const file = parsedSource(path, source.text);
  return "skipped" in file ? file : analyzeForHost(surveyor.analyze, file, project);
}

/** Path from the project's root, with forward slashes. */
export function fromRoot({ root }: Project, path: string): string {
  return relative(root, path).split(sep).join("/");
}

/** Parts of the schema that could not be read. */
export function schemaProblems(project: Project): SkippedFile[] {
  return project.catalogs
    .flatMap(({ problems }) => problems)
    .map(({ file, line, message }) => ({ file: fromRoot(project, file), reason: `line ${line}: ${message}` }));
}
