import { nodesIn } from "../../syntax/children.ts";
import type { FunctionNode } from "../../syntax/functions.ts";
import type { Node } from "../../syntax/source-file.ts";
import type { Run } from "./run.ts";

/** The name by which other files call a function; undefined where they have none, or where a call may mean another one of the same name. */
export function nameForOthers(fn: FunctionNode): string | undefined {
  const { parent } = fn;
  if (fn.type === "FunctionDeclaration") return parent.type === "ExportDefaultDeclaration" ? undefined : fn.id?.name;
  if (parent.type === "VariableDeclarator") return parent.id.type === "Identifier" ? parent.id.name : undefined;
  if (parent.type !== "MethodDefinition" && parent.type !== "PropertyDefinition" && parent.type !== "Property") return undefined;
  // Who asks an object of the base may get what this class has in its place.
  const isOverriding = parent.type !== "Property" && parent.parent.parent.superClass !== null;
  return parent.computed || parent.key.type !== "Identifier" || isOverriding || parent.key.name === "constructor" ? undefined : parent.key.name;
}

/** The calls of whatever has a name in a file, which may stand elsewhere than in its home, unless they are known to be of something else; "unread" for what hands it on, or cannot be looked into. */
export function usesOf(run: Run, name: string, home: string): readonly (Node | "unread")[] {
  const isHome = run.facts.file.path === home;
  return nodesIn(run.facts.file.program).flatMap((node) => {
    if (node.type === "Literal" && node.value === name && node.parent.type === "MemberExpression") return "unread";
    const isUse = node.type === "Identifier" && node.name === name && !isDeclaration(node) && (isHome || !isOwnVariable(run, node));
    return isUse ? useOf(run, node) : [];
  });
}

/** True for a variable that its file declares itself: what it may hold was named where it was taken. */
function isOwnVariable({ variables }: Run, node: Node): boolean {
  const [definition] = variables.get(node)?.defs ?? [];
  return definition !== undefined && definition.type !== "ImportBinding";
}

function useOf(run: Run, node: Node): Node | "unread" | readonly [] {
  const { parent } = node;
  const callee = parent?.type === "MemberExpression" && parent.property === node && !parent.computed ? parent : node;
  const call = callee.parent;
  if (call?.type !== "CallExpression" || call.callee !== callee) return "unread";
  if (run.accesses.has(call)) return [];
  return run.led.has(call) ? call : "unread";
}

/** True where a name is given to something, or passed from file to file as it is. */
function isDeclaration(node: Node): boolean {
  const { parent } = node;
  switch (parent?.type) {
    case "MethodDefinition":
    case "PropertyDefinition":
      return parent.key === node && !parent.computed;
    case "Property":
      return parent.parent.type === "ObjectExpression" && parent.key === node && parent.value !== node && !parent.computed;
    case "FunctionDeclaration":
    case "VariableDeclarator":
      return parent.id === node;
    case "ImportSpecifier":
      return isSameName(parent.imported, parent.local);
    case "ExportSpecifier":
      return isSameName(parent.local, parent.exported);
    default:
      return parent?.type.startsWith("TS") === true;
  }
}

function isSameName(one: Node, other: Node): boolean {
  return one.type === "Identifier" && other.type === "Identifier" && one.name === other.name;
}
