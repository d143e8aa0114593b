import type { TSESTree } from "@typescript-eslint/types";
import { declarationOf } from "../../syntax/exported.ts";
import type { SchemaProblem } from "../catalog.ts";
import type { DeclaredSchema } from "../declared-model.ts";
import { runMigrations } from "../source/migrations.ts";
import { Modules, type Module } from "../source/modules.ts";
import { namedKeys } from "../source/named-keys.ts";
import { rowTypesIn } from "../source/row-types.ts";
import { TableDrafts } from "../source/table-drafts.ts";
import { modelsOfTables, type DeclaredTable } from "../source/table-models.ts";
import { applySchemaCalls } from "./schema-calls.ts";

/** Reads the tables that migrations make, under their names in the database, and those that only types declare. */
export function readKnexSchema(files: readonly string[]): DeclaredSchema {
  const modules = new Modules();
  const read = files.map((file) => modules.at(file));
  const problems = read.flatMap(({ file, problem }): SchemaProblem[] => (problem === undefined ? [] : [{ file, line: 1, message: `Expected a module that can be read: it is ${problem}.` }]));
  const drafts = new TableDrafts();
  runMigrations(read, modules, drafts, applySchemaCalls);
  const migrated = drafts.models("knex");
  const typed = modelsOfTables("knex", namedKeys(read.flatMap((module) => typedTables(module, modules))));
  return { models: new Map([...typed, ...migrated]), problems, files: [...files] };
}

/** `declare module "knex/types/tables" { interface Tables { … } }`. https://knexjs.org/guide/#typescript */
function typedTables(module: Module, modules: Modules): readonly DeclaredTable[] {
  return module.augmented.filter(({ name }) => name === "knex/types/tables").flatMap(({ body }) => interfacesIn(body).flatMap(({ body: members }) => rowTypesIn(members.body, module, modules)));
}

function interfacesIn(body: readonly TSESTree.ProgramStatement[]): readonly TSESTree.TSInterfaceDeclaration[] {
  return body.flatMap((statement) => {
    const declared = declarationOf(statement);
    return declared?.type === "TSInterfaceDeclaration" && declared.id.name === "Tables" ? [declared] : [];
  });
}
