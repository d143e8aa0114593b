import type { TSESTree } from "@typescript-eslint/types";
import { nodesIn } from "../../syntax/children.ts";
import { isFunction } from "../../syntax/functions.ts";
import type { Node } from "../../syntax/source-file.ts";
import type { Module, Modules } from "../source/modules.ts";
import { modelNameOf } from "../source/places.ts";
import { nameOfCallee, pathOf, plain } from "../source/syntax.ts";
import { testsBefore } from "../source/ties.ts";

/** A loop that takes each of a list. */
export interface Loop {
  /** What it calls the one at hand. */
  readonly name: string;
  readonly list: Node;
  readonly body: Node;
}

/** The loop that an expression gets its models from: `model` of `for (const model of models)` and of `models.forEach((model) => …)`. */
export function loopTaking(node: Node): Loop | undefined {
  const taken = plain(node);
  if (taken?.type !== "Identifier") return undefined;
  const { name } = taken;
  for (let at: Node | undefined = taken.parent; at; at = at.parent) {
    if (at.type === "ForOfStatement" && at.left.type === "VariableDeclaration" && isNamed(at.left.declarations[0].id, name)) return { name, list: at.right, body: at.body };
    if (!isFunction(at) || !at.params.some((parameter) => isNamed(parameter, name))) continue;
    const call: Node = at.parent;
    const list = call.type === "CallExpression" && call.arguments[0] === at && isNamed(at.params[0], name) ? calledOn(call, "forEach") : undefined;
    return list && { name, list, body: at.body };
  }
  return undefined;
}

function isNamed(node: Node | undefined, name: string): boolean {
  return node?.type === "Identifier" && node.name === name;
}

function calledOn({ callee }: TSESTree.CallExpression, method: string): Node | undefined {
  return callee.type === "MemberExpression" && isNamed(callee.property, method) ? callee.object : undefined;
}

/** What may be asked of a model to see whether it has a column. */
const HAS = /^(?:rawAttributes|tableAttributes|getAttributes|addHook|hasOwnProperty|hasOwn|call|keys|includes|Object|undefined)$/;

/** True where code in a loop is come to for each model that has a column: it leaves out none by its name. */
export function isForEach({ name, body }: Loop, node: Node, column: string): boolean {
  const leaving = nodesIn(body).filter((one) => /^(?:Continue|Break|Return)Statement$/.test(one.type) && isOwn(one, body));
  return testsBefore(node, body, leaving).every((test) => nodesIn(test).every((part) => {
    if (part.type === "Identifier") return part.name === name || part.name === column || HAS.test(part.name);
    return part.type !== "Literal" || part.value === null || part.value === column;
  }));
}

/** True for what runs with a loop's body, and in no function inside it. */
function isOwn(node: Node, body: Node): boolean {
  for (let at: Node | undefined = node; at && at !== body; at = at.parent) if (isFunction(at)) return false;
  return true;
}

/** What lists lead to may be written in so many steps. */
const MOST_STEPS = 6;

/** The models of a list, as far as they can be read: those that nobody can see are not among them. */
export function modelsIn(list: Node | undefined, module: Module, modules: Modules, depth = 0): readonly string[] {
  const at = plain(list);
  if (!at || depth > MOST_STEPS) return [];
  const inner = (node: Node | undefined, from = module): readonly string[] => modelsIn(node, from, modules, depth + 1);
  switch (at.type) {
    case "ArrayExpression":
      return at.elements.flatMap((element) => (element?.type === "SpreadElement" ? inner(element.argument) : modelNamed(element)));
    case "ObjectExpression":
      return at.properties.flatMap((property) => (property.type === "SpreadElement" ? inner(property.argument) : modelNamed(property.value)));
    case "Identifier": {
      const found = constantNamed(at, module, modules);
      return found ? inner(found.node, found.module) : [];
    }
    case "NewExpression":
      return nameOfCallee(at.callee) === "Set" ? inner(at.arguments[0]) : [];
    case "CallExpression":
      return inner(listBehind(at));
    default:
      return [];
  }
}

function modelNamed(node: Node | null): readonly string[] {
  const name = modelNameOf(node ?? undefined);
  return name === undefined ? [] : [name];
}

/** What `Object.values(models)`, `Array.from(models)` and `models.filter(Boolean)` hold is all in there. */
function listBehind(call: TSESTree.CallExpression): Node | undefined {
  const [given] = call.arguments;
  if (/^(?:Object\.values|Array\.from)$/.test(pathOf(call.callee)?.join(".") ?? "")) return given;
  return isNamed(given, "Boolean") ? calledOn(call, "filter") : undefined;
}

/** What a constant is, of the blocks around a name or of a module. */
function constantNamed({ name, parent }: TSESTree.Identifier, module: Module, modules: Modules): { readonly node: Node; readonly module: Module } | undefined {
  for (let at: Node | undefined = parent; at; at = at.parent) {
    if (isFunction(at) && at.params.some((parameter) => isNamed(parameter, name))) return undefined;
    if (at.type !== "BlockStatement") continue;
    const own = at.body.flatMap((one) => (one.type === "VariableDeclaration" ? one.declarations : [])).find(({ id }) => isNamed(id, name));
    if (own) return own.init && isConstant(own.init) ? { node: own.init, module } : undefined;
  }
  const found = modules.find(name, module);
  return found && isConstant(found.node) ? found : undefined;
}

function isConstant({ parent }: Node): boolean {
  return parent?.type === "VariableDeclarator" && parent.parent.kind === "const";
}
