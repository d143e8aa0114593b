import type { TSESTree } from "@typescript-eslint/types";
import { nodesIn } from "../../syntax/children.ts";
import { isFunction, type FunctionNode } from "../../syntax/functions.ts";
import type { Node } from "../../syntax/source-file.ts";
import type { Module } from "../source/modules.ts";
import { textsOf } from "../source/statics.ts";
import { pathOf, plain } from "../source/syntax.ts";
import { constantNamed, namesIn, type DeclaredSchema, type Place, type World } from "./declarations.ts";

/** One call of a method of a schema. */
export interface SchemaCall {
  readonly node: TSESTree.CallExpression;
  readonly module: Module;
  /** The plugin that it stands in, and what that was given for this schema. */
  readonly plugin?: Plugin;
}

export interface Plugin {
  readonly fn: FunctionNode;
  readonly options: Node | undefined;
}

/** The calls of a method on a schema: beside its declaration, and in plugins that it or all schemas are given. https://mongoosejs.com/docs/plugins.html */
export function callsOn({ module, variable }: DeclaredSchema, method: string, world: World): readonly SchemaCall[] {
  const own = (name: string): readonly SchemaCall[] => (variable === undefined ? [] : callsIn(module, variable, name));
  return [...own(method), ...[...own("plugin"), ...globalPlugins(world)].flatMap((plugin) => inPlugin(plugin, method, world))];
}

const pluginsOf = new WeakMap<World, readonly SchemaCall[]>();

function globalPlugins(world: World): readonly SchemaCall[] {
  const found = pluginsOf.get(world) ?? world.all.flatMap((one) => callsIn(one, "mongoose", "plugin"));
  pluginsOf.set(world, found);
  return found;
}

function callsIn(module: Module, variable: string, method: string): readonly SchemaCall[] {
  const found = callsOf.get(module) ?? methodCalls(module.body);
  callsOf.set(module, found);
  return (found.get(`${variable}.${method}`) ?? []).map((node) => ({ node, module }));
}

function inPlugin({ node, module }: SchemaCall, method: string, world: World): readonly SchemaCall[] {
  const place = functionAt(node.arguments[0], module, world);
  const schema = place?.fn.params[0];
  if (!place || schema?.type !== "Identifier") return [];
  const found = callsOf.get(place.fn) ?? methodCalls([place.fn.body]);
  callsOf.set(place.fn, found);
  return (found.get(`${schema.name}.${method}`) ?? []).map((one) => ({ node: one, module: place.module, plugin: { fn: place.fn, options: node.arguments[1] } }));
}

type MethodCalls = ReadonlyMap<string, readonly TSESTree.CallExpression[]>;

/** By the module, or the function. */
const callsOf = new WeakMap<object, MethodCalls>();

/** The calls `variable.method(…)` below nodes, by `variable.method`. */
function methodCalls(nodes: readonly Node[]): MethodCalls {
  const found = new Map<string, TSESTree.CallExpression[]>();
  for (const node of nodes.flatMap(nodesIn)) {
    const path = node.type === "CallExpression" ? pathOf(node.callee) : undefined;
    if (node.type !== "CallExpression" || path?.length !== 2) continue;
    const name = path.join(".");
    found.set(name, [...(found.get(name) ?? []), node]);
  }
  return found;
}

/** The function that an expression is, by a name that a function around it or a module declares. */
export function functionAt(node: Node | undefined, module: Module, world: World): { readonly fn: FunctionNode; readonly module: Module } | undefined {
  const at = plain(node);
  if (at && isFunction(at)) return { fn: at, module };
  if (at?.type !== "Identifier") return undefined;
  const found = declaredAround(at, at.name, module) ?? constantNamed(at.name, module, world);
  const fn = plain(found?.node);
  return found && fn && isFunction(fn) ? { fn, module: found.module } : undefined;
}

/** What a function around a node declares under a name. */
export function declaredAround(node: Node, name: string, module: Module): Place | undefined {
  for (let at = node.parent; at; at = at.parent) {
    if (at.type !== "BlockStatement") continue;
    for (const statement of at.body) {
      if (statement.type === "FunctionDeclaration" && statement.id.name === name) return { node: statement, module };
      const declared = statement.type === "VariableDeclaration" ? statement.declarations.find(({ id }) => id.type === "Identifier" && id.name === name) : undefined;
      if (declared?.init) return { node: declared.init, module };
    }
  }
  return undefined;
}

/** The strings that an expression stands for: one, those of a list, or each in turn in a loop over one. */
export function textsAt(node: Node | undefined, module: Module, world: World): readonly string[] {
  const at = plain(node);
  if (at?.type !== "Identifier") return at?.type === "ArrayExpression" ? at.elements.flatMap((element) => (element ? textsAt(element.type === "SpreadElement" ? element.argument : element, module, world) : [])) : textsOf(at, namesIn(module, world));
  const list = loopedOver(at, at.name) ?? declaredAround(at, at.name, module)?.node;
  return list ? textsAt(list, module, world) : textsOf(at, namesIn(module, world));
}

/** The list of `for (const name of list)` and `list.forEach((name) => …)` around a node. */
function loopedOver(node: Node, name: string): Node | undefined {
  for (let at = node.parent; at; at = at.parent) {
    if (at.type === "ForOfStatement" && at.left.type === "VariableDeclaration" && pathOf(at.left.declarations[0].id)?.[0] === name) return at.right;
    const call = isFunction(at) && at.params[0]?.type === "Identifier" && at.params[0].name === name ? at.parent : undefined;
    if (call?.type === "CallExpression" && call.callee.type === "MemberExpression" && pathOf(call.callee.property)?.[0] === "forEach") return call.callee.object;
  }
  return undefined;
}
