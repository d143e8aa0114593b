// Written by `npm run update` from the files of this folder.
import type { CacheAdapter } from "../cache-adapter.ts";
import cacheManager from "./cache-manager.ts";
import ioredis from "./ioredis.ts";
import keyv from "./keyv.ts";
import lruCache from "./lru-cache.ts";
import nextCache from "./next-cache.ts";
import nodeRedis from "./node-redis.ts";
import rateLimiterFlexible from "./rate-limiter-flexible.ts";
import upstashRatelimit from "./upstash-ratelimit.ts";
import upstashRedis from "./upstash-redis.ts";
import wrappedClient from "./wrapped-client.ts";

export const cacheAdapters: readonly CacheAdapter[] = [
  cacheManager,
  ioredis,
  keyv,
  lruCache,
  nextCache,
  nodeRedis,
  rateLimiterFlexible,
  upstashRatelimit,
  upstashRedis,
  wrappedClient,
];
