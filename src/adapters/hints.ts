import type { Catalog } from "../catalog/catalog.ts";
import type { CacheAdapter } from "./cache-adapter.ts";
import { cacheAdapters } from "./cache/index.ts";
import type { DataAdapter } from "./data-adapter.ts";
import { dataAdapters } from "./data/index.ts";

/** The adapters whose calls may stand in a text: none saves parsing the file. */
export function adaptersFor(text: string, catalog: Catalog): { readonly data: readonly DataAdapter[]; readonly cache: readonly CacheAdapter[] } {
  const data = catalog.models.size > 0 ? dataAdapters.filter((adapter) => adapter.hint.test(text) && mentions(adapter, catalog).test(text)) : [];
  const cache = catalog.tenancy.keys.length > 0 ? cacheAdapters.filter((adapter) => adapter.hint.test(text)) : [];
  return { data, cache };
}

/** False when no library that Ringfence knows can be called in a text. */
export function mayHoldCalls(text: string, catalog: Catalog): boolean {
  const { data, cache } = adaptersFor(text, catalog);
  return data.length > 0 || cache.length > 0;
}

const compiled = new WeakMap<Catalog, Map<DataAdapter, RegExp>>();

function mentions(adapter: DataAdapter, catalog: Catalog): RegExp {
  const known = compiled.get(catalog) ?? new Map<DataAdapter, RegExp>();
  compiled.set(catalog, known);
  const pattern = known.get(adapter) ?? adapter.mentions?.(catalog) ?? /(?:)/;
  known.set(adapter, pattern);
  return pattern;
}
