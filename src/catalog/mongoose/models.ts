import type { Node } from "../../syntax/source-file.ts";
import type { Module } from "../source/modules.ts";
import { pathOf, plain, property, propertiesOf } from "../source/syntax.ts";
import { words } from "../tenant-names.ts";
import { collectionNameOf } from "./collection-name.ts";
import { modelCallsIn, nameIn, schemaOf, type DeclaredModelCall, type DeclaredSchema, type World } from "./declarations.ts";
import type { ModelHook } from "../catalog.ts";
import { hooksOf } from "./hooks.ts";
import { callsOn } from "./schema-calls.ts";
import { optionsOfClass, pathsOfClass, schemaClassesIn } from "./decorated.ts";
import { pathsOf, type Inner, type ReadPath } from "./paths.ts";

/** One model as its registration and its schema say. */
export interface ReadModel {
  /** As the code calls it. */
  readonly name: string;
  /** As others refer to it. */
  readonly registered: string;
  readonly collection: string;
  readonly file: string;
  readonly line: number;
  readonly paths: readonly ReadPath[];
  readonly uniques: readonly (readonly string[])[];
  readonly hooks: readonly ModelHook[];
  readonly files: readonly string[];
}

/** All models; of several that are registered under one name, the one that says most. */
export function readModels(world: World): readonly ReadModel[] {
  const calls = world.all.flatMap((module) => modelCallsIn(module, world));
  const found = new Map<string, ReadModel>();
  const add = (model: ReadModel): void => {
    const known = found.get(model.name);
    if (!known || model.paths.length > known.paths.length) found.set(model.name, model);
  };
  for (const call of calls.filter(({ base }) => base === undefined)) add(modelOf(call, world));
  const named = new Set(found.keys());
  for (const one of world.all.flatMap(schemaClassesIn)) {
    const name = one.node.id?.name;
    if (name !== undefined && !named.has(name)) add(modelOfSchema(name, name, one, one.module, one.node, undefined, world));
  }
  for (const call of calls) {
    const base = call.base === undefined ? undefined : baseNamed(call.base, [...found.values()]);
    if (base) add(extended(modelOf(call, world), base));
  }
  return [...found.values()];
}

function modelOf({ name, holder, schema, collection, module, node }: DeclaredModelCall, world: World): ReadModel {
  const at = plain(schema);
  const declared = schemaOf(schema, module, world) ?? (at?.type === "Identifier" ? world.classes.get(at.name) : undefined);
  return modelOfSchema(calledBy(holder, name), name, declared, module, node, collection, world);
}

/** The holder's name where it is another than the registered one in another spelling. */
function calledBy(holder: string | undefined, name: string): string {
  if (holder === undefined || !/^[A-Z]/.test(holder)) return name;
  const bare = holder.replace(/(?:Model|Collection)$/, "");
  return bare === "" || words(bare).join() === words(name.replace(/Model$/, "")).join() ? name : bare;
}

function modelOfSchema(name: string, registered: string, schema: DeclaredSchema | undefined, module: Module, node: Node, collection: string | undefined, world: World): ReadModel {
  const options = schema?.kind === "class" ? optionsOfClass(schema.node) : schema?.options;
  const said = schema && nameIn(property(property(options, "schemaOptions"), "collection") ?? property(options, "collection"), schema.module, world);
  const at = { name: "", list: false, module: schema?.module ?? module, depth: 0 };
  return {
    name, registered,
    collection: collection ?? said ?? collectionNameOf(registered),
    file: module.file,
    line: module.lineOf(node),
    paths: withLater(schema ? innerPaths(schema, at, world) : [], schema, world),
    uniques: schema ? indexesOf(schema, world) : [],
    hooks: schema ? hooksOf(schema, world) : [],
    files: [module.file, ...(schema ? [schema.module.file] : [])],
  };
}

const innerPaths: Inner = (schema, at, world) => {
  if (schema.kind === "class") return pathsOfClass(schema, at.name, at.list, at.depth, world, innerPaths);
  return pathsOf(schema.definition, { ...at, module: schema.module }, world, innerPaths);
};

/** `plotSchema.add({ … })`. */
function withLater(paths: readonly ReadPath[], schema: DeclaredSchema | undefined, world: World): readonly ReadPath[] {
  if (!schema) return paths;
  const added = callsOn(schema, "add", world).flatMap(({ node, module }) => pathsOf(node.arguments[0], { name: "", list: false, module, depth: 0 }, world, innerPaths));
  return [...paths, ...added];
}

/** `plotSchema.index({ companyId: 1, number: 1 }, { unique: true })`; an index over part of the rows is no key. */
function indexesOf(schema: DeclaredSchema, world: World): readonly (readonly string[])[] {
  const calls = [...callsOn(schema, "index", world).map(({ node }) => node.arguments), ...(schema.kind === "class" ? decoratedIndexes(schema.node) : [])];
  return calls.flatMap(([columns, options]) => {
    const unique = plain(property(options, "unique"));
    const isKey = unique?.type === "Literal" && unique.value === true && property(options, "partialFilterExpression") === undefined && world.all.length > 0;
    const names = propertiesOf(columns).map(({ key }) => key);
    return isKey && names.length > 0 ? [names] : [];
  });
}

function decoratedIndexes(node: Extract<DeclaredSchema, { kind: "class" }>["node"]): readonly (readonly Node[])[] {
  return node.decorators.flatMap(({ expression }) => (expression.type === "CallExpression" && pathOf(expression.callee)?.at(-1) === "index" ? [expression.arguments] : []));
}

function baseNamed(variable: string, models: readonly ReadModel[]): ReadModel | undefined {
  const stem = variable.replace(/Model$/, "").toLowerCase();
  return models.find(({ name }) => name.toLowerCase() === stem || `${name.toLowerCase()}s` === stem);
}

/** A kind of another model's rows, with all that those have. https://mongoosejs.com/docs/discriminators.html */
function extended(model: ReadModel, base: ReadModel): ReadModel {
  const own = new Set(model.paths.map(({ name }) => name));
  return { ...model, collection: base.collection, paths: [...base.paths.filter(({ name }) => !own.has(name)), ...model.paths], uniques: [...base.uniques, ...model.uniques], hooks: [...base.hooks, ...model.hooks], files: [...model.files, ...base.files] };
}
