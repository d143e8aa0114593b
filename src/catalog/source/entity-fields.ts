import type { Field } from "../catalog.ts";
import { snakeCase } from "./snake-case.ts";
import type { ReadEntity, ReadRelation } from "./entities.ts";

/** The fields of an entity: columns, relations, and for relations whose key is no property of the class, the key's column. */
export function fieldsOf(entity: ReadEntity, all: ReadonlyMap<string, ReadEntity>): ReadonlyMap<string, Field> {
  const fields = new Map<string, Field>();
  for (const { name, column, type, kind, list, required, defaulted } of entity.columns) {
    fields.set(name, { name, column, type, kind, list, required, defaulted, relation: undefined, references: undefined });
  }
  for (const relation of entity.relations) {
    const { name, target, kind } = relation;
    const list = kind === "one-to-many" || kind === "many-to-many";
    const joins = relation.holds ? joinsOf(relation, all) : [];
    const columns = joins.map((join) => joinColumn(join, relation, fields));
    const required = relation.holds ? columns.every((column) => fields.get(column)?.required === true) : list;
    fields.set(name, { name, column: name, type: target, kind: "relation", list, required, defaulted: false, relation: { model: target, columns, references: joins.map((join) => join.references) }, references: undefined });
  }
  return fields;
}

/** The columns of the primary key, those behind relations included. */
export function keyColumns({ columns, relations }: ReadEntity, fields: ReadonlyMap<string, Field>): readonly string[] {
  const own = columns.filter(({ primary }) => primary).map(({ name }) => name);
  const held = relations.filter(({ primary }) => primary).flatMap(({ name }) => fields.get(name)?.relation?.columns ?? []);
  return [...new Set([...own, ...held])];
}

interface Join {
  /** Name in the database. */
  readonly column: string;
  readonly references: string;
  readonly type: string;
}

function joinsOf(relation: ReadRelation, all: ReadonlyMap<string, ReadEntity>): readonly Join[] {
  const target = all.get(relation.target);
  const ids = target?.columns.filter(({ primary }) => primary) ?? [];
  const given = relation.joins.filter((join) => join.column !== undefined || join.references !== undefined);
  const count = Math.max(given.length, ids.length, 1);
  return Array.from({ length: count }, (_, index): Join => {
    const named = given[index];
    const far = named?.references;
    const references = target?.columns.find(({ name, column }) => name === far || column === far)?.name ?? far ?? ids[index]?.name ?? "id";
    const type = target?.columns.find(({ name }) => name === references)?.type ?? "String";
    return { column: named?.column ?? `${relation.name}${capitalized(references)}`, references, type };
  });
}

/** The property over a join column; one that has none is known by the name it would have. */
function joinColumn({ column, references, type }: Join, { name, required }: ReadRelation, fields: Map<string, Field>): string {
  const declared = [...fields.values()].find((field) => field.relation === undefined && (field.column === column || field.name === column || snakeCase(field.column) === snakeCase(column)));
  if (declared) return declared.name;
  const hidden = `${name}${capitalized(references)}`;
  fields.set(hidden, { name: hidden, column, type, kind: "scalar", list: false, required, defaulted: false, hidden: true, relation: undefined, references: undefined });
  return hidden;
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
