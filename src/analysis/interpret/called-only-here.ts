import type { TSESTree } from "@typescript-eslint/types";
import { descendantsOf } from "../../frameworks/parts/descendants.ts";
import type { Node } from "../../syntax/source-file.ts";
import type { FunctionNode } from "../value.ts";
import type { Run } from "./run.ts";

/** True for a function that calls of its own file alone lead to: nothing exports it or hands it on, and something calls it. */
export function isOnlyCalledHere(run: Run, fn: FunctionNode): boolean {
  const { parent } = fn;
  if (fn.type === "FunctionDeclaration") return fn.id !== null && !isExported(fn) && isOnlyCalled(run, fn.id);
  if (parent.type === "MethodDefinition") return isPrivate(parent) && isOnlyCalledOnThis(parent);
  return parent.type === "VariableDeclarator" && parent.id.type === "Identifier" && !isExported(parent.parent) && isOnlyCalled(run, parent.id);
}

function isExported({ parent }: Node): boolean {
  return parent?.type === "ExportNamedDeclaration" || parent?.type === "ExportDefaultDeclaration";
}

function isOnlyCalled(run: Run, name: TSESTree.Identifier): boolean {
  const uses = run.variables.get(name)?.references.filter((use) => use.isRead()) ?? [];
  return uses.length > 0 && uses.every(({ identifier }) => isCallee(identifier));
}

function isCallee(node: Node): boolean {
  return node.parent?.type === "CallExpression" && node.parent.callee === node;
}

function isPrivate({ accessibility, key }: TSESTree.MethodDefinition): boolean {
  return accessibility === "private" || key.type === "PrivateIdentifier";
}

/** Of each class, the members that `this` is asked for, and whether each is called wherever it is. */
const known = new WeakMap<Node, ReadonlyMap<string, boolean>>();

function isOnlyCalledOnThis({ key, parent }: TSESTree.MethodDefinition): boolean {
  const asked = known.get(parent) ?? askedOfThis(parent);
  known.set(parent, asked);
  return (key.type === "Identifier" || key.type === "PrivateIdentifier") && asked.get(key.name) === true;
}

function askedOfThis(body: TSESTree.ClassBody): ReadonlyMap<string, boolean> {
  const asked = new Map<string, boolean>();
  for (const node of descendantsOf(body)) {
    if (node.type !== "MemberExpression" || node.object.type !== "ThisExpression" || (node.property.type !== "Identifier" && node.property.type !== "PrivateIdentifier")) continue;
    const { name } = node.property;
    asked.set(name, isCallee(node) && asked.get(name) !== false);
  }
  return asked;
}
