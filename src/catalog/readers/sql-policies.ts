import { defineSchemaReader } from "../schema-reader.ts";
import { findSqlPolicies, groupSqlPolicies } from "../sql/find-schemas.ts";
import { readSqlSchema } from "../sql/read-schema.ts";

export default defineSchemaReader({
  name: "sql-policies",
  kind: "files",
  adjoins: true,
  files: /\.sql$/,
  find: findSqlPolicies,
  group: groupSqlPolicies,
  read: readSqlSchema,
});
