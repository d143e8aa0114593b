import { defineAdapter } from "../data-adapter.ts";
import { addColumn } from "../query/row-edits.ts";
import { addFilter } from "./knex/edits.ts";
import { recognize } from "./knex/recognize.ts";

export default defineAdapter({
  name: "knex",
  packages: ["knex"],
  docs: "https://knexjs.org/guide/query-builder",
  support: {
    recognized: [
      "chains on any handle or transaction, with callbacks, `modify`, joins, unions and subqueries",
      "`whereRaw` with equalities joined by `and`",
      "`onConflict().merge()`, `batchInsert`",
      "tables from migrations, and from `knex/types/tables`; views that migrations make in SQL",
      "names that a description of a table holds",
      "several instances, of which our runtime scopes some",
      "repositories that extend a base class of another file, by what they hand to it and set beside it",
      "what a container of NestJS gives for a token, by the module that provides it",
      "queries and clients that are bound to a tenant's schema (`withSchema`, `searchPath`)",
    ],
    missed: [
      "rows asked of a `with` by its name: the query inside it is judged",
      "raw fragments with an `or` of their own: unknown",
      "`createView` of the schema builder",
      "`increment` and `decrement`: which columns they write",
    ],
  },
  hint: /\.\s*(?:where\w*|insert|batchInsert|update|del|delete|select|first|from|into|table|join|returning|pluck|count|truncate|increment|decrement|queryBuilder|withSchema)\s*[<(]|(?:knex|db|trx|tx)\s*(?:<[^()]*>)?\(/i,
  mentions: (catalog) => ([...catalog.models.values()].some(({ library }) => library === "knex") ? /(?:)/ : /\bknex\b/i),
  recognize,
  inPlace: (method) => method !== "clone",
  binds: { methods: /^withSchema$/, makers: /^knex$/i, options: /^(?:searchPath|database|connection|connectionString)$/ },
  addFilter,
  addColumn,
});
