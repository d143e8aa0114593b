import type { TSESTree } from "@typescript-eslint/types";
import { isFunction, type FunctionNode } from "../../syntax/functions.ts";
import type { Node } from "../../syntax/source-file.ts";

/** The nearest function around a node, callbacks included. */
export function functionAround(node: Node): FunctionNode | undefined {
  for (let at = node.parent; at; at = at.parent) if (isFunction(at)) return at;
  return undefined;
}

/** The name after the last dot of a call; undefined for a plain or computed callee. */
export function methodName(call: TSESTree.CallExpression): string | undefined {
  const { callee } = call;
  return callee.type === "MemberExpression" && callee.property.type === "Identifier" && !callee.computed ? callee.property.name : undefined;
}

/** The identifier that an expression such as `this.db.plot` or `tx.plot` begins with. */
export function rootOf(node: Node): Node {
  switch (node.type) {
    case "MemberExpression":
      return rootOf(node.object);
    case "TSNonNullExpression":
    case "TSAsExpression":
    case "ChainExpression":
      return rootOf(node.expression);
    default:
      return node;
  }
}
