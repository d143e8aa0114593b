export type { CacheKey, SetOptions } from "../cache/cache-key.ts";
export type { LruCacheClient, TenantMemoryCache } from "../cache/memory-cache.ts";
export type { CacheManagerClient } from "../cache/stores/cache-manager.ts";
export type { KeyvCacheClient } from "../cache/stores/keyv.ts";
export type { IoredisCacheClient, NodeRedisCacheClient, NodeRedisCacheCluster } from "../cache/stores/redis.ts";
export { type CacheEntry, tenantCache, type TenantCache, type TenantCacheOptions } from "../cache/tenant-cache.ts";
export * from "./keys.ts";
