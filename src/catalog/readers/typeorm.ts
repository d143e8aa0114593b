import { readTypeormSchema } from "../typeorm/read-schema.ts";
import { defineSchemaReader } from "../schema-reader.ts";

export default defineSchemaReader({
  name: "typeorm",
  kind: "source",
  packages: ["typeorm"],
  hint: /@\w*(?:Entity|Column)\w*\s*\(|\bnew EntitySchema\b|\binvalidWhereValuesBehavior\b/,
  read: readTypeormSchema,
});
