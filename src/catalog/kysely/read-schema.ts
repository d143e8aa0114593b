import type { SchemaProblem } from "../catalog.ts";
import type { DeclaredSchema } from "../declared-model.ts";
import { readText } from "../repository-files.ts";
import { runMigrations } from "../source/migrations.ts";
import { Modules, type Module } from "../source/modules.ts";
import { namedKeys } from "../source/named-keys.ts";
import { membersOf, rowTypesIn } from "../source/row-types.ts";
import { TableDrafts } from "../source/table-drafts.ts";
import { modelsOfTables, type DeclaredTable } from "../source/table-models.ts";
import { applySchemaCalls } from "./schema-calls.ts";

/** Reads the tables of the database's type, and those that migrations make, with their keys. */
export function readKyselySchema(files: readonly string[]): DeclaredSchema {
  const modules = new Modules();
  const read = files.map((file) => modules.at(file));
  const problems = read.flatMap(({ file, problem }): SchemaProblem[] => (problem === undefined ? [] : [{ file, line: 1, message: `Expected a module that can be read: it is ${problem}.` }]));
  const drafts = new TableDrafts();
  runMigrations(read, modules, drafts, applySchemaCalls);
  const migrated = drafts.tables();
  const known = new Set(migrated.map(({ table }) => plainName(table)));
  const typed = [...typedTables(read, modules).values()].filter(({ table }) => !known.has(plainName(table)));
  return { models: modelsOfTables("kysely", namedKeys([...migrated, ...typed])), problems, files: [...files] };
}

/** The tables of every type that a database handle is given: `Kysely<Database>`, or one that is called as such. */
function typedTables(read: readonly Module[], modules: Modules): ReadonlyMap<string, DeclaredTable> {
  const tables = read.flatMap((module) => {
    const handled = [...readText(module.file).matchAll(/\b(?:Kysely|Transaction|ExpressionBuilder)<\s*(\w+)/g)].flatMap(([, name]) => name ?? []);
    const named = [...module.types.keys()].filter((name) => /^(?:DB|Database)$/.test(name));
    return [...new Set([...handled, ...named])].flatMap((name) => tablesOf(name, module, modules));
  });
  return new Map(tables.map((table) => [plainName(table.table), table]));
}

function tablesOf(name: string, module: Module, modules: Modules): readonly DeclaredTable[] {
  const found = modules.findType(name, module);
  if (!found || found.node.type === "ClassDeclaration") return [];
  const { node } = found;
  const parts = node.type === "TSInterfaceDeclaration" ? [{ members: node.body.body, module: found.module }] : membersOf(node.typeAnnotation, found.module, modules);
  return parts.flatMap((part) => rowTypesIn(part.members, part.module, modules));
}

/** `estate_plots` in the database is `estatePlots` in code. */
function plainName(table: string): string {
  return table.split(".").at(-1)?.replaceAll("_", "").toLowerCase() ?? table;
}
