import type { Catalog, Model } from "../catalog/catalog.ts";
import { isOwned } from "../catalog/catalog.ts";
import type { Access } from "./access.ts";
import { isForming, keyParts } from "./cache-key.ts";
import type { CacheAsk } from "./cache-judge.ts";
import type { CacheUse } from "./cache-use.ts";
import { isColumn } from "./key-strength.ts";
import { optionsOf } from "./object-value.ts";
import type { Reference, Value } from "./value.ts";

/** What a cache use puts into the cache or takes out of it, as far as it can be told. */
export type CachedData =
  /** Rows of owned models, loaded by these accesses; `labelled` when single columns are stored beside their tenant. */
  | { readonly kind: "rows"; readonly accesses: readonly Access[]; readonly labelled: boolean }
  /** The result of a call that was given the tenant. */
  | { readonly kind: "tenant-result" }
  /** Nothing is seen of it, but the key's own words name an owned model. */
  | { readonly kind: "named"; readonly model: string }
  | { readonly kind: "unrelated" };

export function cachedDataOf(use: CacheUse, ask: CacheAsk): CachedData {
  const accesses = accessesBehind(use.stored, ask).filter((access) => isOwnedModel(ask.catalog, access.model));
  if (accesses.length > 0) return { kind: "rows", accesses, labelled: isLabelled(use.stored, ask) };
  if (use.stored !== undefined && isMadeFromTenant(use.stored, ask)) return { kind: "tenant-result" };
  if (use.stored !== undefined && isPlain(use.stored)) return { kind: "unrelated" };
  const model = modelNamedBy(use.keys, ask.catalog);
  return model === undefined ? { kind: "unrelated" } : { kind: "named", model };
}

function isOwnedModel(catalog: Catalog, name: string): boolean {
  const model = catalog.models.get(name);
  return model !== undefined && isOwned(model);
}

/** The accesses whose rows a value holds, or that a function makes when it is called. */
function accessesBehind(value: Value | undefined, ask: CacheAsk): readonly Access[] {
  if (value === undefined) return [];
  return partsOf(value).flatMap((part) => {
    if (part.kind === "function") return ask.ownedAccessesIn(part);
    return part.kind === "reference" && part.root.kind === "row" && !isSession(part, ask.catalog) ? [part.root.access] : [];
  });
}

/** True for a user's own id: what is kept with it, such as a session, is that user's and nothing that the row holds. */
function isSession({ root, path }: Reference, { models, tenancy: { principal } }: Catalog): boolean {
  if (root.kind !== "row" || principal?.model === undefined || root.access.model !== principal.model) return false;
  const [column, ...others] = path.filter(isColumn);
  return others.length === 0 && column !== undefined && models.get(principal.model)?.id.includes(column) === true;
}

/** True for a register of tenants, and for a note that says whose it is: whoever reads it can tell. */
function isLabelled(stored: Value | undefined, ask: CacheAsk): boolean {
  const parts = stored === undefined ? [] : partsOf(stored).filter((part) => part.kind === "reference");
  const wholeRows = parts.some((part) => part.root.kind === "row" && !part.path.some(isColumn));
  return !wholeRows && parts.some((part) => ask.isTenantNamed(part));
}

/** True for the result of a call that was given a tenant, and for an object that holds such a result. */
function isMadeFromTenant(value: Value, ask: CacheAsk): boolean {
  return partsOf(value).some((part) => {
    if (part.kind !== "reference" || part.root.kind !== "call" || part.root.construct || isForming(part.root)) return false;
    return part.root.args.flatMap(keyParts).some((argument) => ask.isTenant(argument));
  });
}

/** A value taken apart, the arguments of the calls that made it included: `JSON.stringify(rows.map(shape))` holds rows. */
function partsOf(value: Value): readonly Value[] {
  switch (value.kind) {
    case "text":
      return value.parts.flatMap(partsOf);
    case "choice":
      return value.options.flatMap(partsOf);
    case "list":
      return value.items.flatMap((item) => partsOf(item.value));
    case "object":
      return value.entries.flatMap((entry) => partsOf(entry.value));
    case "reference": {
      if (value.root.kind !== "call") return [value];
      const { callee, args } = value.root;
      const receiver = callee.kind === "reference" && callee.root.kind !== "import" && callee.root.kind !== "global" ? [callee] : [];
      return [value, ...[...receiver, ...args].flatMap(partsOf)];
    }
    default:
      return [value];
  }
}

/** True for what cannot be tenant data: locks, counters, flags, moments, answers about them. */
function isPlain(value: Value): boolean {
  return optionsOf(value).every((option) => keyParts(option).every((part) => part.kind === "constant" || isClock(part)));
}

function isClock(part: Value): boolean {
  return part.kind === "reference" && part.root.kind === "global" && /^(Date|Math|crypto|process)$/.test(part.root.name);
}

/** The owned model that the constant words of a key name: `invoices:${page}` speaks of Invoice. */
function modelNamedBy(keys: readonly Value[], catalog: Catalog): string | undefined {
  const words = new Set(keys.flatMap(keyParts).flatMap(wordsOf));
  return [...catalog.models.values()].find((model) => isOwned(model) && namesOf(model).some((name) => words.has(name)))?.name;
}

function wordsOf(part: Value): readonly string[] {
  if (part.kind !== "constant" || typeof part.value !== "string") return [];
  return part.value.split(/[^A-Za-z0-9_-]+/).map(flat).filter((word) => word !== "");
}

function namesOf(model: Model): readonly string[] {
  const name = flat(model.name);
  const plural = name.endsWith("y") ? `${name.slice(0, -1)}ies` : /(s|x|ch|sh)$/.test(name) ? `${name}es` : `${name}s`;
  return [name, plural, flat(model.table)];
}

function flat(name: string): string {
  return name.toLowerCase().replaceAll(/[_-]/g, "");
}
