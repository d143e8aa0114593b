import { isFunction } from "../../syntax/functions.ts";
import type { Node } from "../../syntax/source-file.ts";
import type { Module, Modules } from "../source/modules.ts";
import { chainOf, elementsOf, plain, returned, type ChainCall } from "../source/syntax.ts";

/** An expression, and where it stands. */
export interface Written {
  readonly node: Node;
  readonly module: Module;
  /** What the parameters of the function around it were given. */
  readonly given: ReadonlyMap<string, Written>;
}

/** How far names and helpers are followed. */
const DEEPEST = 8;

/** What an expression stands for, over constants, parameters and functions that only return something. */
export function meant(written: Written, modules: Modules, depth = 0): Written {
  const node = plain(written.node);
  if (!node || depth > DEEPEST) return written;
  if (node.type === "Identifier") {
    const found = written.given.get(node.name) ?? constantNamed(node.name, written.module, modules);
    return found ? meant(found, modules, depth + 1) : { ...written, node };
  }
  if (node.type !== "CallExpression" || node.callee.type !== "Identifier") return { ...written, node };
  const found = modules.find(node.callee.name, written.module);
  const fn = plain(found?.node);
  const result = returned(fn);
  if (!found || !fn || !isFunction(fn) || !result) return { ...written, node };
  const given = new Map(fn.params.flatMap((parameter, index) => {
    const argument = node.arguments[index];
    return parameter.type === "Identifier" && argument ? [[parameter.name, { ...written, node: argument }] as const] : [];
  }));
  return meant({ node: result, module: found.module, given }, modules, depth + 1);
}

function constantNamed(name: string, module: Module, modules: Modules): Written | undefined {
  const found = modules.find(name, module);
  return found && { ...found, given: new Map() };
}

/** A part of what stands behind the columns of a table: the calls of its chain. */
export interface Extra {
  readonly calls: readonly ChainCall[];
  /** Where it stands. */
  readonly at: Written;
}

/** What stands behind the columns: an array, or an object as it was before. */
export function extrasIn(node: Node | undefined, module: Module, modules: Modules): readonly Extra[] {
  const listed = returned(node) ?? plain(node);
  return listed ? partsOf({ node: listed, module, given: new Map() }, modules) : [];
}

function partsOf(written: Written, modules: Modules): readonly Extra[] {
  const at = meant(written, modules);
  const { node } = at;
  const parts = node.type === "ArrayExpression" ? elementsOf(node).map((part) => (part.type === "SpreadElement" ? part.argument : part)) : node.type === "ObjectExpression" ? node.properties.map((part) => (part.type === "Property" ? part.value : part.argument)) : undefined;
  if (parts) return parts.flatMap((part) => partsOf({ ...at, node: part }, modules));
  const calls = chainOf(node)?.calls;
  return calls ? [{ calls, at }] : [];
}
