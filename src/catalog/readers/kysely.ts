import { readKyselySchema } from "../kysely/read-schema.ts";
import { defineSchemaReader } from "../schema-reader.ts";

export default defineSchemaReader({
  name: "kysely",
  kind: "source",
  secondary: true,
  packages: ["kysely"],
  hint: /\bKysely<|\.schema\b|["']kysely["']|\binterface\s+(?:DB|Database)\b/,
  files: /\.[cm]?[jt]sx?$/,
  read: readKyselySchema,
});
