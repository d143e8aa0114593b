import { readHandedSettings } from "../sql/handed-settings.ts";
import { defineSchemaReader } from "../schema-reader.ts";

export default defineSchemaReader({
  name: "handed-settings",
  kind: "source",
  adjoins: true,
  packages: ["@prisma/client", "drizzle-orm", "kysely", "knex", "typeorm", "sequelize", "objection", "@mikro-orm/core"],
  // By a function of the database, too.
  hint: /\bset_config\s*\(|\bset\s+local\b|\b(?:select|call)\s+[\w."]+\s*\(\s*'?(?:\$|\?|:)/i,
  read: readHandedSettings,
});
