import { isStorableText } from "../text.ts";
import { type TenantId, tenantIdText } from "../tenant/tenant-id.ts";
import type { SqlExecutor } from "../sql/sql-executor.ts";
import { expected, isObject } from "../values.ts";

/**
 * Names one counter: `name` of one tenant, or, with `shared: true`, one counter for all tenants together.
 *
 * @example
 * const perCompany: SequenceKey = { tenant: companyId, name: "invoice" };
 * const forAll: SequenceKey = { shared: true, name: "company" };
 */
export type SequenceKey = TenantSequenceKey | SharedSequenceKey;

/**
 * A counter of one tenant. `seed` overrides the one given to `createSequences`.
 *
 * @example
 * const key: TenantSequenceKey = { tenant: companyId, name: "invoice" };
 */
export interface TenantSequenceKey {
  readonly tenant: TenantId;
  readonly name: string;
  readonly seed?: SequenceSeed | undefined;
  readonly shared?: never;
}

/**
 * A counter that belongs to no tenant.
 *
 * @example
 * const key: SharedSequenceKey = { shared: true, name: "company" };
 */
export interface SharedSequenceKey {
  readonly shared: true;
  readonly name: string;
  readonly seed?: SequenceSeed | undefined;
  readonly tenant?: never;
}

/**
 * Where a counter begins: the highest number that exists already, none or null for "none". Read once, when the counter's row
 * is first made. As SQL it is one scalar SELECT with its own `$1`, `$2`… and is part of the same statement; as a function it
 * runs just before, on the same handle. Dialects other than postgres write `?` for a parameter.
 *
 * @example
 * const seed: SequenceSeed = { sql: 'select max(number) from "Invoice" where "companyId" = $1', params: [companyId] };
 */
export type SequenceSeed =
  | { readonly sql: string; readonly params?: readonly unknown[] }
  | ((db: SqlExecutor) => HighestNumber | PromiseLike<HighestNumber>);

type HighestNumber = number | bigint | null | undefined;

/** A key as stored: shared counters have the empty tenant, which no tenant id can be. */
export interface StoredKey {
  readonly tenant: string;
  readonly name: string;
}

/** One text for a key; different keys have different ones. */
export function laneOf({ tenant, name }: StoredKey): string {
  return `${tenant.length}:${tenant}:${name}`;
}

/** The order in which counters are locked: by their bytes in UTF-8, as the databases compare them. */
export function compareKeys(a: StoredKey, b: StoredKey): number {
  return Buffer.compare(bytesOf(a), bytesOf(b));
}

// Neither part holds a NUL, which comes before every other byte.
function bytesOf({ tenant, name }: StoredKey): Buffer {
  return Buffer.from(`${tenant}\0${name}`);
}

/** Checks a key and gives its stored form; a missing tenant throws TenantRequiredError. */
export function storedKey(key: SequenceKey): StoredKey {
  if (!isObject(key) || (key.shared !== undefined && (!key.shared || "tenant" in key))) throw expected("a key: { tenant, name } or { shared: true, name }", key);
  return { tenant: key.shared ? "" : tenantIdText(key.tenant), name: checkedName(key.name) };
}

function checkedName(name: string): string {
  if (typeof name === "string" && name !== "" && name.length <= 200 && isStorableText(name)) return name;
  throw expected("a sequence name of 1 to 200 characters", name);
}
