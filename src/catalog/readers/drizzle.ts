import { readDrizzleSchema } from "../drizzle/read-schema.ts";
import { defineSchemaReader } from "../schema-reader.ts";

export default defineSchemaReader({
  name: "drizzle",
  kind: "source",
  packages: ["drizzle-orm"],
  hint: /["']drizzle-orm\/[\w-]+-core["']|\b(?:defineRelations(?:Part)?|relations)\s*\(/,
  read: readDrizzleSchema,
});
