import type { Field, SchemaProblem } from "../catalog.ts";
import type { DeclaredModel, DeclaredSchema } from "../declared-model.ts";
import { linkReferences } from "../references.ts";
import { Modules } from "./modules.ts";
import { relationsIn, type ReadRelation } from "./relations.ts";
import { tablesIn, type ForeignKey, type ReadTable } from "./tables.ts";

/**
 * Reads the tables that modules declare. A model is called as the code calls its table; foreign keys for which no
 * relation is declared get one, on both ends, so that conditions on joined tables can be said.
 */
export function readDrizzleSchema(files: readonly string[]): DeclaredSchema {
  const modules = new Modules();
  const read = files.map((file) => modules.at(file));
  const problems = read.flatMap(({ file, problem }): SchemaProblem[] => (problem === undefined ? [] : [{ file, line: 1, message: `Expected a module that can be read: it is ${problem}.` }]));
  const tables = new Map<string, ReadTable>();
  for (const table of read.flatMap((module) => tablesIn(module, modules))) {
    const known = tables.get(table.name);
    // Several databases' variants of one table: the one that says most.
    if (!known || table.columns.length > known.columns.length) tables.set(table.name, table);
  }
  const relations = read.flatMap(relationsIn);
  const holding = new Map([...tables.values()].map((table) => [table.name, modelOf(table, relations.filter((one) => one.table === table.name), tables)]));
  const models = linkReferences(withFarEnds(holding));
  return { models, problems, files: files.filter((file) => read.some((module) => module.file === file)) };
}

function modelOf(table: ReadTable, declared: readonly ReadRelation[], tables: ReadonlyMap<string, ReadTable>): DeclaredModel {
  const { name, kind, file, line, id, uniques } = table;
  const fields = new Map(table.columns.map(({ field }) => [field.name, field]));
  for (const relation of declared) {
    if (tables.has(relation.target)) add(fields, relationField(freeName(relation.name, fields), relation.target, relation.many, relation.columns, relation.references, fields));
  }
  for (const key of table.foreignKeys) {
    if (!tables.has(key.table) || isDeclared(key, fields)) continue;
    add(fields, relationField(freeName(nameOf(key), fields), key.table, false, key.columns, key.references, fields));
  }
  return { name, library: "drizzle", table: table.table, kind, file, line, fields, id, uniques, ...(table.rowSecurity ? { rowSecurity: true as const } : {}) };
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
      const isOne = isUnique(model, relation.columns);
      add(target.fields, relationField(freeName(model.name, target.fields), model.name, !isOne, [], [], target.fields));
    }
  }
  return result;
}

function isUnique({ id, uniques }: DeclaredModel, columns: readonly string[]): boolean {
  return [id, ...uniques.map((key) => key.columns)].some((key) => key.length === columns.length && key.every((column) => columns.includes(column)));
}
