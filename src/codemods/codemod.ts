import type { FileAnalysis } from "../analysis/file-analysis.ts";
import type { Catalog } from "../catalog/catalog.ts";
import type { Preset } from "../findings/confidence.ts";
import type { Project } from "../project.ts";
import type { FunctionNode } from "../syntax/functions.ts";
import type { Node, TextEdit } from "../syntax/source-file.ts";
import type { SessionRead } from "./session-reads.ts";

/** A rewrite, planned file by file from what the rules report. The planner checks, joins and repeats; the runner writes. */
export interface Codemod {
  readonly name: string;
  /** What it changes, in one clause without full stop. */
  readonly description: string;
  /** False for text that cannot need it, which is not parsed then; without this, text that holds no known library's call. */
  mayApply?(text: string, catalog: Catalog): boolean;
  /**
   * What it would change in one file. It is asked again over the edited text until it has no more changes, so a change
   * that is made must not be proposed again.
   */
  plan(analysis: FileAnalysis, context: PlanContext): FilePlan;
}

/** What a codemod may know besides the file. */
export interface PlanContext {
  /** The project the file belongs to. */
  readonly project: Project;
  /** Which findings are worked on: `recommended` the certain and likely ones, `strict` all. */
  readonly preset: Preset;
  /** True when the file may import `@ringfence/runtime`: its package depends on it, or the user asked for it. */
  readonly runtime: boolean;
  /** True when functions that ids are handed to may take the tenant from the runtime's context, too: those that only signed-in requests reach. */
  readonly helpers: boolean;
  /** How functions all over the project read the tenant from their parameters, most often first; found when first asked. */
  sessionReads(): readonly SessionRead[];
}

/** What a codemod does in one file. Nodes and ranges are those of the analysed text. */
export interface FilePlan {
  readonly changes: readonly Change[];
  readonly leftAlone: readonly LeftAlone[];
}

/** One edit that stands or falls as a whole. */
export interface Change {
  /** What is changed, such as the call; the place that is printed. */
  readonly node: Node;
  /** One clause, such as `filter by companyId, taken from session.companyId`. */
  readonly title: string;
  /** Least text, inside the file; no imports. */
  readonly edits: readonly TextEdit[];
  /** Names that the edits use; the planner adds the imports that are missing, once for all changes of a file. */
  readonly imports?: readonly NamedImport[];
  /** Files that the edits rely on; written when nothing stands there yet. */
  readonly creates?: readonly NewFile[];
  /** Other ways to write the same, tried in order where this one does not compile and the file did before. */
  readonly otherwise?: readonly Change[];
}

/** `import { name } from "from"`, or the same with `require` where the file is CommonJS. */
export interface NamedImport {
  readonly name: string;
  /** A package's specifier, or the absolute path of a module of the project. */
  readonly from: string;
}

export interface NewFile {
  /** Absolute path. */
  readonly path: string;
  readonly text: string;
}

/** A place that needs an edit and does not get one. */
export interface LeftAlone {
  readonly node: Node;
  /** One sentence that says why. */
  readonly reason: string;
  /** Set where the callers have to do something: they are listed below the place. */
  readonly callersOf?: FunctionNode | undefined;
  /** Set where a call leads to a query: what the plan says of that query need not be said of the call. */
  readonly reached?: { readonly file: string; readonly line: number } | undefined;
}

export function defineCodemod(codemod: Codemod): Codemod {
  return codemod;
}
