import type { SchemaProblem } from "../catalog.ts";
import type { DeclaredSchema } from "../declared-model.ts";
import { Modules } from "../source/modules.ts";
import { modelsOfTables } from "../source/table-models.ts";
import { relationsIn } from "./relations.ts";
import { tablesIn, type ReadTable } from "./tables.ts";
import { undefinedInFilters } from "./undefined-values.ts";

/** Reads the tables that modules declare. A model is called as the code calls its table. */
export function readDrizzleSchema(files: readonly string[]): DeclaredSchema {
  const modules = new Modules("repository");
  const read = files.map((file) => modules.at(file));
  const problems = read.flatMap(({ file, problem }): SchemaProblem[] => (problem === undefined ? [] : [{ file, line: 1, message: `Expected a module that can be read: it is ${problem}.` }]));
  const tables = new Map<string, ReadTable>();
  for (const table of read.flatMap((module) => tablesIn(module, modules))) {
    const known = tables.get(table.name);
    // Several databases' variants of one table: the one that says most.
    if (!known || table.columns.length > known.columns.length) tables.set(table.name, table);
  }
  const relations = read.flatMap(relationsIn);
  const declared = [...tables.values()].map((table) => ({ ...table, fields: table.columns.map(({ field }) => field), relations: relations.filter((one) => one.table === table.name) }));
  const whenUndefined = undefinedInFilters(files);
  const models = new Map([...modelsOfTables("drizzle", declared)].map(([name, model]) => [name, whenUndefined ? { ...model, whenUndefined } : model]));
  return { models, problems, files: files.filter((file) => read.some((module) => module.file === file)) };
}
