import { defineAdapter } from "../data-adapter.ts";
import { addColumn } from "../query/row-edits.ts";
import { addFilter } from "./kysely/edits.ts";
import { evaluates } from "./kysely/nodes.ts";
import { inherits, makers, preparations } from "./kysely/plugins.ts";
import { recognize } from "./kysely/recognize.ts";

export default defineAdapter({
  name: "kysely",
  packages: ["kysely"],
  docs: "https://kysely-org.github.io/kysely-apidoc/",
  support: {
    recognized: [
      "chains with callbacks, the expression builder, `$if`, joins, unions and subqueries",
      "`sql` templates in conditions, with equalities",
      "`onConflict`, `onDuplicateKeyUpdate`, `replaceInto`",
      "plugins of your own by their code: what they add to reads, updates and deletes of which tables, under an alias or inside another query, and to new rows; as nodes, with the builder or with `sql`",
      "tables from `interface Database`, generated types and migrations; views that migrations make in SQL",
      "what a container of NestJS gives for a token, by the module that provides it",
      "queries and clients that are bound to a tenant's schema (`withSchema`)",
    ],
    missed: [
      "plugins of your own, for tables that are joined",
      "rows asked of a `with` by its name: the query inside it is judged",
      "`createView` of the schema builder",
      "`mergeInto`",
    ],
  },
  hint: /\b(?:selectFrom|insertInto|replaceInto|updateTable|deleteFrom|expressionBuilder|ExpressionBuilder|kyselyTenantScope|withPlugin|KyselyPlugin|OperationNodeTransformer|new\s+Kysely)\b/,
  mentions: () => /(?:)/,
  recognize,
  clients: { makers, parts: /Plugin$/, open: { makers: /^Kysely$/, back: /^withoutPlugins$/ }, preparations, evaluates, inherits },
  binds: { methods: /^withSchema$/ },
  addFilter,
  addColumn,
});
