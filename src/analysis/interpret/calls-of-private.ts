import type { TSESTree } from "@typescript-eslint/types";
import { nodesIn } from "../../syntax/children.ts";
import { isExported } from "../../syntax/exported.ts";
import type { FunctionNode } from "../../syntax/functions.ts";
import type { Node } from "../../syntax/source-file.ts";
import type { Run } from "./run.ts";

/** All calls of a function to which calls of its own file alone lead; undefined where it is exported or handed on. */
export function callsOfPrivate(run: Run, fn: FunctionNode): readonly Node[] | undefined {
  const { parent } = fn;
  if (fn.type === "FunctionDeclaration") return fn.id && !isExported(fn) ? callsOf(readsOf(run, fn.id)) : undefined;
  if (parent.type === "MethodDefinition") return isPrivate(parent) ? callsOf(asksOf(parent)) : undefined;
  return parent.type === "VariableDeclarator" && parent.id.type === "Identifier" && !isExported(parent.parent) ? callsOf(readsOf(run, parent.id)) : undefined;
}

function readsOf(run: Run, name: TSESTree.Identifier): readonly Node[] {
  return run.variables.get(name)?.references.filter((use) => use.isRead()).map(({ identifier }) => identifier) ?? [];
}

function callsOf(reads: readonly Node[]): readonly Node[] | undefined {
  const calls = reads.flatMap((read) => (read.parent?.type === "CallExpression" && read.parent.callee === read ? read.parent : []));
  return calls.length === reads.length ? calls : undefined;
}

function isPrivate({ accessibility, key }: TSESTree.MethodDefinition): boolean {
  return accessibility === "private" || key.type === "PrivateIdentifier";
}

/** Of each class, where `this` is asked for each of its members. */
const known = new WeakMap<Node, ReadonlyMap<string, readonly Node[]>>();

function asksOf({ key, parent }: TSESTree.MethodDefinition): readonly Node[] {
  const asked = known.get(parent) ?? askedOfThis(parent);
  known.set(parent, asked);
  return key.type === "Identifier" || key.type === "PrivateIdentifier" ? asked.get(key.name) ?? [] : [];
}

function askedOfThis(body: TSESTree.ClassBody): ReadonlyMap<string, readonly Node[]> {
  const asked = new Map<string, Node[]>();
  for (const node of nodesIn(body)) {
    if (node.type !== "MemberExpression" || node.object.type !== "ThisExpression" || (node.property.type !== "Identifier" && node.property.type !== "PrivateIdentifier")) continue;
    const { name } = node.property;
    asked.set(name, [...(asked.get(name) ?? []), node]);
  }
  return asked;
}
