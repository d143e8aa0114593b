import type { Node } from "../syntax/source-file.ts";
import type { Recognition } from "./access.ts";
import type { Value } from "./value.ts";

/** One call that reads or writes a cache, in neutral form. */
export interface CacheUse {
  /** The adapter's name. */
  readonly library: string;
  /**
   * `wrap` computes and stores in one call; `tag` names groups of entries (revalidation); `clear` reaches every entry;
   * `limit` counts calls.
   */
  readonly operation: "get" | "set" | "delete" | "wrap" | "tag" | "scan" | "clear" | "limit";
  readonly method: string;
  readonly node: Node;
  readonly recognizedBy: Recognition;
  /** The keys, tags or patterns; what together names one entry is one value. Empty for `clear`. */
  readonly keys: readonly Value[];
  /** What the client itself puts before each key (`keyPrefix`, a namespace), when known. */
  readonly prefix: Value | undefined;
  /** What is stored, or the function that computes it. */
  readonly stored: Value | undefined;
}
