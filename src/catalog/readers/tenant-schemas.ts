import { defineSchemaReader } from "../schema-reader.ts";
import { readTenantSchemas } from "../source/tenant-schemas.ts";

export default defineSchemaReader({
  name: "tenant-schemas",
  kind: "source",
  adjoins: true,
  packages: ["@prisma/client", "drizzle-orm", "kysely", "knex", "typeorm", "sequelize", "objection", "@mikro-orm/core", "mongoose", "pg", "postgres", "mysql2"],
  hint: /\bsearch_path\b|\b(?:from|join|into|update)\s+"?\w*\$\{[^}]*\}"?\s*\.|\.\s*(?:withSchema|useDb|schema)\s*\(\s*[\w$`]|\b(?:new\s+(?:PrismaClient|Pool|DataSource|Sequelize)\s*\([^)]*\b(?:tenant|company|org|workspace)|createConnection\s*\(\s*[\w$`{])/i,
  read: readTenantSchemas,
});
