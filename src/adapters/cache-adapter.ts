import type { CacheUse } from "../analysis/cache-use.ts";
import type { Call } from "../analysis/call.ts";
import type { FileFacts } from "../analysis/file-facts.ts";

/** Everything Ringfence knows about one cache client. */
export interface CacheAdapter {
  readonly name: string;
  readonly packages: readonly string[];
  readonly docs: string;
  /** A file whose text does not match holds no call of this library; keep it cheap and generous. */
  readonly hint: RegExp;
  /** The cache use that a call is, or undefined for "not mine". */
  recognize(call: Call, file: FileFacts): CacheUse | undefined;
}

export function defineCacheAdapter(adapter: CacheAdapter): CacheAdapter {
  return adapter;
}
