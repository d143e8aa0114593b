import type { Catalog } from "../catalog/catalog.ts";
import type { SourceFile } from "../syntax/source-file.ts";
import type { FileFacts } from "./file-facts.ts";
import type { CacheJudgement, Judgement } from "./judgement.ts";

/** All that the judge has to say about one file. */
export interface FileAnalysis {
  readonly file: SourceFile;
  readonly catalog: Catalog;
  readonly facts: FileFacts;
  /** In source order; accesses to global models are left out. */
  readonly judgements: readonly Judgement[];
  readonly caches: readonly CacheJudgement[];
  /** Every recognised access, those to global models included. */
  readonly accesses: number;
}
