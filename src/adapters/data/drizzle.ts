import { defineAdapter } from "../data-adapter.ts";
import { addColumn } from "../query/row-edits.ts";
import { addFilter } from "./drizzle/edits.ts";
import { recognize } from "./drizzle/recognize.ts";
import { scopedByRuntime } from "../runtime-scopes.ts";

export default defineAdapter({
  name: "drizzle",
  packages: ["drizzle-orm"],
  docs: "https://orm.drizzle.team/docs/overview",
  support: {
    recognized: [
      "the query builder with joins, subqueries, unions and `$dynamic`, and `$count`",
      "relational queries, v1 with callbacks and v2 with objects",
      "`and(...)` over arrays that are filled step by step",
      "transactions, `batch`, prepared queries, `execute` of a `sql` template as SQL",
      "`onConflictDoUpdate` with what it changes",
      "tables of Postgres, MySQL and SQLite, relations, renamed columns",
      "policies in code (`pgPolicy`, `crudPolicy`, `enableRLS`), with the settings that they ask for",
      "repositories that extend a base class of another file, by what they hand to it and set beside it",
      "what a container of NestJS gives for a token, by the module that provides it",
      "clients that are bound to a tenant's schema or database by their connection",
    ],
    missed: [
      "`sql` templates in conditions, but for one equality: what names the key is unknown",
      "`sql.raw` text in conditions: unknown",
    ],
  },
  hint: /\.\s*(?:from|insert|update|delete|\$count|findMany|findFirst)\s*\(|\bdrizzleTenantScope\b/,
  mentions: (catalog) => new RegExp(`\\b(?:drizzleTenantScope|${[...catalog.models.values()].filter(({ library }) => library === "drizzle").map(({ name }) => name.replaceAll("$", "\\$")).join("|") || "(?!)"})\\b`),
  recognize,
  clients: { makers: /^drizzleTenantScope$/, open: { makers: /^drizzle$/ }, preparations: (made, file) => scopedByRuntime(made, file, "references") },
  binds: { makers: /^drizzle$/, options: /^(?:connection|connectionString|url)$/ },
  addFilter,
  addColumn,
});
