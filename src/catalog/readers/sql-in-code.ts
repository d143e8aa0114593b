import { defineSchemaReader } from "../schema-reader.ts";
import { readSqlInCode } from "../sql/sql-in-code.ts";

export default defineSchemaReader({
  name: "sql-in-code",
  kind: "source",
  lastResort: true,
  packages: ["pg", "pg-promise", "postgres", "@neondatabase/serverless", "@vercel/postgres", "slonik", "mysql", "mysql2", "mariadb", "better-sqlite3", "sqlite", "sqlite3", "@libsql/client"],
  hint: /\bcreate\s+table\b|\balter\s+table\b/i,
  files: /\.[cm]?[jt]sx?$/,
  read: readSqlInCode,
});
