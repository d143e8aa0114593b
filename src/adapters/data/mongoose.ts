import { defineAdapter } from "../data-adapter.ts";
import { isInPlace } from "./mongoose/chain.ts";
import { make } from "./mongoose/documents.ts";
import { addColumn, addFilter } from "./mongoose/edits.ts";
import { methods } from "./mongoose/methods.ts";
import { recognize } from "./mongoose/recognize.ts";

export default defineAdapter({
  name: "mongoose",
  packages: ["mongoose", "mongodb", "@nestjs/mongoose", "@typegoose/typegoose"],
  docs: "https://mongoosejs.com/docs/api/model.html",
  support: {
    recognized: [
      "models and the native driver's collections",
      "chains such as `find().where()`, `findById*`, `bulkWrite`, `distinct`",
      "pipelines: `$match` on the rows and on what `$lookup` brought, searches with their filters, `$facet`",
      "rows that `$lookup`, `$graphLookup` and `$unionWith` bring in over no key",
      "`populate`, documents with `save`, repositories that are given a model",
      "plugins and `pre` hooks that set the key in a condition or on what is saved",
      "schemas, decorated classes, discriminators",
      "repositories that extend a base class of another file, by what they hand to it and set beside it",
      "connections to a tenant's database (`useDb`, `createConnection`)",
    ],
    missed: [
      "methods of a class around a model of any kind whose base stands in the same file, but those that are called as the model's own are",
      "`watch`",
      "what `$where` says; of `$expr` all but equalities",
    ],
  },
  hint: new RegExp(`\\.\\s*(?:${[...methods.keys()].join("|")}|delete|where|save)\\s*(?:<[^>()]*>)?\\(`),
  mentions: (catalog) => ([...catalog.models.values()].some(({ library }) => library === "mongoose") ? /(?:)/ : undefined),
  make,
  recognize,
  inPlace: isInPlace,
  binds: { methods: /^useDb$/, makers: /^(?:createConnection|connect)$/, options: /^dbName$/ },
  addFilter,
  addColumn,
});
