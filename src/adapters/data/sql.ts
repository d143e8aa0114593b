import type { Catalog } from "../../catalog/catalog.ts";
import { defineAdapter } from "../data-adapter.ts";
import { recognize } from "./sql/recognize.ts";

export default defineAdapter({
  name: "sql",
  packages: ["pg", "postgres", "mysql2", "better-sqlite3", "slonik", "@clickhouse/client"],
  docs: "https://node-postgres.com/features/queries",
  hint: /\b(?:from|into|join|update)\s+(?:only\s+)?["`$\\\w]/i,
  mentions: (catalog) => new RegExp(String.raw`\b(?:from|into|join|update)\s+(?:only\s+)?(?:["\x60\w]+\.)?(?:\\?["\x60])?(?:(?:${namesIn(catalog)})\b|\$\{)`, "i"),
  recognize,
  addFilter: () => ({ refused: "What SQL says is not edited." }),
  addColumn: () => ({ refused: "What SQL writes is not edited." }),
});

function namesIn(catalog: Catalog): string {
  const names = [...catalog.models.values()].map(({ table }) => table.replace(/[^\w]/g, String.raw`\$&`));
  return names.length > 0 ? [...new Set(names)].join("|") : "(?!)";
}
