import type { ScopeManager } from "@typescript-eslint/scope-manager";
import type { TSESTree } from "@typescript-eslint/types";

export type Node = TSESTree.Node;

/** Half-open offsets into a file's text, in UTF-16 code units. The contract between finding and editing. */
export type Range = readonly [start: number, end: number];

/** One file as every host hands it over: text, ESTree with `parent` links and `range`, scopes. */
export interface SourceFile {
  /** Absolute path, with the machine's separators. */
  readonly path: string;
  readonly text: string;
  readonly program: TSESTree.Program;
  readonly scopes: ScopeManager;
}

/** A replacement of one range; an insertion when the range is empty. */
export interface TextEdit {
  readonly range: Range;
  readonly text: string;
}

/** Why an edit is not offered, as one sentence. */
export interface Refusal {
  readonly refused: string;
}
