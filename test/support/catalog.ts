import type { Catalog, Model } from "../../src/catalog/catalog.ts";
import { parsePrismaSchema } from "../../src/catalog/prisma-schema.ts";

/** The models of a Prisma schema, without a tenancy: for tests that ask what a schema says, not who owns what. */
export function catalogOf(schema: string, library = "prisma"): Catalog {
  const file = "schema.prisma";
  const { models, problems } = parsePrismaSchema([{ file, text: schema }]);
  const owned = [...models.values()].map((model): Model => ({ ...model, library, ownership: { kind: "global", because: "not asked here" } }));
  return {
    hash: "test",
    tenancy: { root: undefined, family: [], keys: [], aliases: [], principal: undefined, source: "inferred", because: [] },
    models: new Map(owned.map((model) => [model.name, model])),
    problems,
    files: [file],
  };
}
