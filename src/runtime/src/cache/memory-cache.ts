import { type KeyPart, keyParts } from "../tenant/tenant-key.ts";
import { type CacheKey, checkedTtl, isBelow, keyWithin, type Scope, type SetOptions, startOf } from "./cache-key.ts";

/**
 * What is asked of an lru-cache, version 10 and later, with keys that are text.
 *
 * @example
 * const client: LruCacheClient<Figures> = new LRUCache<string, Figures>({ max: 5000 });
 */
export interface LruCacheClient<Value> {
  get(key: string): Value | undefined;
  peek(key: string): Value | undefined;
  set(key: string, value: NoInfer<Value>, options?: { ttl?: number }): unknown;
  has(key: string): boolean;
  delete(key: string): boolean;
  keys(): Iterable<string>;
}

/**
 * A cache in this process's memory, seen by one tenant: as `TenantCache`, without waiting.
 *
 * @example
 * const figures: TenantMemoryCache<Figures> = tenantCache(new LRUCache<string, Figures>({ max: 5000 }));
 */
export interface TenantMemoryCache<Value> {
  /**
   * The value, or undefined.
   *
   * Concurrency: sees the tenant in force at the call. Crash: the cache ends with the process.
   *
   * @example
   * const found = figures.get(["dashboard", 2026]);
   */
  get(key: CacheKey): Value | undefined;
  /**
   * Keeps the value, for `ttl` milliseconds where given.
   *
   * Concurrency: as `get`; the last one wins. Crash: as `get`.
   *
   * @example
   * figures.set(["dashboard", 2026], computed, { ttl: 60_000 });
   */
  set(key: CacheKey, value: Value, options?: SetOptions): void;
  /**
   * Whether there is a value.
   *
   * Concurrency: as `get`. Crash: as `get`.
   *
   * @example
   * if (!figures.has("dashboard")) warmUp();
   */
  has(key: CacheKey): boolean;
  /**
   * Removes the value and says whether there was one.
   *
   * Concurrency: as `get`. Crash: as `get`.
   *
   * @example
   * figures.delete(["dashboard", 2026]);
   */
  delete(key: CacheKey): boolean;
  /**
   * The keys of this tenant as lists of parts, all or those that begin with the parts given.
   *
   * Concurrency: as they stand at the call. Crash: as `get`.
   *
   * @example
   * for (const [kind, year] of figures.keys("dashboard")) console.log(kind, year);
   */
  keys(...leading: readonly KeyPart[]): string[][];
  /**
   * Removes the values of this tenant, all or those whose keys begin with the parts given, and says how many.
   *
   * Concurrency: as `get`; no other tenant's value is touched. Crash: as `get`.
   *
   * @example
   * figures.clear("dashboard");
   */
  clear(...leading: readonly KeyPart[]): number;
}

/** A view of an lru-cache for the tenant in force. */
export function memoryCache<Value>(client: LruCacheClient<Value>, scope: Scope): TenantMemoryCache<Value> {
  const keysBelow = (leading: readonly KeyPart[]): string[] => {
    const start = startOf(scope(), leading);
    return [...client.keys()].filter((key) => typeof key === "string" && isBelow(key, start));
  };
  return {
    get: (key) => client.get(keyWithin(scope(), key)),
    set: (key, value, options) => void client.set(keyWithin(scope(), key), value, options?.ttl === undefined ? {} : { ttl: checkedTtl(options.ttl) }),
    has: (key) => client.has(keyWithin(scope(), key)),
    delete: (key) => client.delete(keyWithin(scope(), key)),
    keys: (...leading) => keysBelow(leading).map(keyParts),
    clear: (...leading) => keysBelow(leading).filter((key) => client.delete(key)).length,
  };
}
