import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { type CacheKey, type KeyPart, type TenantCache, TenantRequiredError, withoutTenant, withTenant } from "../../../src/runtime/src/index.ts";

/** One library's cache under test. `open` gives a view; asked only inside tests. */
export interface CacheUnderTest {
  readonly name: string;
  readonly open: () => TenantCache<string>;
}

const inOrder = (lists: string[][]): string[][] => lists.sort((a, b) => (a.join(":") < b.join(":") ? -1 : 1));

/** The keys as the view lists them, without what SCAN gives twice. */
async function keysOf(cache: TenantCache<string>, ...leading: KeyPart[]): Promise<string[][]> {
  const seen = new Map<string, string[]>();
  for await (const parts of cache.keys(...leading)) seen.set(JSON.stringify(parts), parts);
  return inOrder([...seen.values()]);
}

/** What holds for every library; companies have names of their own in each test, since all share one store. */
export function cacheSpecs({ name, open }: CacheUnderTest): void {
  describe(name, () => {
    it("gives a value back to its own company only", async () => {
      const cache = open();
      await withTenant("lekki", () => cache.set(["dashboard", 2026], "lekki's"));
      await withTenant("ikoyi", () => cache.set(["dashboard", 2026], "ikoyi's"));
      expect(await withTenant("lekki", () => cache.get(["dashboard", "2026"]))).toBe("lekki's");
      expect(await withTenant("ikoyi", () => cache.get(["dashboard", 2026]))).toBe("ikoyi's");
      expect(await withTenant("epe", () => cache.get(["dashboard", 2026]))).toBeUndefined();
      expect(await withTenant("epe", () => cache.has(["dashboard", 2026]))).toBe(false);
      expect(await withTenant("lekki", () => cache.has(["dashboard", 2026]))).toBe(true);
    });

    it("reads, writes and removes many at once", async () => {
      await withTenant("many", async () => {
        const cache = open();
        await cache.setMany([
          { key: "plots", value: "12" },
          { key: ["clients", "new"], value: "5", ttl: 60_000 },
        ]);
        expect(await cache.getMany([["clients", "new"], "absent", "plots"])).toEqual(["5", undefined, "12"]);
        await cache.deleteMany(["plots", "absent"]);
        expect(await cache.getMany(["plots", ["clients", "new"]])).toEqual([undefined, "5"]);
        await cache.delete(["clients", "new"]);
        expect(await cache.has(["clients", "new"])).toBe(false);
        await cache.setMany([]);
        await cache.deleteMany([]);
        expect(await cache.getMany([])).toEqual([]);
      });
    });

    it("forgets a value after its ttl", async () => {
      await withTenant("brief", async () => {
        const cache = open();
        await cache.set("offer", "today", { ttl: 60 });
        expect(await cache.get("offer")).toBe("today");
        await sleep(120);
        expect(await cache.get("offer")).toBeUndefined();
        for (const ttl of [0, -1, 1.5, Number.NaN]) await expect(cache.set("offer", "today", { ttl })).rejects.toThrow(RangeError);
      });
    });

    it("lists and clears what begins with some parts, by whole parts", async () => {
      await withTenant("parts", async () => {
        const cache = open();
        const keys: CacheKey[] = ["dashboard", ["dashboard", 2025], ["dashboard", "a:b*%"], "dashboards", "plots"];
        await cache.setMany(keys.map((key) => ({ key, value: "x" })));
        expect(await keysOf(cache)).toEqual([["dashboard"], ["dashboard", "2025"], ["dashboard", "a:b*%"], ["dashboards"], ["plots"]]);
        expect(await keysOf(cache, "dashboard")).toEqual([["dashboard"], ["dashboard", "2025"], ["dashboard", "a:b*%"]]);
        expect(await keysOf(cache, "dashboard", "a:b*%")).toEqual([["dashboard", "a:b*%"]]);
        expect(await cache.clear("dashboard")).toBe(3);
        expect(await keysOf(cache)).toEqual([["dashboards"], ["plots"]]);
        expect(await cache.clear()).toBe(2);
        expect(await keysOf(cache)).toEqual([]);
        expect(await cache.clear()).toBe(0);
      });
    });

    it("clears one company and leaves all others alone, whatever their ids", async () => {
      const cache = open();
      const companies = ["a", "ab", "a:", "a*", "?", "[a]", "a}:{b", "t1:{a}", "A", "ä", "a\\"];
      for (const company of companies) await withTenant(company, () => cache.setMany(Array.from({ length: 7 }, (_, index) => ({ key: ["plot", index], value: company }))));
      const left = new Set(companies);
      for (const company of companies) {
        expect(await withTenant(company, () => cache.clear()), company).toBe(7);
        left.delete(company);
        for (const other of left) expect(await withTenant(other, () => cache.get(["plot", 6])), `${other} after ${company}`).toBe(other);
      }
    });

    it("clears thousands of values", async () => {
      const cache = open();
      const entries = Array.from({ length: 2500 }, (_, index) => ({ key: ["plot", index] as const, value: "x" }));
      await withTenant("big", () => cache.setMany(entries));
      await withTenant("small", () => cache.set("plot", "kept"));
      expect(await withTenant("big", () => cache.clear())).toBe(2500);
      expect(await withTenant("big", () => keysOf(cache))).toEqual([]);
      expect(await withTenant("small", () => cache.get("plot"))).toBe("kept");
    });

    it("throws without a tenant and reaches no cache", async () => {
      const cache = open();
      const calls: (() => Promise<unknown>)[] = [
        () => cache.get("x"),
        () => cache.getMany([]),
        () => cache.set("x", "y"),
        () => cache.setMany([]),
        () => cache.has("x"),
        () => cache.delete("x"),
        () => cache.deleteMany([]),
        () => cache.clear(),
      ];
      for (const call of calls) {
        await expect(call()).rejects.toThrow(TenantRequiredError);
        await expect(withoutTenant("statistics", call)).rejects.toThrow(TenantRequiredError);
      }
      expect(() => cache.keys()).toThrow(TenantRequiredError);
    });

    it("reads the tenant when it is called, not when it is consumed", async () => {
      const cache = open();
      await withTenant("early", () => cache.set("plot", "x"));
      const keys = withTenant("early", () => cache.keys());
      const seen: string[][] = [];
      await withTenant("late", async () => {
        for await (const parts of keys) seen.push(parts);
      });
      expect(seen).toContainEqual(["plot"]);
    });
  });
}
