import { readFileSync } from "node:fs";
import { join } from "node:path";
import { cacheAdapters } from "../../src/adapters/cache/index.ts";
import prisma from "../../src/adapters/data/prisma.ts";
import sql from "../../src/adapters/data/sql.ts";
import { analyzeWith } from "../../src/analysis/analyze-file.ts";
import type { FileAnalysis } from "../../src/analysis/file-analysis.ts";
import { buildCatalog } from "../../src/catalog/build-catalog.ts";
import { parsePrismaSchema } from "../../src/catalog/prisma-schema.ts";
import { frameworks } from "../../src/frameworks/index.ts";
import type { Project } from "../../src/project.ts";
import type { Settings } from "../../src/settings/settings.ts";
import { parseSource } from "../../src/syntax/parse.ts";
import { repository } from "./repository.ts";

const settings: Settings = {
  tenant: { aliases: [] },
  models: { global: [], owned: {}, through: {} },
  trusted: [], untrusted: [], guards: [], scopedClients: [], unscopedClients: [],
  caches: { clients: [], keyBuilders: [] },
  system: ["scripts/**"],
  bypass: { functions: ["withoutTenant"] },
};

/** Analyses a file of a project whose models are those of the rule pages. */
export function analysisOf(source: string, path = "app/api/estates/route.ts"): FileAnalysis {
  const schema = parsePrismaSchema([{ file: "schema.prisma", text: readFileSync(join(repository, "docs/rules/schema.prisma"), "utf8") }]);
  const catalog = buildCatalog(schema, settings);
  const project: Project = { root: "/", settings, catalogFor: () => catalog, catalogs: [catalog] };
  const file = parseSource(`/${path}`, source);
  if ("skipped" in file) throw new Error(file.skipped);
  return analyzeWith({ dataAdapters: [prisma, sql], cacheAdapters, frameworks }, file, project);
}
