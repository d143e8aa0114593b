import type { Catalog } from "../catalog/catalog.ts";
import type { SourceFile } from "../syntax/source-file.ts";
import type { FileFacts } from "./file-facts.ts";
import type { HomemadeId } from "./homemade-id.ts";
import type { CacheJudgement, Entered, Judgement } from "./judgement.ts";

/** All that the judge has to say about one file. */
export interface FileAnalysis {
  readonly file: SourceFile;
  readonly catalog: Catalog;
  readonly facts: FileFacts;
  /** In source order; accesses to global models are left out. */
  readonly judgements: readonly Judgement[];
  readonly caches: readonly CacheJudgement[];
  /** Numbers and UIDs that the code makes itself, in source order. */
  readonly ids: readonly HomemadeId[];
  /** The functions that requests or jobs enter; signed in also those that read the session themselves. */
  readonly entries: readonly Entered[];
  /** Every recognised access, those to global models included. */
  readonly accesses: number;
}
