import type { Field } from "../catalog.ts";
import { snakeCase } from "../source/snake-case.ts";
import { columnField, type DeclaredRelation, type DeclaredTable, type ForeignKey } from "../source/table-models.ts";
import type { ReadModel } from "./models.ts";
import type { JoinColumn, ReadRelation } from "./relations.ts";

/** A model's table while its columns are put together. */
interface Draft {
  readonly model: ReadModel;
  /** What migrations made of it. */
  readonly migrated: DeclaredTable | undefined;
  readonly fields: Map<string, Field>;
  readonly foreignKeys: ForeignKey[];
  readonly relations: DeclaredRelation[];
}

/** The tables of models, with the columns that migrations make, and the tables that only these make; `mapped` where Knex itself turns all names into camel case. */
export function tablesOf(models: readonly ReadModel[], migrated: readonly DeclaredTable[], mapped: boolean): readonly DeclaredTable[] {
  const drafts = models.map((model) => draftOf(model, migrated.find((table) => isTable(table.table, model.table)), mapped));
  for (const draft of drafts) for (const relation of draft.model.relations) relate(relation, draft, drafts);
  for (const draft of drafts) wayBack(draft, drafts);
  const rest = migrated.filter((table) => !drafts.some((draft) => draft.migrated === table));
  const named = (table: string): string => drafts.find((draft) => draft.migrated?.name === table)?.model.name ?? table;
  const renamed = (keys: readonly ForeignKey[]): readonly ForeignKey[] => keys.map((key) => ({ ...key, table: named(key.table), references: key.references.map((column) => nameIn(drafts.find((draft) => draft.migrated?.name === key.table), column)) }));
  return [...drafts.map((draft) => tableFrom(draft, renamed(draft.migrated?.foreignKeys ?? []))), ...rest.map((table) => ({ ...table, foreignKeys: renamed(table.foreignKeys) }))];
}

/** With names mapped by Knex, code calls the table by its name in camel case. */
function isTable(table: string, called: string): boolean {
  return table === called || table === snakeCase(called);
}

function draftOf(model: ReadModel, migrated: DeclaredTable | undefined, everywhere: boolean): Draft {
  const mapped = everywhere || model.mapped;
  const fields = new Map<string, Field>();
  for (const field of migrated?.fields ?? []) {
    const own = model.properties.find(({ name }) => name === field.name || snakeCase(name) === field.name);
    const name = own?.name ?? (mapped ? camelCase(field.name) : field.name);
    fields.set(name, { ...field, name, column: field.name });
  }
  for (const { name, type, list, required, defaulted } of model.properties) {
    if (fields.has(name) || model.relations.some((relation) => relation.name === name)) continue;
    fields.set(name, columnField({ name, column: mapped ? snakeCase(name) : name, type, list, required, defaulted }));
  }
  const draft = { model, migrated, fields, foreignKeys: [], relations: [] };
  for (const column of model.id) keyIn(draft, column, mapped);
  return draft;
}

/** The name of a column however it is written; it is added where nothing declares it. */
function keyIn(draft: Draft, column: string, mapped: boolean): string {
  const known = knownIn(draft, column);
  if (known !== undefined) return known;
  const name = mapped ? camelCase(column) : column;
  draft.fields.set(name, columnField({ name, column, type: "unknown", required: true, defaulted: draft.model.id.includes(column) }));
  return name;
}

function knownIn({ fields }: Draft, column: string): string | undefined {
  if (fields.has(column)) return column;
  return [...fields.values()].find((field) => field.column === column || field.column === snakeCase(column) || field.name === camelCase(column))?.name;
}

function nameIn(draft: Draft | undefined, column: string): string {
  return (draft && knownIn(draft, column)) ?? column;
}

function camelCase(name: string): string {
  return name.replace(/(?<=[A-Za-z\d])_+([A-Za-z\d])/g, (_, letter: string) => letter.toUpperCase());
}

/** Which end holds the key says which of the two is the other's id; the kind says it where that is not told. */
function relate(relation: ReadRelation, source: Draft, drafts: readonly Draft[]): void {
  const target = targetOf(relation, drafts);
  if (!target) return;
  const { name, kind, many } = relation;
  const ends = kind === "through" ? undefined : endsOf(relation, source, target);
  if (ends && holdsKey(kind, ends, source, target)) {
    source.foreignKeys.push({ columns: ends.here, table: target.model.name, references: ends.there });
    source.relations.push({ name, target: target.model.name, many: false, columns: ends.here, references: ends.there });
    return;
  }
  if (ends && isKeyOf(source, ends.here)) target.foreignKeys.push({ columns: ends.there, table: source.model.name, references: ends.here });
  source.relations.push({ name, target: target.model.name, many: many || (kind === "hasOne" && isOneOfMany(target, ends?.there ?? [])), columns: [], references: [] });
}

