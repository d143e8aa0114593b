import { describe, expect, it } from "vitest";
import cacheManager from "../../../src/adapters/cache/cache-manager.ts";
import keyv from "../../../src/adapters/cache/keyv.ts";
import lruCache from "../../../src/adapters/cache/lru-cache.ts";
import nextCache from "../../../src/adapters/cache/next-cache.ts";
import { cacheUseIn, summaryOf } from "../../support/cache-calls.ts";

describe("keyv", () => {
  const made = `import { Keyv } from "keyv"; const store = new Keyv({ namespace: "estates" });`;

  it.each([
    [`store.get("plots")`, "get plots (prefix estates)"],
    [`store.get(["plots", "clients"])`, "get plots, clients (prefix estates)"],
    [`store.set("plots", rows, 1000)`, "set plots <- rows (prefix estates)"],
    [`store.setMany([{ key: "plots", value: plots }, { key: "clients", value: clients }])`, "set plots, clients <- [plots, clients] (prefix estates)"],
    [`store.deleteMany(["plots"])`, "delete plots (prefix estates)"],
    [`store.clear()`, "clear  (prefix estates)"],
    [`store.disconnect()`, "nothing"],
  ])("%s", (call, use) => {
    expect(summaryOf(cacheUseIn(`${made} ${call}`, keyv))).toBe(use);
  });

  it("knows the default class, a store and options, and the factories of the stores", () => {
    expect(summaryOf(cacheUseIn(`import Keyv from "keyv"; const store = new Keyv(url, { namespace: "a" }); store.has("plots")`, keyv))).toBe("get plots (prefix a)");
    expect(summaryOf(cacheUseIn(`import { createKeyv } from "@keyv/redis"; const store = createKeyv(url); store.get("plots")`, keyv))).toBe("get plots");
  });
});

describe("cache-manager", () => {
  const made = `import { createCache } from "cache-manager"; const cache = createCache({ ttl });`;

  it.each([
    [`cache.get("plots")`, "get plots"],
    [`cache.mget(["plots", "clients"])`, "get plots, clients"],
    [`cache.set("plots", rows, 1000)`, "set plots <- rows"],
    [`cache.mset([{ key: "plots", value: rows }])`, "set plots <- rows"],
    [`cache.store.mset([["plots", plots], ["clients", clients]])`, "set plots, clients <- [plots, clients]"],
    [`cache.wrap("plots", () => load(), 1000)`, "wrap plots <- function"],
    [`cache.mdel(["plots"])`, "delete plots"],
    [`cache.store.keys("plots:*")`, "scan plots:*"],
    [`cache.reset()`, "clear"],
    [`cache.on("set", listen)`, "nothing"],
  ])("%s", (call, use) => {
    expect(summaryOf(cacheUseIn(`${made} ${call}`, cacheManager))).toBe(use);
  });

  it("knows what NestJS injects, and not the browser's Cache", () => {
    const nest = `import { CACHE_MANAGER, Cache } from "@nestjs/cache-manager"; this.cache.get("plots")`;
    expect(cacheUseIn(nest, cacheManager, { types: { "this.cache": "Cache" } })?.recognizedBy).toBe("type");
    expect(cacheUseIn(`this.cache.get("plots")`, cacheManager, { types: { "this.cache": "Cache" } })).toBeUndefined();
  });
});

describe("lru-cache", () => {
  const made = `import { LRUCache } from "lru-cache"; const cache = new LRUCache({ max: 100, fetchMethod: (key) => load(key) });`;

  it.each([
    [`cache.get("plots")`, "get plots"],
    [`cache.peek("plots")`, "get plots"],
    [`cache.set("plots", rows)`, "set plots <- rows"],
    [`cache.fetch("plots", { context })`, "wrap plots <- function"],
    [`cache.delete("plots")`, "delete plots"],
    [`cache.clear()`, "clear"],
    [`cache.purgeStale()`, "nothing"],
    // What is taken out of the cache is no cache.
    [`cache.get("plots").delete(lot)`, "nothing"],
  ])("%s", (call, use) => {
    expect(summaryOf(cacheUseIn(`${made} ${call}`, lruCache))).toBe(use);
  });
});

describe("next-cache", () => {
  const imports = `import { unstable_cache as cached, unstable_cacheTag, cacheTag, revalidateTag, updateTag, revalidatePath } from "next/cache";`;

  it.each([
    // Arguments are key material, what the function closes over is not.
    [`cached(async () => load(companyId), ["plots"])`, "wrap [plots] <- function"],
    [`cached(async () => load(companyId), ["plots", companyId])`, "wrap [plots, companyId] <- function"],
    [`cached(async (companyId, { page, size = 10 }) => load(companyId), ["plots"])`, "wrap [plots, companyId, page, size] <- function"],
    [`cached(async (...ids) => load(ids))`, "wrap [] <- function"],
    [`cached(load, ["plots"])`, "wrap [plots, unknown] <- load"],
    [`cacheTag("plots", "clients")`, "tag plots, clients"],
    [`unstable_cacheTag("plots")`, "tag plots"],
    [`revalidateTag("plots", "max")`, "tag plots"],
    [`updateTag("plots")`, "tag plots"],
    [`revalidatePath("/plots")`, "nothing"],
  ])("%s", (call, use) => {
    expect(summaryOf(cacheUseIn(`${imports} ${call}`, nextCache))).toBe(use);
  });

  it("leaves functions of the same name alone", () => {
    expect(cacheUseIn(`import { updateTag } from "./tags"; updateTag("plots")`, nextCache)).toBeUndefined();
  });
});
