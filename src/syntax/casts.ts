import type { Node } from "./source-file.ts";

/** What stands under casts: `args as Wanted`, `plot!`. */
export function withoutCasts(node: Node): Node {
  switch (node.type) {
    case "TSAsExpression":
    case "TSSatisfiesExpression":
    case "TSNonNullExpression":
    case "TSTypeAssertion":
      return withoutCasts(node.expression);
    default:
      return node;
  }
}
