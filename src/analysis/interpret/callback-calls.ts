import type { TSESTree } from "@typescript-eslint/types";
import type { ScopeManager } from "@typescript-eslint/scope-manager";
import type { FunctionNode } from "../../syntax/functions.ts";
import type { Node } from "../../syntax/source-file.ts";

/** Properties of an argument that hold a callback, as in `wrap({ handler })` and `async ({ ctx, next }) => …`. */
const CALLBACK = /^(handler|handle|execute|action|fn|callback|resolve|next)$/;

/** They follow from the tree alone. */
const known = new WeakMap<FunctionNode, readonly Node[]>();

/** Where a function, or one inside it, calls what it takes as a parameter: `handler(…)` in `(handler) => (req) => handler(req)`. */
export function callbackCalls(fn: FunctionNode, scopes: ScopeManager): readonly Node[] {
  const calls = known.get(fn) ?? findCalls(fn, scopes);
  known.set(fn, calls);
  return calls;
}

function findCalls(fn: FunctionNode, scopes: ScopeManager): readonly Node[] {
  const parameters = scopes.getDeclaredVariables(fn).filter(({ defs }) => defs.some(({ type }) => type === "Parameter"));
  return parameters.flatMap(({ references }) => references.flatMap(({ identifier }) => callOf(identifier) ?? []));
}

function callOf(identifier: TSESTree.Identifier | TSESTree.JSXIdentifier): Node | undefined {
  const { parent } = identifier;
  if (parent.type === "CallExpression") return parent.callee === identifier ? parent : undefined;
  if (parent.type !== "MemberExpression" || parent.object !== identifier || parent.property.type !== "Identifier" || !CALLBACK.test(parent.property.name)) return undefined;
  return parent.parent.type === "CallExpression" && parent.parent.callee === parent ? parent.parent : undefined;
}
