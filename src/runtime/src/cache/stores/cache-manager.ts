import type { CacheStore } from "../cache-store.ts";
import { type KeyvCacheClient, keyvEntry, keyvKeys } from "./keyv.ts";

/**
 * What is asked of a cache of cache-manager, version 6 and later.
 *
 * @example
 * const client: CacheManagerClient = createCache();
 */
export interface CacheManagerClient {
  mget(keys: string[]): PromiseLike<readonly unknown[]>;
  mset(entries: { key: string; value: unknown; ttl?: number }[]): PromiseLike<unknown>;
  mdel(keys: string[]): PromiseLike<unknown>;
  readonly stores: readonly Pick<KeyvCacheClient, "iterator">[];
}

/** cache-manager over its Keyv stores; a key counts as there when any of them has it. */
export function cacheManagerStore(client: CacheManagerClient): CacheStore {
  // Without a value cache-manager answers undefined or, in some versions, null, which it does not keep either.
  const getMany = async (keys: readonly string[]): Promise<readonly unknown[]> => (await client.mget([...keys])).map((value) => value ?? undefined);
  return {
    getMany,
    setMany: async (entries) => client.mset(entries.map(keyvEntry)),
    has: async (key) => (await getMany([key]))[0] !== undefined,
    async deleteMany(keys) {
      await client.mdel([...keys]);
      return keys.length;
    },
    async *scan(start) {
      for (const store of client.stores) yield* keyvKeys(store, start);
    },
  };
}
