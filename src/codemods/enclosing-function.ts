import type { FunctionNode } from "../syntax/functions.ts";
import type { Node } from "../syntax/source-file.ts";
import { nameOfFunction } from "./function-name.ts";

/** The nearest function around a node that others can call by a name. */
export function enclosingFunction(node: Node): FunctionNode | undefined {
  for (let at = node.parent; at; at = at.parent) {
    if (at.type !== "FunctionDeclaration" && at.type !== "FunctionExpression" && at.type !== "ArrowFunctionExpression") continue;
    if (nameOfFunction(at)) return at;
  }
  return undefined;
}