/** Often "has one" picks one row of many: where migrations say so, two may hold the same key. */
function isOneOfMany({ model, migrated }: Draft, key: readonly string[]): boolean {
  if (!migrated || key.length === 0) return false;
  const columns = key.map(snakeCase);
  return ![model.id, ...migrated.uniques.map((unique) => unique.columns)].some((unique) => unique.every((column) => columns.includes(snakeCase(column))));
}

/** What a table between two models leads to has a way back, so that a condition can say which rows it is reached from. */
function wayBack({ model, relations }: Draft, drafts: readonly Draft[]): void {
  for (const { name, target } of relations) {
    const other = drafts.find((draft) => draft.model.name === target);
    const isThrough = model.relations.some((relation) => relation.name === name && relation.kind === "through");
    if (!isThrough || !other || other.relations.some((relation) => relation.target === model.name) || other.foreignKeys.some(({ table }) => table === model.name)) continue;
    other.relations.push({ name: model.name, target: model.name, many: true, columns: [], references: [] });
  }
}

function targetOf({ target }: ReadRelation, drafts: readonly Draft[]): Draft | undefined {
  const found = target.map((name) => drafts.find(({ model }) => model.name === name) ?? drafts.find(({ model }) => model.stem === name || plainName(model.name) === plainName(name)));
  return found.find((one) => one !== undefined);
}

function plainName(name: string): string {
  return name.replace(/[^A-Za-z\d]/g, "").toLowerCase();
}

interface Ends {
  readonly here: readonly string[];
  readonly there: readonly string[];
}

/** The columns of either side: `from` is the model's own, unless the table before the column says otherwise. */
function endsOf({ from, to }: ReadRelation, source: Draft, target: Draft): Ends | undefined {
  if (from.length === 0 || from.length !== to.length) return undefined;
  const isTurned = source !== target && from.every(({ table }) => isOf(table, target)) && !from.every(({ table }) => isOf(table, source));
  const [own, other] = isTurned ? [to, from] : [from, to];
  const names = (columns: readonly JoinColumn[], draft: Draft): readonly string[] => columns.map(({ column }) => keyIn(draft, column, draft.model.mapped));
  return { here: names(own, source), there: names(other, target) };
}

function isOf(table: string | undefined, { model }: Draft): boolean {
  return table !== undefined && (table === model.table || table === model.name);
}

function holdsKey(kind: ReadRelation["kind"], { here, there }: Ends, source: Draft, target: Draft): boolean {
  if (kind === "belongsTo") return true;
  return isKeyOf(target, there) && !isKeyOf(source, here);
}

function isKeyOf(draft: Draft, columns: readonly string[]): boolean {
  const id = draft.model.id.map((column) => nameIn(draft, column));
  return columns.length === id.length && columns.every((column) => id.includes(column));
}

function tableFrom(draft: Draft, made: readonly ForeignKey[]): DeclaredTable {
  const { model, migrated, fields, relations, foreignKeys } = draft;
  const own = (columns: readonly string[]): readonly string[] => columns.map((column) => nameIn(draft, column));
  return {
    name: model.name, table: migrated?.table ?? model.table, kind: "model", file: model.file, line: model.line,
    fields: [...fields.values()],
    id: own(model.id),
    uniques: (migrated?.uniques ?? []).map((key) => ({ ...key, columns: own(key.columns), name: key.columns.length === 1 ? undefined : own(key.columns).join("_") })),
    foreignKeys: distinct([...foreignKeys, ...made.map((key) => ({ ...key, columns: own(key.columns) }))]),
    relations,
    rowSecurity: migrated?.rowSecurity ?? false,
    ...(migrated?.rowsOpenTo ? { rowsOpenTo: migrated.rowsOpenTo } : {}),
  };
}

function distinct(keys: readonly ForeignKey[]): readonly ForeignKey[] {
  return [...new Map(keys.map((key) => [key.columns.join(), key])).values()];
}
