import { relative, sep } from "node:path";
import type { FileAnalysis } from "../analysis/file-analysis.ts";
import { analyzeForHost, type Judge } from "../findings/analyze.ts";
import type { Preset } from "../findings/confidence.ts";
import { addAccesses, noCounts, type Counts } from "../findings/counts.ts";
import { allFindings, reportedFindings, type FoundInFile } from "../findings/finding.ts";
import type { Catalog } from "../catalog/catalog.ts";
import type { Project } from "../project.ts";
import type { SkippedFile } from "../reporters/report.ts";
import type { Rule } from "../rules/rule.ts";
import { parseSource, type Skipped } from "../syntax/parse.ts";
import { isSource } from "./source-files.ts";
import { readSource } from "./read-source.ts";

/** What a survey works with. */
export interface Surveyor extends Judge {
  /** The project that paths are printed from and whose schemas are listed. */
  readonly project: Project;
  /** The project that governs a file, which may be a nested one with settings of its own. */
  readonly projectOf: (file: string) => Project;
  readonly rules: readonly Rule[];
}

/** What was found in many files. */
export interface Survey {
  readonly found: readonly SurveyedFinding[];
  readonly counts: Counts;
  readonly skipped: readonly SkippedFile[];
}

/** A finding and the text of its file. */
export interface SurveyedFinding extends FoundInFile {
  readonly text: string;
}

/** Judges files, given by absolute paths, one by one; nothing of one file is kept but its findings. */
export function survey(surveyor: Surveyor, files: readonly string[], preset: Preset, step: (done: number) => void): Survey {
  const found: SurveyedFinding[] = [];
  const counts = noCounts();
  const skipped: SkippedFile[] = [];
  for (const [index, path] of files.entries()) {
    step(index);
    counts.files++;
    const analysis = analyzePath(surveyor, path);
    if (!analysis) continue;
    const file = fromRoot(surveyor.project, path);
    if ("skipped" in analysis) {
      skipped.push({ file, reason: analysis.skipped });
      continue;
    }
    addAccesses(counts, analysis);
    const reported = reportedFindings(allFindings(analysis, surveyor.rules, file), preset, analysis.file);
    found.push(...reported.map((one) => ({ ...one, text: analysis.file.text })));
  }
  return { found, counts, skipped };
}

/** The analysis of a file; undefined when it holds no call of a known library. */
export function analyzePath(surveyor: Surveyor, path: string): FileAnalysis | Skipped | undefined {
  if (!isSource(path)) return { skipped: "is not TypeScript or JavaScript" };
  const source = readSource(path);
  if ("skipped" in source) return source;
  const project = surveyor.projectOf(path);
  if (!surveyor.mayHoldCalls(source.text, project.catalogFor(path))) return undefined;
  const file = parseSource(path, source.text);
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
