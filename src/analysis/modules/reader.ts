import type { SourceFile } from "../../syntax/source-file.ts";
import type { Elsewhere } from "../interpret/elsewhere.ts";
import type { Run } from "../interpret/run.ts";
import type { Walks } from "./walks.ts";

/** What the modules of a project are read with. */
export interface ModuleReader {
  /** Absolute path of the file that a specifier, or a path without its ending, means; undefined for what is not the project's own. */
  resolve(source: string, from: string): string | undefined;
  /** The text of a file as it is now; undefined when it cannot be read. */
  text(path: string): string | undefined;
  /** The parsed file; undefined when it cannot be parsed. */
  parse(path: string, text: string): SourceFile | undefined;
  readonly routers: RouterSearch;
  /** The files in which a name stands, scripts and tests left out; sorted. Undefined where there are too many to look into. */
  naming(name: string): readonly string[] | undefined;
  /** A fresh run over a file; with `walks`, for functions that are summarised on demand. */
  start(file: SourceFile, elsewhere: Elsewhere, walks?: Walks): Run;
}

/** Says which files may mount handlers of others. */
export interface RouterSearch {
  /** The files that may mount what stands in a file; sorted. */
  of(path: string): readonly string[];
  /** A file, and those whose names may be got from it. */
  behind(path: string): ReadonlySet<string>;
}
