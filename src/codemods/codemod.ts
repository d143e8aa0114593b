import type { FileAnalysis } from "../analysis/file-analysis.ts";
import type { Range, Refusal, TextEdit } from "../syntax/source-file.ts";

/** A rewrite of many files, planned from what the rules report. The runner checks, shows and writes it. */
export interface Codemod {
  readonly name: string;
  /** What it changes, in one clause. */
  readonly description: string;
  plan(files: readonly FileAnalysis[]): Plan;
}

/** What a codemod would write, and what it leaves alone. */
export interface Plan {
  /** Edits by absolute path; ranges of one file do not overlap. */
  readonly edits: readonly { readonly file: string; readonly edits: readonly TextEdit[] }[];
  /** Places that would need an edit and do not get one. */
  readonly refusals: readonly (Refusal & { readonly file: string; readonly range: Range })[];
}

export function defineCodemod(codemod: Codemod): Codemod {
  return codemod;
}
