import { cacheAdapters } from "./adapters/cache/index.ts";
import { dataAdapters } from "./adapters/data/index.ts";
import { analyzeWith } from "./analysis/analyze-file.ts";
import type { FileAnalysis } from "./analysis/file-analysis.ts";
import { frameworks } from "./frameworks/index.ts";
import type { Project } from "./project.ts";
import type { SourceFile } from "./syntax/source-file.ts";

/** Judges one file with every library and framework Ringfence knows. */
export function analyzeFile(file: SourceFile, project: Project): FileAnalysis {
  return analyzeWith({ dataAdapters, cacheAdapters, frameworks }, file, project);
}
