import type { SchemaProblem } from "../catalog.ts";
import type { DeclaredSchema } from "../declared-model.ts";
import { readText } from "../repository-files.ts";
import { Modules } from "../source/modules.ts";
import { modelsOfTables } from "../source/table-models.ts";
import { readModels } from "./models.ts";
import { tablesOf } from "./tables.ts";
import { worldOf } from "./declarations.ts";

/** Reads the models that `model("Plot", schema)` registers, and the classes that NestJS makes schemas of. A model is called as it is registered. */
export function readMongooseSchema(files: readonly string[]): DeclaredSchema {
  const modules = new Modules();
  const read = files.map((file) => modules.at(file));
  const problems = read.flatMap(({ file, problem }): SchemaProblem[] => (problem === undefined ? [] : [{ file, line: 1, message: `Expected a module that can be read: it is ${problem}.` }]));
  const models = readModels(worldOf(read, modules));
  const found = modelsOfTables("mongoose", tablesOf(models));
  // Undefined is written as null and matches what has no value, unless the connection says otherwise.
  const drops = files.some((file) => /\bignoreUndefined\s*:\s*true\b/.test(readText(file)));
  const hooks = new Map(models.map((model) => [model.name, model.hooks]));
  const declared = new Map([...found].map(([name, model]) => [name, { ...model, ...(drops ? { whenUndefined: "drops" as const } : {}), ...(hooks.get(name)?.length ? { hooks: hooks.get(name) ?? [] } : {}) }]));
  const used = new Set(models.flatMap((model) => model.files));
  return { models: declared, problems, files: files.filter((file) => used.has(file)) };
}
