import type { FunctionNode } from "../syntax/functions.ts";
import type { Node } from "../syntax/source-file.ts";

/** The identifier under which others call a function: its own, its variable's, its method's or property's. */
export function nameOfFunction(fn: FunctionNode): (Node & { readonly name: string }) | undefined {
  if (fn.type !== "ArrowFunctionExpression" && fn.id) return fn.id;
  for (let at: Node = fn.parent; at.type !== "Program"; at = at.parent) {
    switch (at.type) {
      case "VariableDeclarator":
        return at.id.type === "Identifier" ? at.id : undefined;
      case "MethodDefinition":
      case "PropertyDefinition":
      case "Property":
        return !at.computed && at.key.type === "Identifier" ? at.key : undefined;
      case "CallExpression":
      case "TSAsExpression":
      case "TSSatisfiesExpression":
        // `const load = cache(async (id) => …)`: callers know the variable.
        continue;
      default:
        return undefined;
    }
  }
  return undefined;
}
