import type { TSESTree } from "@typescript-eslint/types";
import { childrenOf } from "../../syntax/children.ts";
import type { Node } from "../../syntax/source-file.ts";
import type { Module, Modules } from "../source/modules.ts";
import { textOf, type Names } from "../source/statics.ts";
import { chainOf, elementsOf, pathOf, plain, property, returned } from "../source/syntax.ts";

/** A node and the module that it stands in. */
export interface Place {
  readonly node: Node;
  readonly module: Module;
}

/** What `new Schema({ … }, { … })` declares, or a class that a schema is made of. */
export type DeclaredSchema = ObjectSchema | ClassSchema;

export interface ObjectSchema {
  readonly kind: "object";
  readonly definition: Node | undefined;
  readonly options: Node | undefined;
  readonly module: Module;
  /** The constant that holds it. */
  readonly variable: string | undefined;
}

export interface ClassSchema {
  readonly kind: "class";
  readonly node: TSESTree.ClassDeclaration;
  readonly module: Module;
  readonly variable: string | undefined;
}

/** What all modules of a schema declare, for names that lead over imports which nobody follows here. */
export interface World {
  readonly modules: Modules;
  readonly all: readonly Module[];
  readonly constants: ReadonlyMap<string, Place>;
  readonly classes: ReadonlyMap<string, ClassSchema>;
}

export function worldOf(all: readonly Module[], modules: Modules): World {
  const constants = new Map<string, Place>();
  const classes = new Map<string, ClassSchema>();
  for (const module of all) {
    for (const [name, node] of module.declared) if (name !== "default" && !constants.has(name)) constants.set(name, { node, module });
    for (const [name, node] of module.types) if (node.type === "ClassDeclaration" && !classes.has(name)) classes.set(name, { kind: "class", node, module, variable: undefined });
  }
  return { modules, all, constants, classes };
}

/** What a name stands for: over relative imports, else the one constant of all modules that is called so. */
export function constantNamed(name: string, module: Module, { modules, constants }: World): Place | undefined {
  return modules.find(name, module) ?? constants.get(module.imported.get(name)?.name ?? name) ?? constants.get(name);
}

export function classNamed(name: string, module: Module, { modules, classes }: World): ClassSchema | undefined {
  const found = modules.findType(name, module);
  if (found?.node.type === "ClassDeclaration") return { kind: "class", node: found.node, module: found.module, variable: undefined };
  return classes.get(module.imported.get(name)?.name ?? name);
}

export function namesIn(module: Module, { modules }: World): Names {
  return { module, modules, local: new Map() };
}

/** The string that an expression is; `Plot.name` is the class's. */
export function nameIn(node: Node | undefined, module: Module, world: World): string | undefined {
  const text = textOf(node, namesIn(module, world));
  if (text !== undefined) return text;
  const path = pathOf(node);
  return path?.length === 2 && path[1] === "name" ? path[0] : undefined;
}

/** The schema that an expression is, through constants, helpers that are given one, and functions that return one. */
export function schemaOf(node: Node | undefined, module: Module, world: World, variable?: string, depth = 0): DeclaredSchema | undefined {
  const at = plain(node);
  if (!at || depth > 8) return undefined;
  switch (at.type) {
    case "Identifier": {
      const found = constantNamed(at.name, module, world);
      return found && schemaOf(found.node, found.module, world, at.name, depth + 1);
    }
    case "NewExpression":
      return isSchemaClass(at.callee) ? { kind: "object", definition: at.arguments[0], options: at.arguments[1], module, variable } : undefined;
    case "CallExpression":
      return schemaOfCall(at, module, world, variable, depth);
    default:
      return undefined;
  }
}

