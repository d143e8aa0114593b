import { withExemptions } from "../analysis/exemptions.ts";
import type { FileAnalysis } from "../analysis/file-analysis.ts";
import type { Project } from "../project.ts";
import type { Skipped } from "../syntax/parse.ts";
import type { SourceFile } from "../syntax/source-file.ts";

/** What hosts get their verdicts from. */
export interface Judge {
  /** Judges the accesses of a file. */
  readonly analyze: (file: SourceFile, project: Project) => FileAnalysis;
  /** False for a file in which nothing can be found, which need not be parsed then. */
  readonly isWorthJudging: (file: Pick<SourceFile, "path" | "text">, project: Project) => boolean;
}

/** The analysis of a file as every host reports it: exemptions applied, and no way to overflow the host's stack. */
export function analyzeForHost(analyze: Judge["analyze"], file: SourceFile, project: Project): FileAnalysis | Skipped {
  try {
    return withExemptions(analyze(file, project));
  } catch (error) {
    if (error instanceof RangeError && /call stack/i.test(error.message)) return { skipped: "nested too deeply to be judged" };
    throw error;
  }
}
