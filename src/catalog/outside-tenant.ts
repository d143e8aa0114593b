import type { DeclaredModels } from "./declared-model.ts";
import { canonical, keyStem, modelWords, nameWeight, pascal } from "./tenant-names.ts";
import type { Level } from "./tenant-levels.ts";

/**
 * A tenant that lives elsewhere, as with a hosted sign-in service: models hold `orgId` or `userId`, and no model has that name.
 * `person` looks for the user's id instead of a company's.
 */
export function outsideTenant(models: DeclaredModels, person: boolean): Level | undefined {
  const known = new Set([...models.keys()].map((name) => canonical(modelWords(name))));
  const found = new Map<string, { columns: Set<string>; models: Set<string>; type: string }>();
  for (const model of models.values()) {
    for (const field of model.fields.values()) {
      const stem = field.kind === "scalar" && !field.list && field.references === undefined ? keyStem(field.name) : undefined;
      if (stem === undefined || known.has(stem) || !(person ? stem === "user" : nameWeight(stem).weight === "strong")) continue;
      const use = found.get(stem) ?? { columns: new Set(), models: new Set(), type: field.type };
      found.set(stem, { ...use, columns: use.columns.add(field.name), models: use.models.add(model.name) });
    }
  }
  const [best] = [...found].sort(([, a], [, b]) => b.models.size - a.models.size);
  if (!best || best[1].models.size < Math.max(2, models.size / 4)) return undefined;
  const [stem, use] = best;
  const because = `No model of the ${stem} stands in the schema, but ${use.models.size} of ${models.size} models hold its id (${[...use.columns].join(", ")}): the tenants are kept elsewhere.`;
  return { name: pascal([stem]), model: undefined, idType: use.type, keys: use.columns, onlyKeys: false, because };
}
