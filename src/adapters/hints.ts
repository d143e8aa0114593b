import type { Catalog } from "../catalog/catalog.ts";
import type { CacheAdapter } from "./cache-adapter.ts";
import { cacheAdapters } from "./cache/index.ts";
import type { DataAdapter } from "./data-adapter.ts";
import { dataAdapters } from "./data/index.ts";

/** A class that others extend: which models it is about is said where they do. */
const GENERIC = /\babstract\s+class\b|\bclass\s+(?:[\w$]+\s*<|(?:Base|Abstract|Generic|Crud)[\w$]*\b)/;

/** The adapters whose calls may stand in a text: none saves parsing the file. */
export function adaptersFor(text: string, catalog: Catalog): { readonly data: readonly DataAdapter[]; readonly cache: readonly CacheAdapter[] } {
  const data = catalog.models.size > 0 ? candidatesFor(catalog).flatMap(({ adapter, mentions, hasModels }) => (adapter.hint.test(text) && (mentions.test(text) || (hasModels && GENERIC.test(text))) ? adapter : [])) : [];
  const cache = catalog.tenancy.keys.length > 0 ? cacheAdapters.filter((adapter) => adapter.hint.test(text)) : [];
  return { data, cache };
}

/** False when no library that Ringfence knows can be called in a text. */
export function mayHoldCalls(text: string, catalog: Catalog): boolean {
  const { data, cache } = adaptersFor(text, catalog);
  return data.length > 0 || cache.length > 0;
}

const named = new WeakMap<Catalog, RegExp>();

/** True for a text that names the tenant by one of its keys: it may know whose rows it is about, and hand on ids beside. */
export function namesTenantKey(text: string, catalog: Catalog): boolean {
  const { keys } = catalog.tenancy;
  if (keys.length === 0) return false;
  const pattern = named.get(catalog) ?? new RegExp(`\\b(?:${keys.map((key) => key.replaceAll(/[^\w]/g, "\\$&")).join("|")})\\b`);
  named.set(catalog, pattern);
  return pattern.test(text);
}

/** A library that models of a catalog may be read with, and what a text that does so mentions. */
interface Candidate {
  readonly adapter: DataAdapter;
  readonly mentions: RegExp;
  /** True where models of the catalog are the library's own. */
  readonly hasModels: boolean;
}

const candidates = new WeakMap<Catalog, readonly Candidate[]>();

function candidatesFor(catalog: Catalog): readonly Candidate[] {
  const known = candidates.get(catalog) ?? dataAdapters.flatMap((adapter) => candidate(adapter, catalog));
  candidates.set(catalog, known);
  return known;
}

function candidate(adapter: DataAdapter, catalog: Catalog): readonly Candidate[] {
  const mentions = adapter.mentions ? adapter.mentions(catalog) : /(?:)/;
  return mentions ? [{ adapter, mentions, hasModels: [...catalog.models.values()].some(({ library }) => library === adapter.name) }] : [];
}
