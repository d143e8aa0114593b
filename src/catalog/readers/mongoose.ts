import { readMongooseSchema } from "../mongoose/read-schema.ts";
import { defineSchemaReader } from "../schema-reader.ts";

export default defineSchemaReader({
  name: "mongoose",
  kind: "source",
  packages: ["mongoose", "@nestjs/mongoose", "@typegoose/typegoose"],
  hint: /\bSchema\s*(?:<[^()]*>)?\(|\bmodel\s*(?:<[^()]*>)?\(|\bdiscriminator\s*(?:<[^()]*>)?\(|\bforFeature\b|\bgetModelForClass\b|\bignoreUndefined\b|\.\s*(?:pre|plugin)\s*\(/,
  read: readMongooseSchema,
});
