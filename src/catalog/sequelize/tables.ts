import type { Field } from "../catalog.ts";
import { snakeCase } from "../source/snake-case.ts";
import { columnField, uniqueKey, type DeclaredRelation, type DeclaredTable, type ForeignKey } from "../source/table-models.ts";
import { keyName, plural, stemOf, tableName } from "./names.ts";
import type { Association, ReadColumn, ReadModel } from "./read-model.ts";

/** The models of a schema, by every name that code has for them. */
class Names {
  readonly #exact = new Map<string, string>();
  readonly #stems = new Map<string, string>();

  constructor(models: readonly ReadModel[]) {
    for (const { name } of models) this.#exact.set(name, name);
    for (const model of models) {
      for (const name of [...model.aliases, tableOf(model)]) if (!this.#exact.has(name)) this.#exact.set(name, model.name);
      for (const name of [model.name, ...model.aliases, tableOf(model)]) if (!this.#stems.has(stemOf(name))) this.#stems.set(stemOf(name), model.name);
    }
  }

  model(name: string): string | undefined {
    return this.#exact.get(name) ?? this.#stems.get(stemOf(name));
  }
}

/** A table that is still being put together. */
interface Draft {
  readonly model: ReadModel;
  readonly fields: Map<string, Field>;
  readonly foreignKeys: ForeignKey[];
  readonly relations: DeclaredRelation[];
}

/** The tables of models, with the columns that the library adds: `id`, the times, and the keys of associations. */
export function tablesOf(models: readonly ReadModel[], associations: readonly Association[]): readonly DeclaredTable[] {
  const names = new Names(models);
  const drafts = new Map(models.map((model) => [model.name, draftOf(model, names)]));
  for (const association of associations) {
    const source = drafts.get(names.model(association.source) ?? "");
    const target = drafts.get(names.model(association.target) ?? "");
    if (source && target) associate(association, source, target, drafts.get(names.model(association.through ?? "") ?? ""));
  }
  return [...drafts.values()].map(tableFrom);
}

function draftOf(model: ReadModel, names: Names): Draft {
  const columns = [...(model.columns.some(({ primary }) => primary) ? [] : [implicitId]), ...model.columns, ...timesOf(model)];
  const fields = new Map(columns.map((column) => [column.name, fieldOf(column, model)]));
  const foreignKeys = columns.flatMap(({ name, references }) => {
    const target = references && names.model(references.model);
    return target === undefined ? [] : [{ columns: [name], table: target, references: [references?.key ?? "id"] }];
  });
  return { model, fields, foreignKeys, relations: [] };
}

const implicitId: ReadColumn = { name: "id", column: undefined, type: "Int", kind: "scalar", list: false, required: true, defaulted: true, primary: true, unique: false, references: undefined };

function timesOf({ columns, timestamps, paranoid }: ReadModel): readonly ReadColumn[] {
  const names = [...(timestamps ? ["createdAt", "updatedAt"] : []), ...(paranoid ? ["deletedAt"] : [])];
  return names.filter((name) => !columns.some((column) => column.name === name)).map((name) => ({ ...implicitId, name, type: "DATE", required: false, primary: false }));
}

function fieldOf({ name, column, type, kind, uuid, list, required, defaulted }: ReadColumn, { underscored }: ReadModel): Field {
  return columnField({ name, column: column ?? (underscored ? snakeCase(name) : name), type, kind, list, required, defaulted, ...(uuid && { uuid }) });
}

function associate(association: Association, source: Draft, target: Draft, through: Draft | undefined): void {
  const { kind, as } = association;
  switch (kind) {
    case "belongsTo": {
      const name = as ?? singular(target);
      const key = addKey(association.foreignKey ?? keyName(name, idOf(target)), association, source, target);
      source.relations.push({ name, target: target.model.name, many: false, columns: [key], references: [idOf(target)] });
      return;
    }
    case "hasOne":
    case "hasMany":
      addKey(association.foreignKey ?? keyName(singular(source), idOf(source)), association, target, source);
      source.relations.push({ name: as ?? (kind === "hasMany" ? plural(singular(target)) : singular(target)), target: target.model.name, many: kind === "hasMany", columns: [], references: [] });
      return;
    case "belongsToMany":
      if (through) {
        addKey(association.foreignKey ?? keyName(singular(source), idOf(source)), association, through, source);
        addKey(association.otherKey ?? keyName(singular(target), idOf(target)), { ...association, column: undefined }, through, target);
      }
      source.relations.push({ name: as ?? plural(singular(target)), target: target.model.name, many: true, columns: [], references: [] });
  }
}

/** The name by which associations call one row of a model. */
function singular({ model }: Draft): string {
  return model.aliases.at(-1) ?? model.name;
}

function idOf({ model }: Draft): string {
  return model.columns.find(({ primary }) => primary)?.name ?? "id";
}

/** The column of an association: declared, or added by it. */
function addKey(name: string, { required, column }: Association, holder: Draft, owner: Draft): string {
  const known = holder.fields.get(name) ?? [...holder.fields.values()].find((field) => field.column === name);
  if (!known) {
    const type = owner.fields.get(idOf(owner))?.type ?? "Int";
    holder.fields.set(name, fieldOf({ ...implicitId, name, column, type, required, defaulted: false, primary: false }, holder.model));
  }
  const key = known?.name ?? name;
  if (!holder.foreignKeys.some(({ columns }) => columns[0] === key)) holder.foreignKeys.push({ columns: [key], table: owner.model.name, references: [idOf(owner)] });
  return key;
}

function tableFrom({ model, fields, foreignKeys, relations }: Draft): DeclaredTable {
  const { name, file, line } = model;
  const primary = model.columns.filter((column) => column.primary).map((column) => column.name);
  const id = primary.length > 0 ? primary : ["id"];
  const shared = new Map<string, string[]>();
  for (const column of model.columns) if (typeof column.unique === "string") shared.set(column.unique, [...(shared.get(column.unique) ?? []), column.name]);
  const named = (column: string): string => fields.get(column)?.name ?? [...fields.values()].find((field) => field.column === column)?.name ?? column;
  const uniques = [...model.columns.filter(({ unique }) => unique === true).map((column) => [column.name]), ...shared.values(), ...model.uniques.map((columns) => columns.map(named)), ...(id.length > 1 ? [id] : [])];
  return { name, table: tableOf(model), kind: "model", file, line, fields: [...fields.values()], id, uniques: uniques.map(uniqueKey), foreignKeys, relations: distinct(relations), rowSecurity: false };
}

function distinct(relations: readonly DeclaredRelation[]): readonly DeclaredRelation[] {
  return [...new Map([...relations].reverse().map((relation) => [relation.name, relation])).values()].reverse();
}

function tableOf({ name, aliases, table, underscored }: ReadModel): string {
  return table ?? tableName(aliases.at(-1) ?? name, underscored);
}
