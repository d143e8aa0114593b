import { readPrismaSchema } from "../prisma-schema.ts";
import { findPrismaSchemas, groupPrismaSchemas } from "../prisma-schemas.ts";
import { defineSchemaReader } from "../schema-reader.ts";

export default defineSchemaReader({
  name: "prisma",
  kind: "files",
  files: /\.prisma$/,
  find: findPrismaSchemas,
  group: groupPrismaSchemas,
  read: readPrismaSchema,
});
