import { defineAdapter } from "../data-adapter.ts";
import { addColumn } from "../query/row-edits.ts";
import { addFilter } from "./drizzle/edits.ts";
import { recognize } from "./drizzle/recognize.ts";

export default defineAdapter({
  name: "drizzle",
  packages: ["drizzle-orm"],
  docs: "https://orm.drizzle.team/docs/overview",
  hint: /\.\s*(?:from|insert|update|delete|\$count|findMany|findFirst)\s*\(/,
  mentions: (catalog) => new RegExp(`\\b(?:${[...catalog.models.values()].filter(({ library }) => library === "drizzle").map(({ name }) => name.replaceAll("$", "\\$")).join("|") || "(?!)"})\\b`),
  recognize,
  addFilter,
  addColumn,
});
