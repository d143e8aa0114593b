import type { Catalog } from "../catalog/catalog.ts";
import type { Access } from "./access.ts";
import { keyParts } from "./cache-key.ts";
import type { CacheUse } from "./cache-use.ts";
import { cachedDataOf } from "./cached-data.ts";
import type { CachedData } from "./cached-data.ts";
import { roleOf } from "./column-role.ts";
import type { CacheJudgement, Confidence, Evidence } from "./judgement.ts";
import { isPassedIn, isSameArgument, pinsOfAccess, strengthOf } from "./key-strength.ts";
import type { Strength } from "./key-strength.ts";
import { nameOfValue } from "./make-value.ts";
import { isSameValue } from "./object-value.ts";
import { opaquePartsOf } from "./pins.ts";
import type { FunctionValue, Value } from "./value.ts";

/** What the judge of cache keys asks about the place where a cache is used. */
export interface CacheAsk {
  readonly catalog: Catalog;
  /** True for a trusted tenant value, and for one that is tied to such a value. */
  isTenant(value: Value): boolean;
  /** True when a value's name is a tenant key or an alias of one. */
  isTenantNamed(value: Value): boolean;
  /** True for what identifies the signed-in user. */
  isPrincipal(value: Value): boolean;
  /** The accesses to owned models that a function makes, its callees included. */
  ownedAccessesIn(fn: FunctionValue): readonly Access[];
  /** True when the enclosing function reads owned models or has a tenant in scope. */
  readonly readsOwnedHere: boolean;
  /** Source text of a trusted tenant in scope, when there is one. */
  readonly tenantInScope: string | undefined;
  /** True in scripts, jobs and tests, and inside a bypass. */
  readonly isSystem: boolean;
  /** All cache uses of the enclosing function, this one included. */
  readonly usesHere: readonly CacheUse[];
  /** All cache uses of the file. */
  readonly usesInFile: readonly CacheUse[];
}

/** Commands that add to a set, a list or a stream: queues and registers, which are often meant to hold all tenants. */
const COLLECTING = /^([szx]|pf|geo)add$|^[lr]pushx?$/i;

type Opinion = Pick<CacheJudgement, "verdict" | "confidence"> & { readonly because: string; readonly about?: Value | undefined };

/**
 * Judges a cache use by what is cached and by what its keys hold. The decision table stands in
 * docs/rules/require-tenant-cache-key.md.
 */
export function judgeCacheUse(use: CacheUse, ask: CacheAsk): CacheJudgement {
  const opinion = worst(use.operation === "clear" ? [clearOpinion(use, ask)] : use.keys.map((key) => keyOpinion(use, key, ask)));
  const exempt = ask.isSystem && opinion.verdict !== "scoped";
  const evidence: Evidence[] = [{ node: opinion.about?.node ?? use.node, text: opinion.because }];
  return {
    use,
    verdict: exempt ? "exempt" : opinion.verdict,
    confidence: opinion.confidence,
    evidence: exempt ? [...evidence, { node: undefined, text: "this runs in a system context" }] : evidence,
    node: opinion.about?.node ?? use.node,
    tenantInScope: ask.tenantInScope,
  };
}

const GRAVITY: readonly (readonly [CacheJudgement["verdict"], Confidence])[] = [
  ["unscoped", "certain"], ["unscoped", "likely"], ["unscoped", "possible"], ["unknown", "possible"],
];

function worst(opinions: readonly Opinion[]): Opinion {
  for (const [verdict, confidence] of GRAVITY) {
    const found = opinions.find((one) => one.verdict === verdict && (verdict === "unknown" || one.confidence === confidence));
    if (found) return found;
  }
  return opinions[0] ?? scoped("no key is given");
}

function clearOpinion(use: CacheUse, ask: CacheAsk): Opinion {
  const parts = use.prefix === undefined ? [] : keyParts(use.prefix);
  if (parts.some((part) => carriesTenant(part, ask, []))) return scoped("the client's prefix holds the tenant");
  return unscoped("possible", "it drops the entries of every tenant");
}

