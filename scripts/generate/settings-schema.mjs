import { toJsonSchema } from "@valibot/to-json-schema";

/**
 * Text of schema.json: what editors complete and check `ringfence.json` with.
 * @param {Record<string, unknown>} module The built src/settings/settings-schema.ts.
 */
export function jsonSchemaOf(module) {
  const schema = /** @type {import("valibot").GenericSchema | undefined} */ (module["settingsFileSchema"]);
  if (!schema) throw new Error("src/settings/settings-schema.ts: expected an export named settingsFileSchema.");
  return `${JSON.stringify(toJsonSchema(schema, { typeMode: "input" }), null, 2)}\n`;
}