function schemaOfCall(call: TSESTree.CallExpression, module: Module, world: World, variable: string | undefined, depth: number): DeclaredSchema | undefined {
  if (isSchemaClass(call.callee)) return { kind: "object", definition: call.arguments[0], options: call.arguments[1], module, variable };
  const name = pathOf(call.callee)?.at(-1);
  const [first] = call.arguments;
  if ((name === "createForClass" || name === "buildSchema") && first?.type === "Identifier") {
    const found = classNamed(first.name, module, world);
    return found && { ...found, variable };
  }
  for (const argument of call.arguments) {
    const given = schemaOf(argument, module, world, variable, depth + 1);
    if (given) return given;
  }
  if (call.callee.type === "MemberExpression") return schemaOf(call.callee.object, module, world, variable, depth + 1);
  const made = call.callee.type === "Identifier" ? constantNamed(call.callee.name, module, world) : undefined;
  return made && schemaOf(returned(made.node), made.module, world, variable, depth + 1);
}

function isSchemaClass(callee: Node): boolean {
  return pathOf(callee)?.at(-1) === "Schema";
}

/** One call that names a model and gives its schema. */
export interface DeclaredModelCall {
  /** What the model is registered under. */
  readonly name: string;
  /** What the code calls it that holds it: `Plots` for `models.Plots = model("sales_plots", …)`. */
  readonly holder: string | undefined;
  readonly schema: Node | undefined;
  readonly collection: string | undefined;
  /** The model whose rows it is a kind of. */
  readonly base: string | undefined;
  readonly module: Module;
  readonly node: Node;
}

/** `model("Plot", plotSchema)`, `connection.model(…)`, `Base.discriminator("Plot", …)`, `forFeature([{ name: Plot.name, schema }])`. */
export function modelCallsIn(module: Module, world: World): readonly DeclaredModelCall[] {
  const found: DeclaredModelCall[] = [];
  const visit = (node: Node): void => {
    if (node.type === "CallExpression") found.push(...modelsOfCall(node, module, world));
    for (const child of childrenOf(node)) visit(child);
  };
  for (const statement of module.body) visit(statement);
  return found;
}

function modelsOfCall(node: TSESTree.CallExpression, module: Module, world: World): readonly DeclaredModelCall[] {
  const call = chainOf(node)?.calls.at(-1);
  if (call?.node !== node) return [];
  const [first, second, third] = node.arguments;
  switch (call.name) {
    case "model": {
      const name = nameIn(first, module, world);
      return name === undefined || !second ? [] : [{ name, holder: holderOf(node), schema: second, collection: nameIn(third, module, world), base: undefined, module, node }];
    }
    case "discriminator": {
      const name = nameIn(first, module, world);
      const base = node.callee.type === "MemberExpression" ? pathOf(node.callee.object)?.at(-1) : undefined;
      return name === undefined || base === undefined ? [] : [{ name, holder: undefined, schema: second, collection: undefined, base, module, node }];
    }
    case "getModelForClass":
      return first?.type === "Identifier" ? [{ name: first.name, holder: undefined, schema: first, collection: undefined, base: undefined, module, node }] : [];
    case "forFeature":
      return elementsOf(first).flatMap((each) => featureOf(each, module, world) ?? []);
    default:
      return [];
  }
}

/** The constant or the property that a value is put into, through casts and alternatives. */
function holderOf({ parent }: Node): string | undefined {
  switch (parent?.type) {
    case "VariableDeclarator":
      return parent.id.type === "Identifier" ? parent.id.name : undefined;
    case "AssignmentExpression": {
      const path = pathOf(parent.left);
      return path?.[0] === "module" || path?.at(-1) === "default" ? undefined : path?.at(-1);
    }
    case "LogicalExpression":
    case "ConditionalExpression":
    case "TSAsExpression":
    case "TSSatisfiesExpression":
    case "TSNonNullExpression":
      return holderOf(parent);
    default:
      return undefined;
  }
}

function featureOf(node: Node, module: Module, world: World): DeclaredModelCall | undefined {
  const name = nameIn(property(node, "name"), module, world);
  const schema = property(node, "schema");
  return name === undefined || !schema ? undefined : { name, holder: undefined, schema, collection: nameIn(property(node, "collection"), module, world), base: undefined, module, node };
}
