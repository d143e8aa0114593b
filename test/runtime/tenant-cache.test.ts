import { Readable } from "node:stream";
import { createCache } from "cache-manager";
import { Cluster, Redis } from "ioredis";
import { Keyv } from "keyv";
import { LRUCache } from "lru-cache";
import { createClient, createClientPool, createCluster } from "redis";
import { afterAll, beforeAll, describe, expect, expectTypeOf, it } from "vitest";
import { type KeyPart, tenantCache, type TenantCache, tenantKey, type TenantMemoryCache, TenantRequiredError, withTenant } from "../../src/runtime/src/index.ts";
import { cacheSpecs } from "./support/cache-specs.ts";
import { announce, BOOT_TIMEOUT, required } from "./support/databases.ts";
import { type RedisCluster, startRedisCluster } from "./support/redis-cluster.ts";
import { findRedisBinary, type RedisServer, startRedis } from "./support/redis-server.ts";

const binary = findRedisBinary();
const redisMissing = required("Redis", binary, "no redis-server on PATH or in /usr/bin", "redis-server");
const versions: string[] = [];
afterAll(() => announce("tenant-cache.test.ts", versions));

/** Clients whose errors at the end of a test are nobody's business. */
function quiet<Client extends { on(event: "error", listener: () => void): unknown }>(client: Client): Client {
  client.on("error", () => undefined);
  return client;
}

describe.skipIf(redisMissing)("on a Redis server", () => {
  let server: RedisServer;
  const open: Record<"ioredis" | "prefixed" | "node-redis" | "pool", () => TenantCache<string>> = {} as never;
  let plain: Redis;

  beforeAll(async () => {
    server = await startRedis(binary ?? "");
    versions.push(server.version);
    const prefixed = quiet(new Redis(server.port, "127.0.0.1", { keyPrefix: "estate*[1]:{x}" }));
    plain = quiet(new Redis(server.port, "127.0.0.1"));
    const url = `redis://127.0.0.1:${server.port}`;
    const client = await quiet(createClient({ url, database: 1 })).connect();
    const pool = quiet(createClientPool({ url, database: 2 }));
    await pool.connect();
    open.ioredis = () => tenantCache(plain);
    open.prefixed = () => tenantCache(prefixed);
    open["node-redis"] = () => tenantCache(client);
    open.pool = () => tenantCache(pool);
    return async () => {
      plain.disconnect();
      prefixed.disconnect();
      client.destroy();
      pool.destroy();
      await server.stop();
    };
  }, BOOT_TIMEOUT);

  cacheSpecs({ name: "ioredis", open: () => open.ioredis() });
  cacheSpecs({ name: "ioredis with a keyPrefix", open: () => open.prefixed() });
  cacheSpecs({ name: "node-redis", open: () => open["node-redis"]() });
  cacheSpecs({ name: "a pool of node-redis", open: () => open.pool() });

  it("stores under the key of tenantKey", async () => {
    await withTenant("lekki", () => open.ioredis().set(["dashboard", 2026], "12"));
    expect(await plain.get(tenantKey("lekki", "dashboard", 2026))).toBe("12");
  });

  it("keeps text only, as Redis does", async () => {
    await withTenant("lekki", async () => {
      for (const value of [5, { plots: 12 }, undefined]) await expect(open.ioredis().set("x", value as unknown as string)).rejects.toThrow("Redis keeps text");
    });
  });

  it("passes on that the server is gone", async () => {
    const lost = quiet(new Redis(1, "127.0.0.1", { maxRetriesPerRequest: 0, retryStrategy: () => null }));
    await expect(withTenant("lekki", () => tenantCache(lost).clear())).rejects.toThrow();
    lost.disconnect();
  });
});

describe.skipIf(redisMissing)("on a Redis Cluster", () => {
  let servers: RedisCluster;
  const open: Record<"ioredis" | "node-redis", () => TenantCache<string>> = {} as never;

  beforeAll(async () => {
    servers = await startRedisCluster(binary ?? "");
    versions.push(servers.version);
    const cluster = quiet(new Cluster(servers.ports.map((port) => ({ host: "127.0.0.1", port })), { keyPrefix: "estate:" }));
    const nodeCluster = quiet(createCluster({ rootNodes: servers.ports.map((port) => ({ url: `redis://127.0.0.1:${port}` })) }));
    await nodeCluster.connect();
    open.ioredis = () => tenantCache(cluster);
    open["node-redis"] = () => tenantCache(nodeCluster);
    return async () => {
      cluster.disconnect();
      nodeCluster.destroy();
      await servers.stop();
    };
  }, BOOT_TIMEOUT);

  cacheSpecs({ name: "a cluster of ioredis", open: () => open.ioredis() });
  cacheSpecs({ name: "a cluster of node-redis", open: () => open["node-redis"]() });

  it("finds the keys of companies on every master", async () => {
    const clients = servers.ports.map((port) => new Redis(port, "127.0.0.1"));
    for (let company = 0; company < 20; company += 1) await withTenant(company, () => open["node-redis"]().set("plot", "x"));
    for (const client of clients) expect(await client.dbsize()).toBeGreaterThan(0);
    for (let company = 0; company < 20; company += 1) expect(await withTenant(company, () => open["node-redis"]().clear())).toBe(1);
    for (const client of clients) client.disconnect();
  });

  it("clears as the first thing it does, before it knows the nodes", async () => {
    await withTenant("first", () => open.ioredis().set("plot", "x"));
    const late = quiet(new Cluster([{ host: "127.0.0.1", port: servers.ports[0] ?? 0 }], { keyPrefix: "estate:" }));
    expect(await withTenant("first", () => tenantCache(late).clear())).toBe(1);
    late.disconnect();
  });
});

