import { expect, it } from "vitest";
import { analysisOf } from "../../support/judged-caches.ts";

/** `library method recognition` of every cache use in a file. */
function usesIn(source: string): string[] {
  return analysisOf(source, "src/estates.ts").caches.map(({ use }) => `${use.library} ${use.method} ${use.recognizedBy}`);
}

it.each([
  [
    "an injected cache of NestJS",
    `import { CACHE_MANAGER, Cache } from "@nestjs/cache-manager";
     class Estates {
       constructor(@Inject(CACHE_MANAGER) private readonly cache: Cache) {}
       list() { return this.cache.wrap("estates", () => load()); }
     }`,
    ["cache-manager wrap import|type"],
  ],
  [
    "a client that is kept over reloads",
    `import Redis from "ioredis";
     export const redis = globalThis.redis ?? new Redis(url, { lazyConnect: true });
     export const list = () => redis.get("estates");`,
    ["ioredis get import"],
  ],
  [
    "a client that is connected late",
    `import { createClient, type RedisClientType } from "redis";
     class Store {
       client: RedisClientType;
       async read() { return this.client.get("estates"); }
     }
     export async function read() {
       const client = await createClient().on("error", report).connect();
       return client.hGetAll("estates");
     }`,
    ["node-redis get type", "node-redis hGetAll import"],
  ],
  [
    "a pipeline in a loop",
    `import { redis } from "@/lib/redis";
     export async function warm(rows: Row[]) {
       const pipeline = redis.pipeline();
       for (const row of rows) pipeline.set(\`estate:\${row.id}\`, row).expire("estates", 60);
       await pipeline.exec();
     }`,
    ["wrapped-client set shape", "wrapped-client expire shape"],
  ],
  [
    "a cache of one call, and one of the module",
    `import { LRUCache } from "lru-cache";
     const shared = new LRUCache({ max: 10 });
     export function list() {
       const own = new LRUCache({ max: 10 });
       own.get("estates");
       return shared.get("estates");
     }`,
    ["lru-cache get import"],
  ],
  [
    "collections of the language",
    `const cache = new Map();
     const redis = new Set();
     export function list(request: Request, cacheStore: Map<string, string>) {
       cache.get("estates"); cache.delete("estates"); cache.set("estates", 1);
       redis.has("estates");
       cacheStore.get("estates");
       new URL(request.url).searchParams.get("estates");
       request.headers.get("host");
       new FormData().get("estates");
       localStorage.getItem("estates");
     }`,
    [],
  ],
])("%s", (_, source, uses) => {
  const found = usesIn(source);
  expect(found.map((use, index) => (uses[index]?.includes("|") ? use.replace(/ (import|type)$/, " import|type") : use))).toEqual(uses);
});
