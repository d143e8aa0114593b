import type { CacheStore } from "../cache-store.ts";

/**
 * What is asked of a Keyv, version 5 and later.
 *
 * @example
 * const client: KeyvCacheClient = new Keyv({ store });
 */
export interface KeyvCacheClient {
  getMany(keys: string[]): PromiseLike<readonly unknown[]>;
  setMany(entries: { key: string; value: unknown; ttl?: number }[]): PromiseLike<unknown>;
  has(key: string): PromiseLike<boolean>;
  deleteMany(keys: string[]): PromiseLike<unknown>;
  /** Absent where Keyv cannot list the keys of its store. */
  readonly iterator?: ((argument: never) => AsyncIterable<unknown>) | undefined;
  readonly hooks: unknown;
}

const BATCH = 500;

/** Keyv over any of its stores; listing needs one whose keys Keyv can iterate. */
export function keyvStore(client: KeyvCacheClient): CacheStore {
  return {
    getMany: async (keys) => client.getMany([...keys]),
    setMany: async (entries) => client.setMany(entries.map(keyvEntry)),
    has: async (key) => client.has(key),
    async deleteMany(keys) {
      await client.deleteMany([...keys]);
      return keys.length;
    },
    scan: (start) => keyvKeys(client, start),
  };
}

/** An entry as Keyv and cache-manager take it. */
export function keyvEntry({ key, value, ttl }: { key: string; value: unknown; ttl: number | undefined }): { key: string; value: unknown; ttl?: number } {
  return { key, value, ...(ttl !== undefined && { ttl }) };
}

/** The keys of one Keyv that start with the text. */
export async function* keyvKeys(client: Pick<KeyvCacheClient, "iterator">, start: string): AsyncGenerator<readonly string[]> {
  if (typeof client.iterator !== "function") {
    throw new Error("This Keyv store cannot list its keys: use one with an iterator.");
  }
  let batch: string[] = [];
  for await (const entry of client.iterator(undefined as never)) {
    const key = Array.isArray(entry) ? ownKey(String(entry[0]), start) : undefined;
    if (key === undefined) continue;
    batch.push(key);
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

// Keyv 5 takes the text up to the first colon off a key for its namespace: too much without a namespace, too little with one that
// holds a colon. `t1:{` stands in a key at its beginning only, since parts are escaped.
function ownKey(key: string, start: string): string | undefined {
  const at = key.indexOf(start);
  if (at >= 0) return key.slice(at);
  const version = start.slice(0, start.indexOf(":") + 1);
  return `${version}${key}`.startsWith(start) ? version + key : undefined;
}
