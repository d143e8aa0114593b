import { relative, sep } from "node:path";
import type { FileAnalysis } from "../analysis/file-analysis.ts";
import type { Basis, BasisFile } from "../basis.ts";
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
  /** What it takes to know a verdict for as good as new; without it every file is judged every time. */
  readonly foundation?: Foundation | undefined;
}

/** Says what verdicts rest on. */
export interface Foundation {
  /** Names this version of Ringfence and of all that it judges by: another one may come to other verdicts. */
  readonly program: () => string;
  /** The text of a file, read once for all who ask; undefined when it cannot be read. */
  readonly textOf: (path: string, project: Project) => string | undefined;
  /** What the verdict on a file just judged rests on; undefined when the file has changed meanwhile. */
  readonly basisOf: (file: { readonly path: string; readonly text: string }, project: Project) => Basis | undefined;
  /** True when a file of a verdict's basis is what it was. */
  readonly isStill: (file: BasisFile, project: Project) => boolean;
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
  /** Plain data that each of them would find out too: they are told while they start. */
  readonly ahead?: () => unknown;
}

/** What was found in one file, as plain data: another thread may have found it. */
export interface FileSurvey {
  readonly found: readonly SurveyedFinding[];
  readonly counts: Counts;
  readonly skipped: SkippedFile | undefined;
  /** What it rests on; undefined where that is not known. */
  readonly basis: Basis | undefined;
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
  const { settings } = surveyor.projectOf(path);
  const analysis = analyzePath(surveyor, path);
  if (!analysis) return undefined;
  const file = fromRoot(surveyor.project, path);
  const counts = noCounts();
  if ("skipped" in analysis) return { found: [], counts, skipped: { file, reason: analysis.skipped }, basis: undefined };
  addAccesses(counts, analysis);
  const rules = surveyor.rules.filter(({ docs }) => preset === "strict" || docs.recommended);
  const reported = reportedFindings(allFindings(analysis, rules, file), preset, analysis.file);
  const lines = new Lines(reported.length > 0 ? analysis.file.text : "");
  const project = surveyor.projectOf(path);
  // Other settings or another schema make another object: half of the verdict may rest on the one, half on the other.
  const basis = project.settings === settings ? surveyor.foundation?.basisOf(analysis.file, project) : undefined;
  return { found: reported.map((one) => ({ finding: one.finding, details: detailsOf(one, lines) })), counts, skipped: undefined, basis };
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
