import { defineAdapter } from "../data-adapter.ts";
import { addColumn } from "../query/row-edits.ts";
import { addFilter } from "./knex/edits.ts";
import { recognize } from "./knex/recognize.ts";

export default defineAdapter({
  name: "knex",
  packages: ["knex"],
  docs: "https://knexjs.org/guide/query-builder",
  hint: /\.\s*(?:where\w*|insert|batchInsert|update|del|delete|select|first|from|into|table|join|returning|pluck|count|truncate|increment|decrement|queryBuilder|withSchema)\s*[<(]|(?:knex|db|trx|tx)\s*(?:<[^()]*>)?\(/i,
  mentions: (catalog) => ([...catalog.models.values()].some(({ library }) => library === "knex") ? /(?:)/ : /\bknex\b/i),
  recognize,
  inPlace: (method) => method !== "clone",
  addFilter,
  addColumn,
});
