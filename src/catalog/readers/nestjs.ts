import { readProviders } from "../nestjs/read-providers.ts";
import { defineSchemaReader } from "../schema-reader.ts";

export default defineSchemaReader({
  name: "nestjs",
  kind: "source",
  adjoins: true,
  packages: ["@nestjs/common"],
  hint: /\bprovide\s*:[\s\S]*\buse(?:Factory|Value|Existing)\b|\buse(?:Factory|Value|Existing)\b[\s\S]*\bprovide\s*:/,
  read: readProviders,
});
