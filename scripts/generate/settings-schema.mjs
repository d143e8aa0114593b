import { toJsonSchema } from "@valibot/to-json-schema";

/**
 * Text of schema.json: what editors complete and check `ringfence.json` with.
 * @param {Record<string, unknown>} module The built src/settings/settings-schema.ts.
 */
export function jsonSchemaOf(module) {
  const schema = /** @type {import("valibot").GenericSchema | undefined} */ (module["settingsSchema"]);
  if (!schema) throw new Error("src/settings/settings-schema.ts: expected an export named settingsSchema.");
  const json = toJsonSchema(schema, { typeMode: "input" });
  return `${JSON.stringify({ ...json, title: "ringfence.json" }, null, 2)}\n`;
}
