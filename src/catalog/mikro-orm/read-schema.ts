import type { SchemaProblem } from "../catalog.ts";
import type { DeclaredSchema } from "../declared-model.ts";
import { readText } from "../repository-files.ts";
import { classesIn } from "../source/classes.ts";
import { modelsOfEntities } from "../source/entity-models.ts";
import { inheritedEntity } from "../source/lineage.ts";
import { Modules } from "../source/modules.ts";
import { configuredFilters, withConfigured } from "./configured-filters.ts";
import { entityOfClass } from "./decorated.ts";
import { objectsIn } from "./objects.ts";

/**
 * Reads the entities that classes with decorators, `EntitySchema` objects and `defineEntity` declare. A model is called as
 * its class is, or as its object says.
 */
export function readMikroOrmSchema(files: readonly string[]): DeclaredSchema {
  const modules = new Modules();
  const read = files.map((file) => modules.at(file));
  const problems = read.flatMap(({ file, problem }): SchemaProblem[] => (problem === undefined ? [] : [{ file, line: 1, message: `Expected a module that can be read: it is ${problem}.` }]));
  const classes = read.flatMap(classesIn);
  const named = new Map([...classes].reverse().map((one) => [one.name, one]));
  const lineage = { named, modules, read: entityOfClass, isLibrary: (source: string) => source.startsWith("@mikro-orm/") };
  const entities = [...classes.flatMap((one) => inheritedEntity(one, lineage) ?? []), ...read.flatMap(objectsIn)];
  const filters = read.flatMap(configuredFilters);
  const models = modelsOfEntities(entities.map((entity) => withConfigured(entity, filters)), { library: "mikro-orm", ...(dropsUndefined(files) ? { whenUndefined: "drops" } : {}) });
  const used = new Set([...models.values()].map(({ file }) => file));
  return { models, problems, files: files.filter((file) => used.has(file)) };
}

/** A value that is undefined stands for null, unless the configuration says otherwise. */
function dropsUndefined(files: readonly string[]): boolean {
  return files.some((file) => /\bignoreUndefinedInQuery\s*:\s*true\b/.test(readText(file)));
}
