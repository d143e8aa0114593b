import { childrenOf, nodesIn } from "../../syntax/children.ts";
import { isFunction, type FunctionNode } from "../../syntax/functions.ts";
import type { Node } from "../../syntax/source-file.ts";
import { nameWeight } from "../tenant-names.ts";

/** True for what is named after a tenant, or stands where something around is. */
export function isOfTenant(value: Node): boolean {
  return [...namesIn(value), ...functionsAround(value).flatMap((fn) => fn.params.flatMap(namesIn))].some(isTenantName);
}

export function isTenantName(name: string): boolean {
  return nameWeight(name.replace(/_?(?:id|slug|key|schema|db|database|url|name)$/i, "")).weight === "strong";
}

/** True for what is made from a parameter of a function around: no constant of the process. */
export function hangsOnCaller(node: Node, seen: ReadonlySet<string> = new Set()): boolean {
  const around = functionsAround(node);
  const given = new Set(around.flatMap((fn) => fn.params.flatMap(namesIn)));
  return namesIn(node).some((name) => given.has(name) || (!seen.has(name) && around.some((fn) => setsOf(name, fn).some((value) => hangsOnCaller(value, new Set([...seen, name]))))));
}

/** What a local name is set to, where it is declared and later. */
export function setsOf(name: string, fn: FunctionNode): readonly Node[] {
  return nodesIn(fn.body).flatMap((node) => {
    if (node.type === "VariableDeclarator" && node.init && namesIn(node.id).includes(name)) return [node.init];
    return node.type === "AssignmentExpression" && node.left.type === "Identifier" && node.left.name === name ? [node.right] : [];
  });
}

export function functionsAround(node: Node): readonly FunctionNode[] {
  const found: FunctionNode[] = [];
  for (let at = node.parent; at; at = at.parent) if (isFunction(at)) found.push(at);
  return found;
}

/** The names in an expression or a pattern, properties apart. */
export function namesIn(node: Node): readonly string[] {
  if (node.type === "Identifier") return [node.name];
  if (node.type === "MemberExpression" && !node.computed) return namesIn(node.object);
  if (node.type === "Property" && !node.computed) return namesIn(node.value);
  return isFunction(node) ? [] : childrenOf(node).flatMap(namesIn);
}
