import { defineAdapter } from "../data-adapter.ts";
import { addColumn } from "../query/row-edits.ts";
import { inPlace } from "./objection/chain.ts";
import { addFilter } from "./objection/edits.ts";
import { make } from "./objection/models.ts";
import { recognize } from "./objection/recognize.ts";

export default defineAdapter({
  name: "objection",
  packages: ["objection"],
  docs: "https://vincit.github.io/objection.js/api/query-builder/",
  support: {
    recognized: [
      "queries on models, rows and relations: `query`, `$query`, `$relatedQuery`, `relatedQuery().for()`",
      "conditions as Knex's, over `joinRelated` and `withGraphJoined` too",
      "modifiers, methods of a query builder of your own, and what its `onBuild` adds",
      "graphs that are inserted, upserted or loaded, and `relate`",
      "models by `jsonSchema`, fields and migrations, with names in snake case",
    ],
    missed: [
      "static hooks such as `beforeFind`",
      "methods of plugins that take arguments: unknown",
      "rows of a graph that an upsert finds by their keys below its own",
    ],
  },
  hint: /(?:\$query|\$relatedQuery|\bquery|\brelatedQuery)\s*(?:<[^()]*>)?\(/,
  mentions: (catalog) => ([...catalog.models.values()].some(({ library }) => library === "objection") ? /(?:)/ : undefined),
  make,
  recognize,
  inPlace,
  addFilter,
  addColumn,
});
