import type { ModelHook, SchemaProblem } from "../catalog.ts";
import type { Connection, DeclaredSchema } from "../declared-model.ts";
import { classOf, type DeclaredClass } from "../source/classes.ts";
import { connectionsIn } from "../source/connections.ts";
import { Modules, type Module } from "../source/modules.ts";
import { namedKeys } from "../source/named-keys.ts";
import { modelsOfTables } from "../source/table-models.ts";
import { associationOf } from "./associations.ts";
import { associationsOfClass, modelOfClass } from "./decorated.ts";
import { definedBy, saidByClass } from "./definitions.ts";
import { modelsOfTenants, type ModuleCalls } from "./factories.ts";
import { nameOfClass, placesIn } from "../source/places.ts";
import { hooksAddedBy, type AddedHooks } from "./hooks.ts";
import type { Association, ReadColumn, ReadModel, Scopes } from "./read-model.ts";
import { addedScope } from "./scopes.ts";
import { tablesOf } from "./tables.ts";
import { undefinedInFilters } from "./undefined-values.ts";

/**
 * Reads the models that `init`, `define` and decorated classes declare, with their associations wherever those are made. A
 * model is called as its class is, or as `define` says.
 */
export function readSequelizeSchema(files: readonly string[]): DeclaredSchema {
  const modules = new Modules();
  const read = files.map((file) => modules.at(file));
  const problems = read.flatMap(({ file, problem }): SchemaProblem[] => (problem === undefined ? [] : [{ file, line: 1, message: `Expected a module that can be read: it is ${problem}.` }]));
  const connections = read.flatMap((module) => connectionsIn(module, "Sequelize"));
  const named = new Set(connections.map(({ name }) => name));
  const found = read.map((module) => declaredIn(module, modules, named));
  const classes = found.flatMap((one) => one.classes);
  const decorated = classes.flatMap((declared) => inherited(declared, classes) ?? []);
  const all = [...found.flatMap((one) => one.models), ...decorated];
  const models = largest(all);
  const tables = namedKeys(tablesOf(models, [...found.flatMap((one) => one.associations), ...classes.flatMap(associationsOfClass)]));
  const whenUndefined = undefinedInFilters(files);
  const added = found.flatMap((one) => one.scopes);
  const declared = [...modelsOfTables("sequelize", tables)].map(([name, model]) => {
    const { scopes: own = {}, connection: told, methods } = models.find((one) => one.name === name) ?? {};
    // A parameter may be any of them.
    const connection = named.has(told) ? told : undefined;
    const scopes = added.filter((one) => one.model === name).reduce<Scopes>((before, one) => ({ ...before, ...one.scopes }), own);
    const hooks = found.flatMap((one) => one.hooks).flatMap((one) => (one.model === name ? one.hooks : one.model === undefined ? hooksOver(one, connection, connections) : []));
    return [name, { ...model, ...(whenUndefined ? { whenUndefined } : {}), ...(hooks.length > 0 ? { hooks } : {}), ...(connection !== undefined && connections.length > 1 ? { connection } : {}), ...(Object.keys(scopes).length > 0 ? { scopes } : {}), ...(methods && methods.size > 0 ? { ownMethods: methods } : {}) }] as const;
  });
  const tenantSchemas = modelsOfTenants(found, all, modules);
  const used = new Set([...found.filter((one) => one.models.length + one.classes.length + one.associations.length > 0), ...tenantSchemas].map(({ file }) => file));
  return { models: new Map(declared), problems, files: files.filter((file) => used.has(file)), ...(tenantSchemas.length > 0 ? { tenantSchemas } : {}) };
}

/** A connection's hooks, for a model of it; where there are several connections, and one is not named, they may be for it. */
function hooksOver({ connection, hooks }: AddedHooks, bound: string | undefined, connections: readonly Connection[]): readonly ModelHook[] {
  if (connections.length < 2 || (connection !== undefined && connection === bound)) return hooks;
  return connection !== undefined && bound !== undefined ? [] : hooks.map((hook) => ({ ...hook, sure: false }));
}

interface Found extends ModuleCalls {
  readonly file: string;
  readonly models: readonly ReadModel[];
  readonly classes: readonly DeclaredClass[];
  readonly associations: readonly Association[];
  readonly scopes: readonly { readonly model: string; readonly scopes: Scopes }[];
  readonly hooks: readonly AddedHooks[];
}

function declaredIn(module: Module, modules: Modules, connections: ReadonlySet<string | undefined>): Found {
  const { calls, made, classes } = placesIn(module);
  const models = calls.flatMap((call) => definedBy(call, module, modules) ?? []).map((model) => {
    const owner = classes.find((one) => nameOfClass(one) === model.name);
    if (!owner) return model;
    const { table, nullable, methods } = saidByClass(owner);
    const columns = model.columns.map((column): ReadColumn => (nullable.has(column.name) && !column.primary ? { ...column, required: false } : column));
    return { ...model, table: model.table ?? table, columns, methods };
  });
  return {
    file: module.file,
    module,
    calls,
    made,
    models,
    classes: classes.flatMap((node) => (node.type === "ClassDeclaration" ? [classOf(node, module)] : [])).filter((declared) => modelOfClass(declared) !== undefined),
    associations: calls.flatMap((call) => associationOf(call) ?? []),
    scopes: calls.flatMap((call) => addedScope(call) ?? []),
    hooks: [...calls, ...made].flatMap((call) => hooksAddedBy(call, module, modules, connections)),
  };
}

/** A decorated class with all that the classes above it declare. */
function inherited(declared: DeclaredClass, classes: readonly DeclaredClass[]): ReadModel | undefined {
  const own = modelOfClass(declared);
  if (!own?.isTable) return undefined;
  const columns = new Map<string, ReadColumn>();
  for (const one of lineageOf(declared, classes)) for (const column of modelOfClass(one)?.columns ?? []) columns.set(column.name, column);
  return { ...own, columns: [...columns.values()] };
}

/** A class and those above it, outermost first. */
function lineageOf(declared: DeclaredClass, classes: readonly DeclaredClass[]): readonly DeclaredClass[] {
  const lineage = [declared];
  for (let at = baseOf(declared, classes); at && !lineage.includes(at); at = baseOf(at, classes)) lineage.unshift(at);
  return lineage;
}

function baseOf({ base, module }: DeclaredClass, classes: readonly DeclaredClass[]): DeclaredClass | undefined {
  const imported = base === undefined ? undefined : module.imported.get(base)?.name;
  const name = imported === undefined || imported === "default" ? base : imported;
  return classes.find((one) => one.name === name);
}

/** Several declarations of one model, such as one for each database: the one that says most, in which a column may be empty that may be in any. */
function largest(models: readonly ReadModel[]): readonly ReadModel[] {
  const found = new Map<string, ReadModel>();
  for (const model of models) {
    const known = found.get(model.name);
    const [more, less] = !known || model.columns.length > known.columns.length ? [model, known] : [known, model];
    found.set(model.name, less ? { ...more, columns: more.columns.map((column) => loosened(column, less)) } : more);
  }
  return [...found.values()];
}

function loosened(column: ReadColumn, { columns }: ReadModel): ReadColumn {
  return columns.some(({ name, required }) => name === column.name && !required) ? { ...column, required: false } : column;
}
