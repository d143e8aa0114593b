import { requireTenant } from "../tenant/tenant-context.ts";
import type { TenantId } from "../tenant/tenant-id.ts";
import type { KeyPart } from "../tenant/tenant-key.ts";
import type { CacheKey, Scope, SetOptions } from "./cache-key.ts";
import type { CacheStore } from "./cache-store.ts";
import { type LruCacheClient, memoryCache, type TenantMemoryCache } from "./memory-cache.ts";
import { scopedCache } from "./scoped-cache.ts";
import { type CacheManagerClient, cacheManagerStore } from "./stores/cache-manager.ts";
import { type KeyvCacheClient, keyvStore } from "./stores/keyv.ts";
import {
  type IoredisCacheClient,
  ioredisStore,
  type NodeRedisCacheClient,
  type NodeRedisCacheCluster,
  nodeRedisClusterStore,
  nodeRedisStore,
} from "./stores/redis.ts";
import { expected, propertyOf } from "../values.ts";

/**
 * A cache seen by one tenant: the one in force at each call. Keys are those of `tenantKey`; a call without a tenant rejects with
 * TenantRequiredError and reaches no cache.
 *
 * @example
 * const figures: TenantCache<string> = tenantCache(redis);
 */
export interface TenantCache<Value> {
  /**
   * The value, or undefined.
   *
   * Concurrency: reads the tenant when it is called, not when the answer comes. Crash: what the cache's server keeps.
   *
   * @example
   * const found = await figures.get(["dashboard", 2026]);
   */
  get(key: CacheKey): Promise<Value | undefined>;
  /**
   * The values in the order of the keys, undefined where there is none; one round trip where the library offers that.
   *
   * Concurrency: as `get`. Crash: as `get`.
   *
   * @example
   * const [plots, clients] = await figures.getMany(["plots", "clients"]);
   */
  getMany(keys: readonly CacheKey[]): Promise<(Value | undefined)[]>;
  /**
   * Keeps the value, for `ttl` milliseconds where given.
   *
   * Concurrency: as `get`; the last one wins. Crash: as `get`.
   *
   * @example
   * await figures.set(["dashboard", 2026], JSON.stringify(computed), { ttl: 60_000 });
   */
  set(key: CacheKey, value: Value, options?: SetOptions): Promise<void>;
  /**
   * Keeps several values; not all or nothing.
   *
   * Concurrency: as `set`. Crash: some may be kept and others not.
   *
   * @example
   * await figures.setMany([{ key: "plots", value: "12" }, { key: "clients", value: "5", ttl: 60_000 }]);
   */
  setMany(entries: readonly CacheEntry<Value>[]): Promise<void>;
  /**
   * Whether there is a value.
   *
   * Concurrency: as `get`. Crash: as `get`.
   *
   * @example
   * if (!(await figures.has("dashboard"))) await warmUp();
   */
  has(key: CacheKey): Promise<boolean>;
  /**
   * Removes the value, if there is one.
   *
   * Concurrency: as `get`. Crash: as `get`.
   *
   * @example
   * await figures.delete(["dashboard", 2026]);
   */
  delete(key: CacheKey): Promise<void>;
  /**
   * Removes several values.
   *
   * Concurrency: as `get`. Crash: some may be removed and others not.
   *
   * @example
   * await figures.deleteMany(["plots", "clients"]);
   */
  deleteMany(keys: readonly CacheKey[]): Promise<void>;
  /**
   * The keys of this tenant as lists of parts, all or those that begin with the parts given; on a Redis Cluster, of all its masters.
   *
   * Concurrency: the tenant is read at the call, wherever the keys are consumed. A key that is there all along comes at least
   * once, and may come twice; one that is set or removed meanwhile may come or not. Crash: reads only.
   *
   * @example
   * for await (const [kind, year] of figures.keys("dashboard")) console.log(kind, year);
   */
  keys(...leading: readonly KeyPart[]): AsyncIterable<string[]>;
  /**
   * Removes the values of this tenant, all or those whose keys begin with the parts given, and says how many it found.
   *
   * Concurrency: what is set meanwhile may stay; no other tenant's value is touched. Crash: some may be removed and others not;
   * safe to repeat.
   *
   * @example
   * await figures.clear("dashboard");
   */
  clear(...leading: readonly KeyPart[]): Promise<number>;
}

/**
 * One value for `setMany`.
 *
 * @example
 * const entry: CacheEntry<string> = { key: ["dashboard", 2026], value: "12", ttl: 60_000 };
 */
export interface CacheEntry<Value> extends SetOptions {
  readonly key: CacheKey;
  readonly value: Value;
}

/**
 * What `tenantCache` takes besides the client.
 *
 * @example
 * const options: TenantCacheOptions = { tenant: () => request.companyId };
 */
export interface TenantCacheOptions {
  /** Whose cache it is, asked at every call; `requireTenant` unless said otherwise. */
  readonly tenant?: () => TenantId;
}

/**
 * A view of a cache for the tenant in force: no key is read, written, listed or cleared but this tenant's. Takes an ioredis
 * `Redis` or `Cluster`, a node-redis client, pool or cluster, a Keyv, a cache of cache-manager, or an lru-cache (whose view answers at
 * once). The guarantees stand at each method. Redis keeps text; the others keep what they are given.
 *
 * @example
 * const figures = tenantCache(new Redis());
 * await withTenant(companyId, () => figures.set(["dashboard", 2026], "12", { ttl: 60_000 }));
 */
export function tenantCache<Value>(client: LruCacheClient<Value>, options?: TenantCacheOptions): TenantMemoryCache<Value>;
export function tenantCache(
  client: IoredisCacheClient | NodeRedisCacheClient | NodeRedisCacheCluster,
  options?: TenantCacheOptions,
): TenantCache<string>;
export function tenantCache<Value = unknown>(client: KeyvCacheClient | CacheManagerClient, options?: TenantCacheOptions): TenantCache<Value>;
export function tenantCache(client: unknown, { tenant = requireTenant }: TenantCacheOptions = {}): unknown {
  const scope: Scope = tenant;
  return offers(client, "peek", "keys") ? memoryCache(client as LruCacheClient<unknown>, scope) : scopedCache(storeOf(client), scope);
}

// By what a library alone offers: ioredis has an mget too, and a sendCommand that takes something else.
function storeOf(client: unknown): CacheStore {
  if (offers(client, "call", "scanStream") || offers(client, "call", "nodes")) return ioredisStore(client as IoredisCacheClient);
  if (offers(client, "sendCommand", "nodeClient")) return nodeRedisClusterStore(client as NodeRedisCacheCluster);
  if (offers(client, "sendCommand", "mGet")) return nodeRedisStore(client as NodeRedisCacheClient);
  if (offers(client, "mget", "mdel")) return cacheManagerStore(client as CacheManagerClient);
  if (offers(client, "getMany", "deleteMany")) return keyvStore(client as KeyvCacheClient);
  throw expected("a client of ioredis, node-redis, keyv, cache-manager or lru-cache", client);
}

function offers(client: unknown, ...methods: readonly string[]): boolean {
  return methods.every((method) => typeof propertyOf(client, method) === "function");
}