function keyOpinion(use: CacheUse, key: Value, ask: CacheAsk): Opinion {
  const twin = use.operation === "get" || use.operation === "delete" ? twinOf(use, key, ask) : undefined;
  if (!twin && use.operation === "delete" && isBesideTenants(use, key, ask)) return { ...unscoped("possible", "the tenant's own entry is dropped beside it"), about: key };
  const one: CacheUse = { ...(twin ?? use), keys: [key] };
  const parts = [...(one.prefix === undefined ? [] : keyParts(one.prefix)), ...keyParts(key)];
  return { ...partsOpinion(one, parts, ask), about: key };
}

function partsOpinion(use: CacheUse, parts: readonly Value[], ask: CacheAsk): Opinion {
  const data = cachedDataOf(use, ask);
  const accesses = data.kind === "rows" ? data.accesses : [];
  const tenant = parts.find((part) => carriesTenant(part, ask, accesses)) ?? parts.find((part) => accesses.some((access) => isKeyedBy(access, part, ask)));
  if (tenant !== undefined) return scoped(`the key holds ${nameOfValue(tenant) ?? "the tenant"}`);
  const strengths = parts.map((part) => strengthOf(part, accesses, ask.catalog));
  switch (use.operation) {
    case "limit":
      return limitOpinion(parts, strengths, ask);
    case "tag":
      return tagOpinion(data, strengths, ask);
    case "scan":
      return data.kind === "unrelated" && !ask.readsOwnedHere ? unrelated() : unscoped("possible", "the pattern matches the keys of every tenant");
    default:
      return entryOpinion(use, data, parts, strengths, ask);
  }
}

/** A column of the very rows that are cached says nothing of who may ask for them, unless it is the tenant's. */
function carriesTenant(part: Value, ask: CacheAsk, cached: readonly Access[]): boolean {
  const ofCached = part.kind === "reference" && part.root.kind === "row" && cached.includes(part.root.access);
  return ask.isTenantNamed(part) || (!ofCached && ask.isTenant(part));
}

/** The write that goes with a read or a delete: the same key in the same function, and for a constant key in the same file. */
function twinOf(use: CacheUse, key: Value, ask: CacheAsk): CacheUse | undefined {
  const uses = keyParts(key).every((part) => part.kind === "constant") ? ask.usesInFile : ask.usesHere;
  const writes = uses.filter(({ operation, stored }) => (operation === "set" || operation === "wrap") && stored !== undefined);
  return writes.find((other) => other.library === use.library && other.keys.some((one) => isSameKey(one, key)));
}

/** `del("plots:all")` beside `del(`plots:${companyId}`)`: who drops both says by the second whose entries there are; what is read and written under the first is judged there. */
function isBesideTenants({ library }: CacheUse, key: Value, ask: CacheAsk): boolean {
  if (key.kind !== "constant" || typeof key.value !== "string") return false;
  const name = key.value;
  const begins = ([start]: readonly Value[]): boolean => start?.kind === "constant" && typeof start.value === "string" && name.startsWith(start.value);
  return ask.usesHere.some((other) => other.operation === "delete" && other.library === library && other.keys.map(keyParts).some((parts) => begins(parts) && parts.some((part) => carriesTenant(part, ask, []))));
}

function isSameKey(a: Value, b: Value): boolean {
  if (isSameValue(a, b)) return true;
  const left = keyParts(a);
  const right = keyParts(b);
  return left.length > 0 && left.length === right.length && left.every((part, index) => part === right[index] || isSameValue(part, right[index] ?? part));
}

function limitOpinion(parts: readonly Value[], strengths: readonly Strength[], ask: CacheAsk): Opinion {
  if (parts.some((part) => ask.isPrincipal(part)) || strengths.includes("unique")) return scoped("the limit is kept per user or object");
  if (!ask.readsOwnedHere) return unrelated();
  return strengths.includes("unread") ? unread() : unscoped("possible", "tenants share one budget");
}

