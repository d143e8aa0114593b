import type { TSESTree } from "@typescript-eslint/types";
import type { Node } from "./source-file.ts";

/** A function as code writes it, declared or as an expression. */
export type FunctionNode = TSESTree.FunctionDeclaration | TSESTree.FunctionExpression | TSESTree.ArrowFunctionExpression;

/** True for a function as code writes it. */
export function isFunction(node: Node | null): node is FunctionNode {
  return node?.type === "FunctionDeclaration" || node?.type === "FunctionExpression" || node?.type === "ArrowFunctionExpression";
}
