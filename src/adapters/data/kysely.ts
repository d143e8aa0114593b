import { defineAdapter } from "../data-adapter.ts";
import { addColumn } from "../query/row-edits.ts";
import { addFilter } from "./kysely/edits.ts";
import { makers, preparations } from "./kysely/plugins.ts";
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
      "tables from `interface Database`, generated types and migrations",
    ],
    missed: [
      "plugins of your own: what they add, so queries of their clients are unknown",
      "rows asked of a `with` by its name: the query inside it is judged",
      "`mergeInto`",
    ],
  },
  hint: /\b(?:selectFrom|insertInto|replaceInto|updateTable|deleteFrom|expressionBuilder|ExpressionBuilder|kyselyTenantScope|withPlugin|new\s+Kysely)\b/,
  mentions: () => /(?:)/,
  recognize,
  clients: { makers, preparations },
  addFilter,
  addColumn,
});
