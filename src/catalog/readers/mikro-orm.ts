import { readMikroOrmSchema } from "../mikro-orm/read-schema.ts";
import { defineSchemaReader } from "../schema-reader.ts";

export default defineSchemaReader({
  name: "mikro-orm",
  kind: "source",
  packages: ["@mikro-orm/core", "@mikro-orm/postgresql", "@mikro-orm/mysql", "@mikro-orm/mariadb", "@mikro-orm/sqlite", "@mikro-orm/better-sqlite", "@mikro-orm/libsql", "@mikro-orm/mssql", "@mikro-orm/mongodb", "@mikro-orm/sql", "@mikro-orm/knex"],
  hint: /@(?:Entity|Property|PrimaryKey|ManyToOne|OneToMany)\s*\(|\bnew EntitySchema\b|\bdefineEntity\s*\(|\bignoreUndefinedInQuery\b|\bfilters\s*:\s*\{[\s\S]{0,400}?\bcond\b/,
  read: readMikroOrmSchema,
});
