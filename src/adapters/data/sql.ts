import type { Catalog } from "../../catalog/catalog.ts";
import { defineAdapter } from "../data-adapter.ts";
import { recognize } from "./sql/recognize.ts";

export default defineAdapter({
  name: "sql",
  packages: ["pg", "postgres", "mysql2", "better-sqlite3", "slonik", "@clickhouse/client"],
  docs: "https://node-postgres.com/features/queries",
  support: {
    recognized: [
      "text that any driver runs, tagged templates, prepared statements",
      "joins, subqueries, unions, common table expressions, `insert … select`, `update … from`, `delete … using`",
      "fragments that are put together from constants, under conditions too, by `sql.join`, `Prisma.join` and lists of text",
      "ClickHouse's `prewhere`, `final`, `sample` and `{name: Type}`",
      "tables from SQL files, from `create table` in code and from models of other libraries, views by what their columns are in the tables below; a table that nobody declares by what its keys lead to, where a row is found by its id",
      "search paths (`SET search_path`), schemas that are filled in, and pools for a tenant's database",
    ],
    missed: [
      "procedural blocks and functions: what they read",
      "views that ask who is asking in their conditions",
      "text from elsewhere, such as a file: unknown",
      "statements of MySQL, SQLite and ClickHouse that have no likeness in Postgres: unknown",
    ],
  },
  hint: /\b(?:from|into|join|update)\s+(?:only\s+)?["`$\\\w]/i,
  mentions: (catalog) => new RegExp(String.raw`\b(?:from|into|join|update)\s+(?:only\s+)?(?:["\x60\w]+\.)?(?:\\?["\x60])?(?:(?:${namesIn(catalog)})\b|\$\{)`, "i"),
  recognize,
  binds: { makers: /^(?:Pool|Client|postgres|createPool|createConnection)$/, options: /^(?:database|connectionString|options|search_path|uri|url)$/, pools: /^Pool$/ },
  addFilter: () => ({ refused: "What SQL says is not edited." }),
  addColumn: () => ({ refused: "What SQL writes is not edited." }),
});

function namesIn(catalog: Catalog): string {
  const names = [...catalog.models.values()].map(({ table }) => table.replace(/[^\w]/g, String.raw`\$&`));
  return names.length > 0 ? [...new Set(names)].join("|") : "(?!)";
}
