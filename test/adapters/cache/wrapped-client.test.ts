import { describe, expect, it } from "vitest";
import { cacheAdapters } from "../../../src/adapters/cache/index.ts";
import wrappedClient from "../../../src/adapters/cache/wrapped-client.ts";
import { cacheUseIn, summaryOf } from "../../support/cache-calls.ts";

const project = `import { redis } from "@/lib/redis"; import cache from "@/lib/cache"; import { getRedis } from "./redis"; import { services } from "./services"; import { plotsKey, cacheKey } from "./keys";`;
const useOf = (call: string) => cacheUseIn(`${project} ${call}`, cacheAdapters);

describe("clients known by their names", () => {
  it.each([
    ["redis.get(`plots:${page}`)", "get text"],
    [`redis.get(id)`, "get id"],
    [`redis.setex("plots", 60, rows)`, "set plots <- rows"],
    [`redis.flushall()`, "clear"],
    [`redis.keys("plots:*")`, "scan plots:*"],
    [`getRedis().del("plots")`, "delete plots"],
    [`this.redis.get("plots")`, "get plots"],
    [`ctx.redisClient.get("plots")`, "get plots"],
    [`env.ESTATE_KV.get("plots")`, "get plots"],
    [`cache.get("plots")`, "get plots"],
    [`cache.get(plotsKey(page))`, "get call"],
    [`cache.set(cacheKey, rows)`, "set cacheKey <- rows"],
    [`services.cache.remove("plots")`, "delete plots"],
    [`cache.estates.swr(slug, () => load(slug))`, "wrap slug <- function"],
    [`cache.getOrSet("plots", 60, () => load())`, "wrap plots <- function"],
  ])("%s", (call, use) => {
    expect(summaryOf(useOf(call))).toBe(use);
    expect(useOf(call)?.recognizedBy).toBe("shape");
  });

  it("takes functions that are given a key and a function", () => {
    expect(summaryOf(cacheUseIn(`import { getCache } from "./cache"; getCache("plots", 60, () => load())`, cacheAdapters))).toBe("wrap plots <- function");
    expect(cacheUseIn(`import { cache } from "react"; cache(() => load())`, cacheAdapters)).toBeUndefined();
    expect(cacheUseIn(`import { getCache } from "./cache"; getCache("plots")`, cacheAdapters)).toBeUndefined();
  });
});

describe("a namespace before the key", () => {
  it("stands before it, whatever is computed", () => {
    const use = useOf("cache.getOrSet(`plots:${company.id}`, plotsKey(page), () => load(), 60)");
    expect(summaryOf(use)).toBe("wrap call <- function (prefix text)");
    expect(summaryOf(useOf(`cache.getOrSet("plots", ttl, () => load())`))).toBe("wrap plots <- function");
  });
});

describe("clients known by the settings", () => {
  it.each([`store.get(id)`, `this.store.get(id)`])("%s", (call) => {
    expect(cacheUseIn(call, wrappedClient)).toBeUndefined();
    expect(cacheUseIn(call, wrappedClient, { caches: { clients: ["store"] } })?.recognizedBy).toBe("settings");
  });

  it("takes key builders of the settings", () => {
    expect(useOf(`cache.get(nameOf(page))`)).toBeUndefined();
    const known = cacheUseIn(`${project} cache.get(nameOf(page))`, cacheAdapters, { caches: { keyBuilders: ["nameOf"] } });
    expect(known).toBeUndefined();
    const imported = `${project} import { nameOf } from "./names"; cache.get(nameOf(page))`;
    expect(cacheUseIn(imported, cacheAdapters, { caches: { keyBuilders: ["nameOf"] } })?.operation).toBe("get");
  });
});

describe("what is no cache", () => {
  it.each([
    `const cache = new Map(); cache.get("plots")`,
    `const cache = new Set(); cache.delete("plots")`,
    `const cache = new WeakMap(); cache.set("plots", rows)`,
    `const cache = new URLSearchParams(); cache.get("plots")`,
    `const cache = new Headers(); cache.get("plots")`,
    `const cache = new FormData(); cache.delete("plots")`,
    `const cache = {}; cache.get("plots")`,
    `searchParams.get("plots")`,
    `request.headers.get("host")`,
    `cookies().get("session")`,
    `formData.get("plots")`,
    `localStorage.get("plots")`,
    `import axios from "axios"; axios.get("/plots")`,
    `import { http } from "./http"; http.delete("/plots")`,
    `import { redisConfig } from "./config"; redisConfig.get("host")`,
    `import { useStore } from "./store"; const { cache } = useStore(); useStore().cache.get("plots")`,
    `import { caches } from "./x"; cache.match("plots")`,
    `cache.get(1)`,
    `cache.get({ page: 1 })`,
    `cache.get(page)`,
    `redis.get(() => 1)`,
    `redis.on("error", report)`,
    `redis.connect()`,
  ])("%s", (source) => {
    expect(cacheUseIn(source, cacheAdapters)).toBeUndefined();
  });

  it.each(["Map", "Set", "ReadonlyMap", "URLSearchParams", "Headers", "Storage", "AxiosInstance"])("declared as %s", (type) => {
    expect(cacheUseIn(`cache.get("plots")`, cacheAdapters, { types: { cache: type } })).toBeUndefined();
  });
});

it("comes after every adapter that knows its library", () => {
  expect(cacheAdapters.at(-1)).toBe(wrappedClient);
  expect(cacheUseIn(`import { Redis } from "@upstash/redis"; const redis = new Redis({}); redis.get("plots")`, cacheAdapters)?.library).toBe("upstash-redis");
});
