import { readObjectionSchema } from "../objection/read-schema.ts";
import { defineSchemaReader } from "../schema-reader.ts";

export default defineSchemaReader({
  name: "objection",
  kind: "source",
  packages: ["objection"],
  hint: /\btableName\b|\bextends\s+[\w.]*(?:Model|QueryBuilder)\b|\brelationMappings\b|\bjsonSchema\b|\bMappers\b|\bknex\w+Mappers\b|\.schema\b|\.raw\s*\([\s\S]{0,200}?\b(?:table|view)\b/i,
  read: readObjectionSchema,
});
