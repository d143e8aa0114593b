import type { FileAnalysis } from "../analysis/file-analysis.ts";
import type { HomemadeId } from "../analysis/homemade-id.ts";
import type { CacheJudgement, Confidence, Judgement, Verdict } from "../analysis/judgement.ts";
import type { Node, TextEdit } from "../syntax/source-file.ts";

/** A rule, independent of its host: ESLint, oxlint and the command line run the same object. */
export interface Rule<MessageId extends string = string> {
  readonly name: string;
  readonly docs: { readonly description: string; readonly recommended: boolean };
  /** One sentence each, with `{{placeholders}}` as in ESLint. */
  readonly messages: Readonly<Record<MessageId, string>>;
  /** True when reports carry suggestions. */
  readonly suggests: boolean;
  /** Subscribes to what the analysis of a file yields. */
  create(report: (finding: Report<MessageId>) => void, analysis: FileAnalysis): Listener;
}

export interface Listener {
  access?(judgement: Judgement): void;
  cache?(judgement: CacheJudgement): void;
  id?(id: HomemadeId): void;
}

export interface Report<MessageId extends string = string> {
  readonly node: Node;
  readonly messageId: MessageId;
  readonly data: Readonly<Record<string, string>>;
  readonly confidence: Confidence;
  readonly verdict: Verdict;
  readonly reason: string;
  readonly library: string;
  readonly model: string | undefined;
  readonly operation: string;
  readonly suggestions?: readonly Suggestion<MessageId>[];
}

export interface Suggestion<MessageId extends string = string> {
  readonly messageId: MessageId;
  readonly data: Readonly<Record<string, string>>;
  readonly edits: readonly TextEdit[];
}

export function defineRule<MessageId extends string>(rule: Rule<MessageId>): Rule<MessageId> {
  return rule;
}
