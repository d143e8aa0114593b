import type { TenantId } from "../tenant/tenant-id.ts";
import { type KeyPart, tenantKey, tenantPrefix } from "../tenant/tenant-key.ts";
import { wholeNumber } from "../values.ts";

/**
 * A key inside one tenant: a part, or a list of parts.
 *
 * @example
 * const key: CacheKey = ["dashboard", 2026];
 */
export type CacheKey = KeyPart | readonly [KeyPart, ...KeyPart[]];

/**
 * How long a value is kept.
 *
 * @example
 * const options: SetOptions = { ttl: 60_000 };
 */
export interface SetOptions {
  /** Milliseconds; as long as the library keeps it by itself when not given. */
  readonly ttl?: number | undefined;
}

/** The tenant in force; throws when there is none. */
export type Scope = () => TenantId;

/** The beginning of keys: the whole of a key, or the whole of it up to a colon. */
export interface KeyStart {
  readonly text: string;
  /** Whether a key may go on after the text without a colon, because it ends in one. */
  readonly isPrefix: boolean;
}

/** The full key. */
export function keyWithin(tenant: TenantId, key: CacheKey): string {
  return Array.isArray(key) ? tenantKey(tenant, ...(key as readonly [KeyPart, ...KeyPart[]])) : tenantKey(tenant, key as KeyPart);
}

/** What the full keys of the tenant begin with whose first parts are those given. */
export function startOf(tenant: TenantId, leading: readonly KeyPart[]): KeyStart {
  const [first, ...rest] = leading;
  return first === undefined ? { text: tenantPrefix(tenant), isPrefix: true } : { text: tenantKey(tenant, first, ...rest), isPrefix: false };
}

/** Whether a full key begins so, part by part: `dashboard` does not begin `dashboards`. */
export function isBelow(key: string, { text, isPrefix }: KeyStart): boolean {
  return key.startsWith(text) && (isPrefix || key.length === text.length || key[text.length] === ":");
}

/** A time to live as given; zero, a fraction or no number is a RangeError, because libraries read these as "for ever". */
export function checkedTtl(ttl: number): number {
  return wholeNumber(ttl, "ttl (milliseconds)");
}
