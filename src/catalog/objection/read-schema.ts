import type { SchemaProblem } from "../catalog.ts";
import type { DeclaredModel, DeclaredSchema } from "../declared-model.ts";
import { applySchemaCalls } from "../knex/schema-calls.ts";
import { readText } from "../repository-files.ts";
import { runMigrations } from "../source/migrations.ts";
import { Modules } from "../source/modules.ts";
import { namedKeys } from "../source/named-keys.ts";
import { placesIn } from "../source/places.ts";
import { TableDrafts } from "../source/table-drafts.ts";
import { modelsOfTables } from "../source/table-models.ts";
import { fieldNamed } from "./field-named.ts";
import { readClass } from "./classes.ts";
import { modelOf, type ReadModel } from "./models.ts";
import { onBuild, type Scopes } from "./scopes.ts";
import { tablesOf } from "./tables.ts";

/**
 * Reads the classes that name a table, under their own names, with the columns that `jsonSchema`, declared fields and Knex
 * migrations give them. Tables that only migrations make stay Knex's.
 */
export function readObjectionSchema(files: readonly string[]): DeclaredSchema {
  const modules = new Modules();
  const read = files.map((file) => modules.at(file));
  const problems = read.flatMap(({ file, problem }): SchemaProblem[] => (problem === undefined ? [] : [{ file, line: 1, message: `Expected a module that can be read: it is ${problem}.` }]));
  const classes = read.flatMap((module) => placesIn(module).classes.map((node) => readClass(node, module)));
  const models = new Map(classes.flatMap((one) => modelOf(one, classes, modules) ?? []).map((model) => [model.name, model]));
  if (models.size === 0) return { models: new Map(), problems: [], files: [] };
  const drafts = new TableDrafts();
  runMigrations(read.filter(({ file }) => /\.schema\b|\.raw\b/.test(readText(file))), modules, drafts, applySchemaCalls);
  const mapped = files.some((file) => /\bknex(?:Snake|Identifier)\w*Mapp/.test(readText(file)));
  const tables = namedKeys(tablesOf([...models.values()], drafts.tables(), mapped));
  const declared = [...modelsOfTables("objection", tables)].map(([name, model]) => {
    const own = models.get(name);
    return [name, own ? withScopes(model, own) : { ...model, library: "knex" }] as const;
  });
  return { models: new Map(declared), problems, files: [...files] };
}

function withScopes(model: DeclaredModel, { scopes, alwaysOn }: ReadModel): DeclaredModel {
  const all: Scopes = { ...scopes, ...(alwaysOn.length > 0 ? { [onBuild]: alwaysOn } : {}) };
  if (Object.keys(all).length === 0) return model;
  const named = Object.entries(all).map(([name, conditions]) => [name, conditions.map((one) => ({ ...one, column: fieldNamed(model, one.column) ?? one.column }))] as const);
  return { ...model, scopes: Object.fromEntries(named), ...(alwaysOn.length > 0 ? { alwaysOn: [onBuild] } : {}) };
}
