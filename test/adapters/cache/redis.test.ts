import { describe, expect, it } from "vitest";
import ioredis from "../../../src/adapters/cache/ioredis.ts";
import nodeRedis from "../../../src/adapters/cache/node-redis.ts";
import upstashRedis from "../../../src/adapters/cache/upstash-redis.ts";
import { cacheUseIn, summaryOf } from "../../support/cache-calls.ts";

const io = `import Redis, { Cluster } from "ioredis"; const redis = new Redis();`;
const node = `import { createClient } from "redis"; const client = createClient({ url }).on("error", report);`;
const upstash = `import { Redis } from "@upstash/redis"; const redis = Redis.fromEnv();`;

describe("ioredis", () => {
  it.each([
    [`redis.get("estates")`, "get estates"],
    [`redis.getBuffer(key)`, "get key"],
    [`redis.set("estates", rows, "EX", 60)`, "set estates <- rows"],
    [`redis.setex("estates", 60, rows)`, "set estates <- rows"],
    [`redis.mget("plots", "clients")`, "get plots, clients"],
    [`redis.mget(["plots", "clients"])`, "get plots, clients"],
    [`redis.mset("plots", plots, "clients", clients)`, "set plots, clients <- [plots, clients]"],
    [`redis.mset({ plots, clients })`, "set plots, clients <- [plots, clients]"],
    [`redis.hset("estate", "name", name)`, "set estate <- [name, name]"],
    [`redis.lpush("invoices", first, second)`, "set invoices <- [first, second]"],
    [`redis.incr("views")`, "set views"],
    [`redis.del("plots", "clients")`, "delete plots, clients"],
    [`redis.rename("plots", "old")`, "set plots, old"],
    [`redis.keys("plots:*")`, "scan plots:*"],
    [`redis.scan(0, "MATCH", "plots:*", "COUNT", 100)`, "scan plots:*"],
    [`redis.scanStream({ match: "plots:*" })`, "scan plots:*"],
    [`redis.scanStream()`, "scan *"],
    [`redis.flushdb()`, "clear"],
    [`redis.eval(script, 2, "plots", "clients", limit)`, "set plots, clients <- limit"],
    [`redis.pipeline().set("plots", rows)`, "set plots <- rows"],
    [`redis.multi().set("plots", rows).expire("plots", 60)`, "set plots"],
    [`redis.multi([["set", "plots", rows], ["del", "clients"]])`, "set plots, clients <- rows"],
    [`redis.duplicate().get("plots")`, "get plots"],
    [`redis.publish("plots", message)`, "nothing"],
    [`redis.quit()`, "nothing"],
  ])("%s", (call, use) => {
    expect(summaryOf(cacheUseIn(`${io} ${call}`, ioredis))).toBe(use);
  });

  it("knows the prefix, which patterns and flushes ignore", () => {
    const made = `import { Redis } from "ioredis"; const redis = new Redis(url, { keyPrefix: "acme:" });`;
    expect(summaryOf(cacheUseIn(`${made} redis.get("plots")`, ioredis))).toBe("get plots (prefix acme:)");
    expect(summaryOf(cacheUseIn(`${made} redis.keys("plots:*")`, ioredis))).toBe("scan plots:*");
  });

  it("knows clusters, either of two clients, and declared types", () => {
    expect(cacheUseIn(`${io} new Cluster([]).get("plots")`, ioredis)?.recognizedBy).toBe("import");
    expect(cacheUseIn(`${io} const either = globalThis.kept ?? redis; either.get("plots")`, ioredis)?.recognizedBy).toBe("import");
    const typed = `import type { Redis } from "ioredis"; this.store.get("plots")`;
    expect(cacheUseIn(typed, ioredis, { types: { "this.store": "Redis" } })?.recognizedBy).toBe("type");
  });

  it("leaves other receivers alone", () => {
    expect(cacheUseIn(`${io} store.get("plots")`, ioredis)).toBeUndefined();
    expect(cacheUseIn(`${io} const m = new Map(); m.get("plots")`, ioredis)).toBeUndefined();
    expect(cacheUseIn(`import type { Redis } from "./redis"; this.store.get("plots")`, ioredis, { types: { "this.store": "Redis" } })).toBeUndefined();
    // What a command returned is no client, even when it has the method.
    expect(cacheUseIn(`${io} redis.hgetall("plots").get("lot")`, ioredis)).toBeUndefined();
  });
});

describe("node-redis", () => {
  it.each([
    [`client.get("estates")`, "get estates"],
    [`client.setEx("estates", 60, rows)`, "set estates <- rows"],
    [`client.hSet("estate", { name })`, "set estate <- object"],
    [`client.HGETALL("estate")`, "get estate"],
    [`client.mGet(["plots", "clients"])`, "get plots, clients"],
    [`client.mSet([["plots", plots], ["clients", clients]])`, "set plots, clients <- [plots, clients]"],
    [`client.del(["plots", "clients"])`, "delete plots, clients"],
    [`client.scanIterator({ MATCH: "plots:*" })`, "scan plots:*"],
    [`client.json.set("plots", "$", rows)`, "set plots <- rows"],
    [`client.json.get("plots")`, "get plots"],
    [`client.eval(script, { keys: ["plots"], arguments: [limit] })`, "set plots <- [limit]"],
    [`client.multi().set("plots", rows)`, "set plots <- rows"],
    [`client.flushAll()`, "clear"],
    [`client.ft.search("index", query)`, "nothing"],
  ])("%s", (call, use) => {
    expect(summaryOf(cacheUseIn(`${node} ${call}`, nodeRedis))).toBe(use);
  });

  it("knows the declared type of a field", () => {
    const source = `import { createClient, type RedisClientType } from "redis"; this.client.get("plots")`;
    expect(cacheUseIn(source, nodeRedis, { types: { "this.client": "RedisClientType" } })?.recognizedBy).toBe("type");
    expect(cacheUseIn(source, nodeRedis)).toBeUndefined();
  });
});

describe("upstash-redis", () => {
  it.each([
    [`redis.get("estates")`, "get estates"],
    [`redis.set("estates", rows, { ex: 60 })`, "set estates <- rows"],
    [`redis.mget("plots", "clients")`, "get plots, clients"],
    [`redis.hset("estate", { name })`, "set estate <- object"],
    [`redis.pipeline().del("plots")`, "delete plots"],
    [`redis.scan(0, { match: "plots:*" })`, "scan plots:*"],
    [`redis.json.set("plots", "$", rows)`, "set plots <- rows"],
    [`redis.eval(script, ["plots"], [limit])`, "set plots <- [limit]"],
  ])("%s", (call, use) => {
    expect(summaryOf(cacheUseIn(`${upstash} ${call}`, upstashRedis))).toBe(use);
  });

  it("knows the ready-made client of @vercel/kv", () => {
    expect(summaryOf(cacheUseIn(`import { kv } from "@vercel/kv"; kv.set("plots", rows)`, upstashRedis))).toBe("set plots <- rows");
  });
});
