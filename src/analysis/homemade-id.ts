import type { Model } from "../catalog/catalog.ts";
import type { FunctionNode } from "../syntax/functions.ts";
import type { Node } from "../syntax/source-file.ts";
import type { Access } from "./access.ts";
import type { Confidence, Evidence } from "./judgement.ts";

/** A number or a UID that the code works out itself instead of asking an allocator. */
export interface HomemadeId {
  /** `number`: one more than what is there. `uid`: text pasted together around a number. */
  readonly made: "number" | "uid";
  /** What the number is one more than; undefined for a UID around a number from elsewhere. */
  readonly from: HomemadeFrom | undefined;
  /** The query that the number is worked out from; absent for a counter in memory. */
  readonly read: Access | undefined;
  /** The expression that makes it: the addition, or the pasted text. */
  readonly node: Node;
  readonly goesTo: Destination;
  /** Source text of a trusted tenant in scope where the number is made, when there is one. */
  readonly tenantInScope: string | undefined;
  /** True where it goes to a column that is unique, so that of two alike the second is refused. */
  readonly unique: boolean;
  readonly verdict: "unscoped" | "exempt";
  readonly confidence: Confidence;
  readonly evidence: readonly Evidence[];
}

/** `memory`: a counter that lives in the module. */
export type HomemadeFrom = "count" | "max" | "last-row" | "memory";

/** Where an id ends up: in a column of an owned model, or with the callers of the function that made it. */
export type Destination =
  | { readonly kind: "column"; readonly access: Access; readonly model: Model; readonly column: string }
  | { readonly kind: "callers"; readonly fn: FunctionNode };
