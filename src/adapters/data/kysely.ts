import { defineAdapter } from "../data-adapter.ts";
import { addColumn } from "../query/row-edits.ts";
import { addFilter } from "./kysely/edits.ts";
import { recognize } from "./kysely/recognize.ts";

export default defineAdapter({
  name: "kysely",
  packages: ["kysely"],
  docs: "https://kysely-org.github.io/kysely-apidoc/",
  hint: /\b(?:selectFrom|insertInto|replaceInto|updateTable|deleteFrom|expressionBuilder|ExpressionBuilder)\b/,
  mentions: () => /(?:)/,
  recognize,
  addFilter,
  addColumn,
});
