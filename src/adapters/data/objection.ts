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
  hint: /(?:\$query|\$relatedQuery|\bquery|\brelatedQuery)\s*(?:<[^()]*>)?\(/,
  mentions: (catalog) => ([...catalog.models.values()].some(({ library }) => library === "objection") ? /(?:)/ : /(?!)/),
  make,
  recognize,
  inPlace,
  addFilter,
  addColumn,
});
