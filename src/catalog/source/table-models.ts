import type { Field, Model, RowCommand, RowSetting, UniqueKey } from "../catalog.ts";
import type { DeclaredModel } from "../declared-model.ts";
import { linkReferences } from "../references.ts";

/** Columns of a table that name those of another. */
export interface ForeignKey {
  readonly columns: readonly string[];
  readonly table: string;
  readonly references: readonly string[];
}

/** A relation as code declares it, with the name that code uses. */
export interface DeclaredRelation {
  readonly name: string;
  readonly target: string;
  readonly many: boolean;
  /** Both empty on the far end. */
  readonly columns: readonly string[];
  readonly references: readonly string[];
}

/** One table as its declaration says, with the names that the code uses. */
export interface DeclaredTable {
  readonly name: string;
  readonly table: string;
  readonly kind: "model" | "view";
  readonly file: string;
  readonly line: number;
  readonly fields: readonly Field[];
  readonly id: readonly string[];
  readonly uniques: readonly UniqueKey[];
  readonly foreignKeys: readonly ForeignKey[];
  readonly relations: readonly DeclaredRelation[];
  readonly rowSecurity: boolean;
  readonly rowsOpenTo?: readonly RowCommand[];
  readonly rowSettings?: readonly RowSetting[];
  readonly always?: Model["always"];
}

/**
 * The models of tables. Foreign keys for which no relation is declared get one, on both ends, so that conditions on
 * joined tables can be said.
 */
export function modelsOfTables(library: string, tables: readonly DeclaredTable[]): Map<string, DeclaredModel> {
  const names = new Set(tables.map(({ name }) => name));
  return linkReferences(withFarEnds(new Map(tables.map((table) => [table.name, modelOf(library, table, names)]))));
}

/** A column's field; who it names is found over relations. */
export function columnField(field: Pick<Field, "name" | "type" | "required"> & Partial<Field>): Field {
  return { column: field.name, kind: "scalar", list: false, defaulted: false, relation: undefined, references: undefined, ...field };
}

export function uniqueKey(columns: readonly string[]): UniqueKey {
  return { name: columns.length === 1 ? undefined : columns.join("_"), columns };
}

function modelOf(library: string, { name, table, kind, file, line, id, uniques, ...declared }: DeclaredTable, tables: ReadonlySet<string>): DeclaredModel {
  const fields = new Map(declared.fields.map((field) => [field.name, field]));
  for (const relation of declared.relations) {
    if (tables.has(relation.target)) add(fields, relationField(freeName(relation.name, fields), relation.target, relation.many, relation.columns, relation.references, fields));
  }
  for (const key of declared.foreignKeys) {
    if (!tables.has(key.table) || isDeclared(key, fields)) continue;
    add(fields, relationField(freeName(nameOf(key), fields), key.table, false, key.columns, key.references, fields));
  }
  return { name, library, table, kind, file, line, fields, id, uniques, ...securityOf(declared), ...(declared.always?.length ? { always: declared.always } : {}) };
}

/** What is said of row-level security, where it is switched on. */
export function securityOf({ rowSecurity, rowsOpenTo, rowSettings }: Pick<DeclaredTable, "rowSecurity" | "rowsOpenTo" | "rowSettings">): Pick<DeclaredModel, "rowSecurity" | "rowsOpenTo" | "rowSettings"> {
  return rowSecurity ? { rowSecurity, ...(rowsOpenTo?.length ? { rowsOpenTo } : {}), ...(rowSettings?.length ? { rowSettings } : {}) } : {};
}

function isDeclared({ columns }: ForeignKey, fields: ReadonlyMap<string, Field>): boolean {
  return [...fields.values()].some(({ relation }) => relation !== undefined && relation.columns.length === columns.length && relation.columns.every((column) => columns.includes(column)));
}

/** `companyId` holds `company`. */
function nameOf({ columns, table }: ForeignKey): string {
  const [column = ""] = columns;
  const stem = column.replace(/_?(?:id|uuid)$/i, "");
  return columns.length === 1 && stem !== "" && stem !== column ? stem : table;
}

/** Columns come first: filters and rows name them. */
function freeName(name: string, fields: ReadonlyMap<string, Field>): string {
  return fields.has(name) ? freeName(`${name}Row`, fields) : name;
}

function add(fields: Map<string, Field>, field: Field): void {
  fields.set(field.name, field);
}

function relationField(name: string, model: string, list: boolean, columns: readonly string[], references: readonly string[], fields: ReadonlyMap<string, Field>): Field {
  const required = columns.length > 0 && columns.every((column) => fields.get(column)?.required === true);
  return { name, column: name, type: model, kind: "relation", list, required: required || list, defaulted: false, relation: { model, columns, references }, references: undefined };
}

/** Gives every relation its other end where none is declared. */
function withFarEnds(models: ReadonlyMap<string, DeclaredModel>): Map<string, DeclaredModel> {
  const result = new Map([...models].map(([name, model]) => [name, { ...model, fields: new Map(model.fields) }]));
  for (const model of models.values()) {
    for (const { relation } of model.fields.values()) {
      const target = relation && relation.columns.length > 0 ? result.get(relation.model) : undefined;
      if (!relation || !target || [...target.fields.values()].some((field) => field.relation?.model === model.name && field.relation.columns.length === 0)) continue;
      // A view may hold a row several times, whatever the tables below it say.
      const isOne = model.kind === "model" && isUnique(model, relation.columns);
      add(target.fields, relationField(freeName(model.name, target.fields), model.name, !isOne, [], [], target.fields));
    }
  }
  return result;
}

function isUnique({ id, uniques }: DeclaredModel, columns: readonly string[]): boolean {
  return [id, ...uniques.map((key) => key.columns)].some((key) => key.length === columns.length && key.every((column) => columns.includes(column)));
}