function tagOpinion(data: CachedData, strengths: readonly Strength[], ask: CacheAsk): Opinion {
  if (strengths.includes("unread")) return unread();
  const constant = strengths.every((strength) => strength === "constant");
  const sure = data.kind === "named" && constant && ask.tenantInScope !== undefined;
  if (data.kind === "unrelated" && !ask.readsOwnedHere) return unrelated();
  return unscoped(sure ? "likely" : "possible", "the tag groups entries of every tenant");
}

function entryOpinion(use: CacheUse, data: CachedData, parts: readonly Value[], strengths: readonly Strength[], ask: CacheAsk): Opinion {
  if (data.kind === "unrelated") return unrelated();
  if (strengths.includes("unread")) return unread();
  const principal = parts.some((part) => ask.isPrincipal(part));
  const shared = COLLECTING.test(use.method) || (data.kind === "rows" && data.labelled);
  if (shared) return unscoped("possible", "entries of all tenants are collected under one key");
  if (data.kind === "rows") return rowsOpinion(data.accesses, parts, strengths, principal, ask);
  const weak = principal || strengths.includes("unique");
  if (data.kind === "tenant-result") return unscoped(weak ? "possible" : "likely", "what is cached was computed for one tenant");
  // Counters and lifetimes, and code that knows no tenant, are weak evidence.
  const sure = ask.tenantInScope !== undefined && (use.operation !== "set" || use.stored !== undefined);
  return unscoped(weak || !sure ? "possible" : "likely", `the key speaks of ${data.model}, whose rows belong to tenants`);
}

function rowsOpinion(accesses: readonly Access[], parts: readonly Value[], strengths: readonly Strength[], principal: boolean, ask: CacheAsk): Opinion {
  const models = [...new Set(accesses.map((access) => access.model))].join(", ");
  const pinned = accesses.some((access) => isPinnedToTenant(access, ask));
  if (principal) {
    return pinned ? unscoped("possible", `a user of several tenants shares this entry of ${models}`) : scoped("the key holds the user whose rows are cached");
  }
  const because = `rows of ${models} are cached`;
  if (strengths.includes("unique")) return unscoped("possible", because);
  if (pinned) return unscoped(parts.some(isPassedIn) ? "likely" : "certain", because);
  return unscoped(asksNothingElse(accesses, parts) ? "possible" : "likely", because);
}

/** True when a part of the key is the very value that the access pins its tenant column to. */
function isKeyedBy(access: Access, part: Value, ask: CacheAsk): boolean {
  return tenantPinsOf(access, ask).some((value) => isSameArgument(part, value));
}

function isPinnedToTenant(access: Access, ask: CacheAsk): boolean {
  return tenantPinsOf(access, ask).length > 0 || pinsOfAccess(access).some((pin) => keyParts(pin.value).some((part) => carriesTenant(part, ask, [])));
}

function tenantPinsOf(access: Access, ask: CacheAsk): readonly Value[] {
  const model = ask.catalog.models.get(access.model);
  if (model === undefined) return [];
  return pinsOfAccess(access)
    .filter((pin) => roleOf(ask.catalog, model, pin.path, pin.column) === "tenant")
    .flatMap((pin) => keyParts(pin.value));
}

/**
 * True when all that the queries ask for, and something at all, is in the key, or when they look for one row by constants:
 * they find the same for everybody, so that the key adds no leak of its own.
 */
function asksNothingElse(accesses: readonly Access[], parts: readonly Value[]): boolean {
  const asked = accesses.flatMap(pinsOfAccess).flatMap((pin) => keyParts(pin.value)).filter((value) => value.kind !== "constant");
  if (asked.length === 0) return accesses.every((access) => !access.many && access.filter !== undefined && pinsOfAccess(access).length > 0 && opaquePartsOf(access.filter).length === 0);
  return asked.every((value) => parts.some((part) => isSameArgument(part, value)));
}

function scoped(because: string): Opinion {
  return { verdict: "scoped", confidence: "possible", because };
}

function unrelated(): Opinion {
  return scoped("nothing shows that tenant data is cached");
}

function unread(): Opinion {
  return { verdict: "unknown", confidence: "possible", because: "a part of the key cannot be read" };
}

function unscoped(confidence: Confidence, because: string): Opinion {
  return { verdict: "unscoped", confidence, because };
}
