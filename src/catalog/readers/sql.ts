import { defineSchemaReader } from "../schema-reader.ts";
import { findSqlSchemas, groupSqlSchemas } from "../sql/find-schemas.ts";
import { readSqlSchema } from "../sql/read-schema.ts";

export default defineSchemaReader({
  name: "sql",
  kind: "files",
  secondary: true,
  files: /\.sql$/,
  find: findSqlSchemas,
  group: groupSqlSchemas,
  read: readSqlSchema,
});
