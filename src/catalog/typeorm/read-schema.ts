import type { SchemaProblem } from "../catalog.ts";
import type { DeclaredSchema } from "../declared-model.ts";
import { Modules } from "../source/modules.ts";
import { classesIn } from "../source/classes.ts";
import { schemaObjectsIn } from "./schema-object-declarations.ts";
import { entityOfClass } from "./decorated.ts";
import { modelsOfEntities } from "../source/entity-models.ts";
import { inheritedEntity } from "../source/lineage.ts";
import { entityOfSchema } from "./schema-objects.ts";
import { undefinedInFilters } from "./undefined-values.ts";

/**
 * Reads the entities that classes with decorators and `EntitySchema` objects declare, with what they inherit from classes
 * of other modules. A model is called as its class is, or as its schema object says.
 */
export function readTypeormSchema(files: readonly string[]): DeclaredSchema {
  const modules = new Modules();
  const read = files.map((file) => modules.at(file));
  const problems = read.flatMap(({ file, problem }): SchemaProblem[] => (problem === undefined ? [] : [{ file, line: 1, message: `Expected a module that can be read: it is ${problem}.` }]));
  const classes = read.flatMap(classesIn);
  const named = new Map([...classes].reverse().map((one) => [one.name, one]));
  const objects = read.flatMap(schemaObjectsIn);
  const lineage = { named, modules, read: entityOfClass, isLibrary: (source: string) => source === "typeorm" };
  const entities = [...classes.flatMap((one) => inheritedEntity(one, lineage) ?? []), ...objects.flatMap((one) => entityOfSchema(one) ?? [])];
  const models = modelsOfEntities(entities, { library: "typeorm", whenUndefined: undefinedInFilters(files) });
  const used = new Set([...classes.map(({ module }) => module.file), ...objects.map(({ file }) => file)]);
  return { models, problems, files: files.filter((file) => used.has(file)) };
}
