import { isWellFormedText } from "../text.ts";
import { type TenantId, tenantIdText } from "./tenant-id.ts";
import { expected } from "../values.ts";

/**
 * What a cache key is made of besides the tenant. Parts are compared by their text: `5` and `"5"` are the same part.
 *
 * @example
 * const parts: KeyPart[] = ["dashboard", 2026, true];
 */
export type KeyPart = string | number | bigint | boolean;

// `:` separates, `%` escapes, braces hold the Redis Cluster hash tag; `*?[]\` have a meaning in SCAN and KEYS patterns;
// blanks and control characters break line protocols such as memcached's.
const SPECIAL = /[\p{Cc} %:{}*?[\]\\]/gu;
// Nearly no tenant and part has one, and the pattern above costs several times as much.
const PERHAPS_SPECIAL = /[^\w.@/-]/;

/**
 * A cache key that belongs to one tenant: `t1:{acme}:dashboard:2026`.
 *
 * Injective: two different (tenant, parts) never give the same key, whatever characters they hold. Prefix-free: no key of one
 * tenant starts with the prefix of another. All keys of one tenant share one Redis Cluster slot. A pure function: the same
 * input gives the same key in every process and after a restart. A missing tenant throws TenantRequiredError, never a key
 * shared by all.
 *
 * @example
 * await cache.set(tenantKey(companyId, "dashboard", year), figures);
 */
export function tenantKey(tenant: TenantId, ...parts: readonly [KeyPart, ...KeyPart[]]): string {
  // Without this, no part and one empty part would be the same key.
  if (parts.length === 0) throw new TypeError("tenantKey needs at least one part.");
  let key = tenantPrefix(tenant) + partText(parts[0]);
  for (let index = 1; index < parts.length; index += 1) key += `:${partText(parts[index])}`;
  return key;
}

/**
 * What every key of the tenant starts with and no key of another tenant does: `t1:{acme}:`. Holds no character with a meaning
 * in glob patterns, so `tenantPrefix(t) + "*"` is a safe SCAN pattern. A pure function, as `tenantKey`.
 *
 * @example
 * for await (const keys of redis.scanIterator({ MATCH: `${tenantPrefix(companyId)}*` })) await redis.unlink(keys);
 */
export function tenantPrefix(tenant: TenantId): string {
  const id = typeof tenant === "string" && tenant !== "" && !PERHAPS_SPECIAL.test(tenant) ? tenant : escapeText(tenantIdText(tenant));
  return `t1:{${id}}:`;
}

/** The parts of a key of `tenantKey`, as text: giving them back to it makes the same key. */
export function keyParts(key: string): string[] {
  // `t1`, the tenant, then the parts: a colon inside any of them is escaped.
  return key.split(":").slice(2).map((part) => part.replace(/%([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))));
}

function partText(part: KeyPart | undefined): string {
  if (typeof part === "string") {
    if (!PERHAPS_SPECIAL.test(part)) return part;
    if (isWellFormedText(part)) return escapeText(part);
  }
  if (typeof part === "bigint" || typeof part === "boolean" || (typeof part === "number" && Number.isFinite(part))) {
    return String(part);
  }
  throw expected("a key part (text, finite number, bigint or boolean)", part);
}

function escapeText(text: string): string {
  return text.replace(SPECIAL, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`);
}
