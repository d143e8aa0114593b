import { adaptersFor } from "./adapters/hints.ts";
import { analyzeWith } from "./analysis/analyze-file.ts";
import type { FileAnalysis } from "./analysis/file-analysis.ts";
import { frameworks } from "./frameworks/index.ts";
import type { Project } from "./project.ts";
import type { SourceFile } from "./syntax/source-file.ts";

/** Judges one file with every library and framework Ringfence knows. */
export function analyzeFile(file: SourceFile, project: Project): FileAnalysis {
  const { data, cache } = adaptersFor(file.text, project.catalogFor(file.path));
  return analyzeWith({ dataAdapters: data, cacheAdapters: cache, frameworks }, file, project);
}
