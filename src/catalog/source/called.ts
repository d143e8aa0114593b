import type { TSESTree } from "@typescript-eslint/types";
import { nodesIn } from "../../syntax/children.ts";
import { isFunction, type FunctionNode } from "../../syntax/functions.ts";
import type { Node } from "../../syntax/source-file.ts";
import type { Module, Modules } from "./modules.ts";
import { keyOf, pathOf, plain, property, stringOf } from "./syntax.ts";

/** What a name of a module is called where it comes from: `default` for all that a CommonJS module exports. */
interface Taken {
  readonly source: string;
  readonly name: string;
}

const taken = new WeakMap<Module, ReadonlyMap<string, Taken>>();

/** The function that a call leads to: of the module itself, or of one that it imports or requires. */
export function functionCalled({ callee }: TSESTree.CallExpression, module: Module, modules: Modules): FunctionNode | undefined {
  const at = plain(callee);
  const own = at?.type === "Identifier" ? module.declared.get(at.name) : undefined;
  if (own && isFunction(own)) return own;
  const from = at?.type === "Identifier" ? takenBy(module).get(at.name) : takenAt(at);
  const there = from && modules.imported(from.source, module);
  const found = there && plain(exportOf(there, from.name));
  return found && isFunction(found) ? found : undefined;
}

/** The names that a module imports, or requires wherever that stands. */
function takenBy(module: Module): ReadonlyMap<string, Taken> {
  const known = taken.get(module);
  if (known) return known;
  const required = module.body.flatMap(nodesIn).flatMap((node) => (node.type === "VariableDeclarator" ? requiredBy(node) : []));
  const all = new Map([...required, ...module.imported]);
  taken.set(module, all);
  return all;
}

function requiredBy({ id, init }: TSESTree.VariableDeclarator): readonly (readonly [string, Taken])[] {
  const from = takenAt(plain(init));
  if (!from) return [];
  if (id.type === "Identifier") return [[id.name, from]];
  return id.type === "ObjectPattern" && from.name === "default" ? id.properties.flatMap((one) => (one.type === "Property" && one.value.type === "Identifier" ? [[one.value.name, { source: from.source, name: keyOf(one) ?? "" }] as const] : [])) : [];
}

/** `require("./plot")` and `require("./plots").init`. */
function takenAt(node: Node | undefined): Taken | undefined {
  if (node?.type === "MemberExpression" && node.property.type === "Identifier" && !node.computed) {
    const whole = takenAt(plain(node.object));
    return whole?.name === "default" ? { ...whole, name: node.property.name } : undefined;
  }
  const isRequire = node?.type === "CallExpression" && node.callee.type === "Identifier" && node.callee.name === "require";
  const source = isRequire ? stringOf(node.arguments[0]) : undefined;
  return source === undefined ? undefined : { source, name: "default" };
}

/** What a module exports under a name: `export function`, `exports.init = …`, `module.exports = { init }`. */
function exportOf(module: Module, name: string): Node | undefined {
  const { declared, statements } = module;
  const resolved = (node: Node | undefined): Node | undefined => (node?.type === "Identifier" ? declared.get(node.name) : node);
  const assigned = (path: string): Node | undefined => statements.flatMap((one) => (one.type === "AssignmentExpression" && pathOf(one.left)?.join(".") === path ? [one.right] : [])).at(-1);
  const whole = declared.get("default") ?? resolved(assigned("module.exports"));
  return name === "default" ? whole : (resolved(assigned(`exports.${name}`) ?? assigned(`module.exports.${name}`) ?? property(whole, name)) ?? declared.get(name));
}
