import type { TSESTree } from "@typescript-eslint/types";
import type { Call } from "../../analysis/call.ts";
import type { Node } from "../../syntax/source-file.ts";
import type { Before, FunctionSite, Route } from "../framework.ts";
import { namesIn } from "./names.ts";
import { isPath, textOfPath, textsOfPath } from "./paths.ts";
import { handsRouter, middlewareBefore } from "./uses.ts";
import { vouchingOf, type Vouching } from "./vouching.ts";
import { isHandlerProperty, wrapperCallees } from "./wrapped.ts";

/** A function handed to a server's routing: `router.post("/plots/:id", requireOwner, wrap(fn))`. */
export interface Registration {
  readonly call: Call;
  /** True when the first argument reads as a path, or the path was given before by `.route(path)`. */
  readonly hasPath: boolean;
  /** The paths, as far as they are plain strings. */
  readonly paths: readonly string[];
  readonly vouching: Vouching;
  readonly before: Before & { readonly route: Route };
}

/** Calls whose first argument may already be middleware. */
const pathless = new Set(["use", "createHandlers"]);

/**
 * The routing call among a site's wrappers whose method is one of `methods`, with what stands before the function.
 * `paths: false` is for routers that know the path already, as those of one file of a file-system router do.
 */
export function registrationOf(site: FunctionSite, methods: ReadonlySet<string>, { paths = true } = {}): Registration | undefined {
  if (!isHandlerProperty(site.property)) return undefined;
  const index = site.wrappers.findIndex(({ call }) => receiverOf(call) !== undefined && methods.has(call.method ?? ""));
  const wrapper = site.wrappers[index];
  const receiver = wrapper && receiverOf(wrapper.call);
  if (!receiver) return undefined;
  const args = (wrapper.call.node as TSESTree.CallExpression).arguments;
  const routed = isRouteCall(receiver);
  const before = args.slice(!paths || routed || pathless.has(wrapper.call.method ?? "") ? 0 : 1, wrapper.argument);
  const inner = wrapperCallees(site.wrappers.slice(0, index));
  const [first] = routed ? receiver.arguments : args;
  const path = first && textOfPath(first);
  const earlier = middlewareBefore(wrapper.call.node, receiver, path);
  return { call: wrapper.call, hasPath: routed || (first !== undefined && isPath(first)), paths: first ? textsOfPath(first) : [], vouching: vouchingOf([...inner, ...before, ...earlier.filter(isNamed)]), before: { nodes: [...earlier, ...before], otherwise: vouchingOf(inner), route: { router: receiver, path } } };
}

/** A function written in place among the uses of a router is walked by itself: that it stands there says nothing; nor does the name of what puts some there. */
function isNamed(node: Node): boolean {
  return node.type !== "ArrowFunctionExpression" && node.type !== "FunctionExpression" && !handsRouter(node);
}

function receiverOf(call: Call): Node | undefined {
  if (call.node.type !== "CallExpression" || call.node.callee.type !== "MemberExpression") return undefined;
  return call.node.callee.object;
}

function isRouteCall(receiver: Node): receiver is TSESTree.CallExpression {
  return receiver.type === "CallExpression" && (namesIn(receiver.callee)?.includes("route") ?? false);
}
