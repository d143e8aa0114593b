import type { DataAdapter } from "../../src/adapters/data-adapter.ts";
import type { Access } from "../../src/analysis/access.ts";
import { analyzeWith } from "../../src/analysis/analyze-file.ts";
import type { FileFacts } from "../../src/analysis/file-facts.ts";
import type { Catalog } from "../../src/catalog/catalog.ts";
import type { Settings } from "../../src/settings/settings.ts";
import { parseSource } from "../../src/syntax/parse.ts";

const settings: Settings = {
  tenant: { aliases: [] },
  models: { global: [], owned: {}, through: {} },
  trusted: [], untrusted: [], guards: [], scopedClients: [], unscopedClients: [],
  caches: { clients: [], keyBuilders: [] },
  system: [],
  bypass: { functions: [] },
};

/** The accesses to owned models that an adapter sees in a snippet, as the interpreter shows it the calls. */
export function accessesIn(source: string, adapter: DataAdapter, catalog: Catalog): { readonly accesses: readonly Access[]; readonly file: FileFacts } {
  const file = parseSource("/snippet.ts", source);
  if ("skipped" in file) throw new Error(file.skipped);
  const project = { root: "/", settings, catalogFor: () => catalog, catalogs: [catalog] };
  const { judgements, facts } = analyzeWith({ dataAdapters: [adapter], cacheAdapters: [], frameworks: [] }, file, project);
  return { accesses: judgements.map(({ access }) => access), file: facts };
}
