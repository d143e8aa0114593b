import { describe, expect, it } from "vitest";
import { type KeyPart, tenantKey, tenantPrefix, TenantRequiredError } from "../../src/runtime/src/index.ts";

/** All texts over the alphabet up to the length, the empty one included. */
function texts(alphabet: string, longest: number): string[] {
  let all = [""];
  let newest = all;
  for (let length = 1; length <= longest; length += 1) {
    newest = newest.flatMap((text) => Array.from(alphabet, (letter) => text + letter));
    all = [...all, ...newest];
  }
  return all;
}

describe("tenantKey", () => {
  it("is readable", () => {
    expect(tenantKey("lekki", "dashboard", 2026)).toBe("t1:{lekki}:dashboard:2026");
    expect(tenantKey(7, "plots", true, 5n)).toBe("t1:{7}:plots:true:5");
    expect(tenantKey("Łódź", "café")).toBe("t1:{Łódź}:café");
  });

  it("escapes what separates, escapes, tags or matches", () => {
    expect(tenantKey("a:b", "c")).toBe("t1:{a%3Ab}:c");
    expect(tenantKey("a{}*?[]\\%", "b c\n")).toBe("t1:{a%7B%7D%2A%3F%5B%5D%5C%25}:b%20c%0A");
    expect(tenantPrefix("*")).toBe("t1:{%2A}:");
  });

  it("is injective over every tenant and list of parts of a nasty alphabet", () => {
    const keys = new Map<string, string>();
    const tenants = texts("a:%{}5", 2).filter((tenant) => tenant !== "");
    const parts = texts("a:%{}3", 2);
    const lists: [string, ...string[]][] = [...parts.map((part): [string] => [part]), ...parts.flatMap((first) => parts.map((second): [string, string] => [first, second]))];
    for (const tenant of tenants) {
      for (const list of lists) {
        const key = tenantKey(tenant, ...list);
        const input = JSON.stringify([tenant, list]);
        if (keys.has(key)) expect.fail(`${input} and ${keys.get(key)} are both ${key}`);
        keys.set(key, input);
      }
    }
    expect(keys.size).toBe(tenants.length * lists.length);
  });

  it("is prefix-free between tenants", () => {
    const tenants = texts("a:%{}5*", 3).filter((tenant) => tenant !== "");
    const prefixes = tenants.map(tenantPrefix).sort();
    // Sorted, a prefix stands directly before something it is a prefix of.
    prefixes.forEach((prefix, index) => {
      if (index > 0) expect(prefix.startsWith(prefixes[index - 1] ?? "")).toBe(false);
    });
    for (const tenant of tenants) expect(tenantKey(tenant, "a", "b").startsWith(tenantPrefix(tenant))).toBe(true);
  });

  it("puts all keys of one tenant into one Redis Cluster slot", () => {
    // Redis hashes what stands between the first { and the first } after it.
    const hashed = (key: string) => /\{([^}]+)\}/.exec(key)?.[1];
    for (const tenant of texts("{}a:", 3).filter((text) => text !== "")) {
      expect(hashed(tenantKey(tenant, "{x}", "y"))).toBe(hashed(tenantPrefix(tenant)));
    }
  });

  it("never makes a key without a tenant", () => {
    for (const tenant of [undefined, null, ""]) {
      expect(() => tenantKey(tenant as unknown as string, "dashboard")).toThrow(TenantRequiredError);
      expect(() => tenantPrefix(tenant as unknown as string)).toThrow(TenantRequiredError);
    }
    for (const tenant of [{}, [], Number.NaN, "\ud800"]) expect(() => tenantKey(tenant as unknown as string, "dashboard")).toThrow(TypeError);
  });

  it("refuses no parts, and parts that would read the same for different values", () => {
    expect(() => (tenantKey as (tenant: string) => string)("lekki")).toThrow("at least one part");
    for (const part of [undefined, null, {}, [], Number.NaN, Infinity, "\ud800", Symbol("x")]) {
      expect(() => tenantKey("lekki", "plots", part as KeyPart)).toThrow(TypeError);
    }
  });
});
