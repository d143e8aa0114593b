import type { ScopeManager } from "@typescript-eslint/scope-manager";
import { INPUTS } from "../../frameworks/parts/builder.ts";
import { descendantsOf } from "../../frameworks/parts/descendants.ts";
import type { FunctionNode } from "../../syntax/functions.ts";
import type { Node } from "../../syntax/source-file.ts";
import { callbackCalls } from "./callback-calls.ts";

/** What clients put into requests, and ways to it. */
const INPUT = /^(params?|body|query|querystring|headers?|cookies?|url|originalUrl|path|pathname|host|hostname|subdomains|json|input|args|getArgs|getArgByIndex|getContext)$/;
const WHOLE_REQUEST = /^_*(req|request|c|ctx|context|executionContext|host)$/;

/** True for a function that looks at nothing that the client names: it may know who is asking, never whether the ids are theirs. */
export function isBlind(fn: FunctionNode): boolean {
  return !looksAtInput(fn, []);
}

/** True for middleware of a builder that leaves alone what the client sent: it may know who is asking, never whether the ids are theirs. */
export function takesNoInput({ params: [bag], body }: FunctionNode): boolean {
  const names = [...(bag ? [bag, ...descendantsOf(bag)] : []), ...descendantsOf(body)].filter((node) => node.type === "Identifier");
  const isWhole = ({ name, parent }: Node & { name: string }): boolean => bag?.type === "Identifier" && name === bag.name && parent?.type !== "MemberExpression" && parent !== bag.parent;
  return !names.some((node) => node.name === "getRawInput" || INPUTS.includes(node.name) || isWhole(node));
}

/** They follow from the tree alone. */
const handingOn = new WeakMap<FunctionNode, boolean>();

/** True for a wrapper such as `asyncHandler`, which looks at no request: all it does with one is to call the function that it takes. */
export function onlyHandsOn(fn: FunctionNode, scopes: ScopeManager): boolean {
  const known = handingOn.get(fn) ?? !looksAtInput(fn, callbackCalls(fn, scopes));
  handingOn.set(fn, known);
  return known;
}

/** True for a function that looks at what the client names elsewhere than in some calls, and in the rest parameter whose parts they get. */
function looksAtInput(fn: FunctionNode, calls: readonly Node[]): boolean {
  const isInCalls = ({ range: [start, end] }: Node): boolean => calls.some(({ range }) => range[0] <= start && end <= range[1]);
  for (const node of descendantsOf(fn.body)) {
    if (calls.length > 0 && (isInCalls(node) || node.parent?.type === "RestElement")) continue;
    if (node.type === "Identifier" && INPUT.test(node.name)) return true;
    if (node.type === "CallExpression" && node.arguments.some((argument) => argument.type === "Identifier" && WHOLE_REQUEST.test(argument.name))) return true;
  }
  return false;
}
