import type { TSESTree } from "@typescript-eslint/types";
import { findVariable } from "../../syntax/declared-before.ts";
import { isFunction } from "../../syntax/functions.ts";
import type { Node, SourceFile } from "../../syntax/source-file.ts";
import { functionAround, methodName, rootOf } from "./nodes.ts";

/** The database client of a call such as `tx.plot.create(…)`. */
export interface ClientUse {
  /** `tx`. */
  readonly client: Node;
  /** `plot`. */
  readonly accessor: string;
  /** `open`: inside a transaction's callback, on its handle. `none`: on a client of its own. `unclear`: a parameter that may be either. */
  readonly transaction: "open" | "none" | "unclear";
}

/** Reads a call of one model's method; undefined for any other way of calling. */
export function clientOf(call: Node, file: SourceFile): ClientUse | undefined {
  if (call.type !== "CallExpression" || call.callee.type !== "MemberExpression") return undefined;
  const delegate = call.callee.object;
  if (delegate.type !== "MemberExpression" || delegate.computed || delegate.property.type !== "Identifier") return undefined;
  return { client: delegate.object, accessor: delegate.property.name, transaction: transactionOf(delegate.object, file) };
}

function transactionOf(client: Node, file: SourceFile): ClientUse["transaction"] {
  const root = rootOf(client);
  const variable = root.type === "Identifier" ? findVariable(root.name, root, file) : undefined;
  const [definition] = variable?.defs ?? [];
  if (root.type !== "Identifier" || definition?.type !== "Parameter") return "none";
  const owner = definition.node;
  if (isFunction(owner) && isTransactionCallback(owner)) return "open";
  const type = typeText(definition.name, file);
  if (/TransactionClient/.test(type) || /^(?:tx|trx|transaction)$/i.test(root.name)) return client === root ? "open" : "unclear";
  return client === root && type === "" && !/^(?:db|prisma|client|database)$/i.test(root.name) ? "unclear" : "none";
}

function typeText(name: Node, { text }: SourceFile): string {
  const annotation = name.type === "Identifier" ? name.typeAnnotation : undefined;
  return annotation ? text.slice(...annotation.range) : "";
}

/** True for a function that is passed to `$transaction`. */
export function isTransactionCallback(fn: Node): boolean {
  const { parent } = fn;
  return parent?.type === "CallExpression" && parent.arguments.includes(fn as TSESTree.CallExpressionArgument) && methodName(parent) === "$transaction";
}

/** True when a node runs inside the callback of a transaction, on whatever handle. */
export function isInTransaction(node: Node): boolean {
  for (let at = functionAround(node); at; at = functionAround(at)) if (isTransactionCallback(at)) return true;
  return false;
}

/** True for an element of `$transaction([…])`, whose queries cannot depend on one another. */
export function isInBatch(node: Node): boolean {
  for (let at = node.parent; at && !isFunction(at); at = at.parent) {
    if (at.type === "ArrayExpression" && at.parent.type === "CallExpression" && methodName(at.parent) === "$transaction") return true;
  }
  return false;
}

/** The module that a client is imported from, and the name under which it exports it; undefined for any other client. */
export function importOf(client: Node, file: SourceFile): { readonly specifier: string; readonly name: string } | undefined {
  const root = rootOf(client);
  const variable = root.type === "Identifier" ? findVariable(root.name, root, file) : undefined;
  const [definition] = variable?.defs ?? [];
  if (definition?.type !== "ImportBinding" || definition.parent.type !== "ImportDeclaration") return undefined;
  const { node } = definition;
  const specifier = definition.parent.source.value;
  if (client !== root) return undefined;
  if (node.type === "ImportDefaultSpecifier") return { specifier, name: "default" };
  return node.type === "ImportSpecifier" && node.imported.type === "Identifier" ? { specifier, name: node.imported.name } : undefined;
}
