import type { SchemaProblem } from "../catalog.ts";
import type { DeclaredModel, DeclaredSchema } from "../declared-model.ts";
import { linkReferences } from "../references.ts";
import { Modules } from "../source/modules.ts";
import { classesIn } from "../source/classes.ts";
import { schemaObjectsIn } from "./schema-object-declarations.ts";
import type { ReadEntity } from "./entities.ts";
import { fieldsOf, keyColumns } from "./fields.ts";
import { inheritedEntity } from "./lineage.ts";
import { withNamedRelations } from "./named-relations.ts";
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
  const whole = largest([...classes.flatMap((one) => inheritedEntity(one, { named, modules }) ?? []), ...objects.flatMap((one) => entityOfSchema(one) ?? [])]);
  const whenUndefined = undefinedInFilters(files);
  const models = new Map([...whole].map(([name, entity]) => [name, modelOf(entity, whole, whenUndefined)]));
  const used = new Set([...classes.map(({ module }) => module.file), ...objects.map(({ file }) => file)]);
  return { models: linkReferences(withNamedRelations(models)), problems, files: files.filter((file) => used.has(file)) };
}

function modelOf(entity: ReadEntity, all: ReadonlyMap<string, ReadEntity>, whenUndefined: DeclaredModel["whenUndefined"]): DeclaredModel {
  const fields = fieldsOf(entity, all);
  const unique = (names: readonly string[]): readonly string[] => names.flatMap((name) => fields.get(name)?.relation?.columns ?? [name]);
  const id = keyColumns(entity, fields);
  const keys = [...uniquesOf(entity).map(unique), ...(id.length > 1 ? [id] : [])];
  return {
    name: entity.name, library: "typeorm", table: entity.table ?? "", kind: entity.kind, file: entity.file, line: entity.line, fields, id,
    uniques: keys.map((columns) => ({ name: columns.length > 1 ? columns.join("_") : undefined, columns })),
    ...(whenUndefined ? { whenUndefined } : {}),
  };
}

/** Several databases' variants of one entity: the one that says most. */
function largest(entities: readonly ReadEntity[]): ReadonlyMap<string, ReadEntity> {
  const found = new Map<string, ReadEntity>();
  for (const entity of entities) {
    const known = found.get(entity.name);
    if (!known || sizeOf(entity) > sizeOf(known)) found.set(entity.name, entity);
  }
  return found;
}

function sizeOf({ columns, relations }: ReadEntity): number {
  return columns.length + relations.length;
}

function uniquesOf({ columns, relations, uniques }: ReadEntity): readonly (readonly string[])[] {
  const single = [...columns, ...relations.filter(({ holds }) => holds)].filter(({ unique }) => unique).map(({ name }) => [name]);
  return [...single, ...uniques];
}
