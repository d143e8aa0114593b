import * as v from "valibot";
import { defaultSystemGlobs } from "./defaults.ts";
import type { Settings } from "./settings.ts";

const text = v.pipe(v.string(), v.nonEmpty());
const texts = (description: string) => v.pipe(v.array(text), v.description(description));
const lists = (description: string) => v.pipe(v.record(text, v.pipe(v.array(text), v.minLength(1))), v.description(description));
const none = (): string[] => [];

const entries = {
  tenant: v.optional(
    v.pipe(
      v.strictObject({
        root: v.optional(v.pipe(text, v.description("Model that is the company."))),
        keys: v.optional(texts("Columns that name a tenant; no other column counts then.")),
        aliases: v.optional(texts("Other names the code uses for a key, such as accountId for companyId."), none),
        principal: v.optional(texts("Columns that name the signed-in user.")),
      }),
      v.description("Who the tenants are. What is left out is inferred from the schema."),
    ),
    {},
  ),
  models: v.optional(
    v.pipe(
      v.strictObject({
        global: v.optional(texts("Models that belong to no tenant."), none),
        owned: v.optional(lists("Model name to the columns that own it."), {}),
        through: v.optional(lists('Model name to the relation path that leads to its owner, such as ["invoice", "company"].'), {}),
      }),
      v.description("Corrections to what the schema says about single models."),
    ),
    {},
  ),
  trusted: v.optional(texts("Dotted names whose values are trusted: req.company.id, getCurrentCompany()."), none),
  untrusted: v.optional(texts("Dotted names whose values are not trusted."), none),
  guards: v.optional(texts("Functions that throw, return false or leave unless what they are given belongs to the caller."), none),
  scopedClients: v.optional(texts("Names of clients that scope every query by themselves."), none),
  unscopedClients: v.optional(texts("Names of clients that are unscoped on purpose."), none),
  caches: v.optional(
    v.pipe(
      v.strictObject({
        clients: v.optional(texts("Names of cache clients."), none),
        keyBuilders: v.optional(texts("Functions that make cache keys."), none),
      }),
      v.description("Caches that are not recognised by their package."),
    ),
    {},
  ),
  system: v.pipe(
    v.optional(texts("Globs of files where no tenant is signed in, added to the built-in ones; a glob that begins with ! takes files back."), none),
    v.transform((globs): readonly string[] => [...defaultSystemGlobs, ...globs]),
  ),
  schema: v.optional(texts("Globs of schema files; found by themselves when left out.")),
  bypass: v.optional(
    v.pipe(v.strictObject({ functions: v.optional(texts("Functions that run code for all tenants."), none) }), v.description("Deliberate work for all tenants.")),
    {},
  ),
};

/** Keys that a part of the settings may have, by its dotted path; undefined where any key may stand, and for what is no object. */
export function knownKeys(path: string): string[] | undefined {
  if (path === "") return Object.keys(entries);
  const part = Object.entries({ tenant: entries.tenant, models: entries.models, caches: entries.caches, bypass: entries.bypass }).find(([name]) => name === path);
  return part && Object.keys(part[1].wrapped.entries);
}

/** Settings as ESLint's `settings.ringfence` gives them; its output has every default filled in. */
export const settingsSchema: v.GenericSchema<v.InferInput<v.StrictObjectSchema<typeof entries, undefined>>, Settings> = v.strictObject(entries);

/** Contents of `ringfence.json`, which may name its JSON schema; the JSON schema itself is generated from this one's input. */
export const settingsFileSchema = v.pipe(
  v.strictObject({ $schema: v.optional(v.pipe(v.string(), v.description("Where editors find the JSON schema."))), ...entries }),
  v.title("Ringfence settings"),
);
