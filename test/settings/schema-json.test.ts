import { toJsonSchema } from "@valibot/to-json-schema";
import { expect, it } from "vitest";
import { settingsFileSchema } from "../../src/settings/settings-schema.ts";

it("schema.json is what the settings schema says; `vitest -u` writes it", async () => {
  const schema = toJsonSchema(settingsFileSchema, { typeMode: "input" });
  await expect(`${JSON.stringify(schema, null, 2)}\n`).toMatchFileSnapshot("../../schema.json");
});
