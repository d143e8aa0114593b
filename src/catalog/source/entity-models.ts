import type { Field, Model, ScopeCondition } from "../catalog.ts";
import type { DeclaredModel } from "../declared-model.ts";
import { linkReferences } from "../references.ts";
import type { ReadEntity } from "./entities.ts";
import { fieldsOf, keyColumns } from "./entity-fields.ts";
import { withNamedRelations } from "./named-relations.ts";

/** What a library or its version says of all models. */
interface Common {
  readonly library: string;
  readonly whenUndefined?: Model["whenUndefined"];
}

/** The models of entities, with relations that only a column's name tells. */
export function modelsOfEntities(entities: readonly ReadEntity[], common: Common): Map<string, DeclaredModel> {
  const whole = largest(entities);
  return linkReferences(withNamedRelations(new Map([...whole].map(([name, entity]) => [name, modelOf(entity, whole, common)]))));
}

function modelOf(entity: ReadEntity, all: ReadonlyMap<string, ReadEntity>, { library, whenUndefined }: Common): DeclaredModel {
  const fields = fieldsOf(entity, all);
  const unique = (names: readonly string[]): readonly string[] => names.flatMap((name) => fields.get(name)?.relation?.columns ?? [name]);
  const id = keyColumns(entity, fields);
  const keys = [...uniquesOf(entity).map(unique), ...(id.length > 1 ? [id] : [])];
  return {
    name: entity.name, library, table: entity.table ?? "", kind: entity.kind, file: entity.file, line: entity.line, fields, id,
    uniques: keys.map((columns) => ({ name: columns.length > 1 ? columns.join("_") : undefined, columns })),
    ...(whenUndefined ? { whenUndefined } : {}),
    ...scopesOf(entity, fields, all),
  };
}

/** Filters as what each sets equal to the properties of what it is given. */
function scopesOf({ filters = [] }: ReadEntity, fields: ReadonlyMap<string, Field>, all: ReadonlyMap<string, ReadEntity>): Pick<Model, "scopes" | "alwaysOn"> {
  if (filters.length === 0) return {};
  const scopes = filters.map(({ name, conditions }) => [name, conditions.flatMap(({ path, property, orNone }) => {
    const condition = conditionAt(path, property, fields, all);
    return condition ? [{ ...condition, ...(orNone && { orNone }) }] : [];
  })] as const);
  return { scopes: Object.fromEntries(scopes), alwaysOn: filters.filter(({ on }) => on).map(({ name }) => name) };
}

function conditionAt([first = "", ...rest]: readonly string[], property: string | undefined, fields: ReadonlyMap<string, Field>, all: ReadonlyMap<string, ReadEntity>): ScopeCondition | undefined {
  const field = fields.get(first);
  if (!field?.relation) return field && rest.length === 0 ? { path: [], column: first, argument: 0, ...(property === undefined ? {} : { property }) } : undefined;
  const { model, columns, references } = field.relation;
  const [held] = columns;
  const isKey = rest.length === 0 || (rest.length === 1 && rest[0] === references[0]);
  if (isKey) return held === undefined ? undefined : { path: [], column: held, argument: 0, ...(property === undefined ? {} : { property }) };
  const target = all.get(model);
  const inside = target && conditionAt(rest, property, fieldsOf(target, all), all);
  return inside && { ...inside, path: [first, ...inside.path] };
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
