import { readRuntimeScopes } from "../runtime/read-scopes.ts";
import { defineSchemaReader } from "../schema-reader.ts";

export default defineSchemaReader({
  name: "runtime",
  kind: "source",
  adjoins: true,
  packages: ["@ringfence/runtime"],
  hint: /@ringfence\/runtime(?:\/scoped)?["'][\s\S]*TenantScope\b|TenantScope\b[\s\S]*@ringfence\/runtime|\bnew\s+(?:DataSource|Sequelize)\b/,
  read: readRuntimeScopes,
});
