import type { Node } from "../syntax/source-file.ts";
import type { Hinge } from "./access.ts";
import type { Confidence, Evidence, Reason, Verdict } from "./judgement.ts";
import type { Value } from "./value.ts";

/** What one pin says about an access, before the best one is chosen. */
export interface Opinion {
  readonly verdict: Verdict;
  readonly reason: Reason;
  readonly confidence: Confidence;
  readonly evidence: readonly Evidence[];
  readonly node: Node | undefined;
  readonly column: string | undefined;
  readonly value: Value | undefined;
  /** True where it holds only if the callers pass a tenant or a user of their own. */
  readonly onTrust?: boolean;
  /** Set where conditions are left out only if the callers pass nothing for them: one that they pass something for is enough. */
  readonly hinges?: readonly Hinge[] | undefined;
}

export const ORDER: readonly Verdict[] = ["scoped", "derived", "checked", "exempt", "caller", "unknown", "unscoped"];

export type Base = Pick<Opinion, "evidence" | "node" | "column" | "value">;

export function settled(verdict: Verdict, reason: Reason, text: string): Opinion {
  return { verdict, reason, confidence: "possible", evidence: [{ node: undefined, text }], node: undefined, column: undefined, value: undefined };
}