const withKeyv = (keyv: Keyv): TenantCache<string> => tenantCache<string>(keyv);
const nameless = new Keyv();
nameless.namespace = undefined;
const keyvs: Readonly<Record<string, Keyv>> = {
  Keyv: new Keyv(),
  "Keyv with a namespace that holds colons": new Keyv({ namespace: "estate:cache:t1" }),
  "Keyv without a namespace": nameless,
  "Keyv without key prefixes": new Keyv({ useKeyPrefix: false }),
};
for (const [name, keyv] of Object.entries(keyvs)) cacheSpecs({ name, open: () => withKeyv(keyv) });

const managed = createCache();
const tiered = createCache({ stores: [new Keyv(), new Keyv({ namespace: "second" })] });
cacheSpecs({ name: "cache-manager", open: () => tenantCache<string>(managed) });
cacheSpecs({ name: "cache-manager with two stores", open: () => tenantCache<string>(tiered) });

/** The view of an lru-cache answers at once; wrapped in promises it must do all that the others do. */
function waiting(cache: TenantMemoryCache<string>): TenantCache<string> {
  const later = <Args extends unknown[], T>(work: (...args: Args) => T) => (...args: Args): Promise<T> => Promise.resolve().then(() => work(...args));
  // For none, an lru-cache is not asked at all; the view it stands for asks for the tenant all the same.
  const each = <Item, T>(items: readonly Item[], work: (item: Item) => T): T[] => (items.length === 0 ? (cache.keys(), []) : items.map(work));
  return {
    get: later((key) => cache.get(key)),
    getMany: later((keys) => each(keys, (key) => cache.get(key))),
    set: later((key, value, options) => cache.set(key, value, options)),
    setMany: later((entries) => void each(entries, ({ key, value, ttl }) => cache.set(key, value, { ttl }))),
    has: later((key) => cache.has(key)),
    delete: later((key) => void cache.delete(key)),
    deleteMany: later((keys) => void each(keys, (key) => cache.delete(key))),
    keys: (...leading) => Readable.from(cache.keys(...leading)) as AsyncIterable<string[]>,
    clear: later((...leading: KeyPart[]) => cache.clear(...leading)),
  };
}
const lru = new LRUCache<string, string>({ max: 10_000 });
cacheSpecs({ name: "lru-cache", open: () => waiting(tenantCache(lru)) });

describe("tenantCache", () => {
  it("answers at once on an lru-cache, with its own type of values", () => {
    const figures = tenantCache(new LRUCache<string, { plots: number }>({ max: 10 }));
    expectTypeOf(figures).toEqualTypeOf<TenantMemoryCache<{ plots: number }>>();
    withTenant("lekki", () => {
      figures.set("dashboard", { plots: 12 });
      expect(figures.get("dashboard")).toEqual({ plots: 12 });
      expect(figures.delete("dashboard")).toBe(true);
      expect(figures.delete("dashboard")).toBe(false);
    });
    expect(() => figures.get("dashboard")).toThrow(TenantRequiredError);
  });

  it("keeps values of any kind where the library does", async () => {
    const cache = tenantCache<{ plots: number }>(new Keyv());
    await withTenant("lekki", () => cache.set("dashboard", { plots: 12 }));
    expect(await withTenant("lekki", () => cache.get("dashboard"))).toEqual({ plots: 12 });
  });

  it("takes the tenant from elsewhere when told to", async () => {
    let company: string | undefined = "lekki";
    const cache = tenantCache<string>(new Keyv(), { tenant: () => company as string });
    await cache.set("plot", "x");
    company = "ikoyi";
    expect(await cache.get("plot")).toBeUndefined();
    company = undefined;
    await expect(cache.get("plot")).rejects.toThrow(TenantRequiredError);
  });

  it("refuses to clear where one company's keys cannot be found, and clears nothing", async () => {
    const store = { data: new Map<string, unknown>(), opts: { url: "http://cache" }, get: (key: string) => store.data.get(key), set: (key: string, value: unknown) => store.data.set(key, value), delete: (key: string) => store.data.delete(key), clear: () => store.data.clear(), on: () => store };
    const cache = tenantCache<string>(new Keyv({ store }));
    await withTenant("lekki", () => cache.set("plot", "x"));
    await expect(withTenant("lekki", () => cache.clear())).rejects.toThrow("cannot list its keys");
    expect(await withTenant("lekki", () => cache.get("plot"))).toBe("x");
  });

  it("leaves the keys of others in an lru-cache alone, whatever they are", () => {
    const shared = new LRUCache<string, string>({ max: 10 });
    shared.set("settings", "x");
    shared.set(tenantKey("ikoyi", "plot"), "x");
    withTenant("lekki", () => expect(tenantCache(shared).clear()).toBe(0));
    expect(shared.size).toBe(2);
  });

  it("refuses what it does not know", () => {
    for (const client of [undefined, null, {}, new Map(), "redis"]) expect(() => tenantCache(client as never)).toThrow("Expected a client of ioredis");
  });
});
