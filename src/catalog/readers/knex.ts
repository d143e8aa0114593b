import { readKnexSchema } from "../knex/read-schema.ts";
import { defineSchemaReader } from "../schema-reader.ts";

export default defineSchemaReader({
  name: "knex",
  kind: "source",
  secondary: true,
  packages: ["knex", "objection"],
  hint: /\.schema\b|\.raw\s*\([\s\S]{0,200}?\b(?:table|view)\b|["']knex\/types\/tables/i,
  files: /\.[cm]?[jt]sx?$/,
  read: readKnexSchema,
});
