import type { TSESTree } from "@typescript-eslint/types";
import type { Call } from "../../analysis/call.ts";
import type { Node } from "../../syntax/source-file.ts";
import type { FunctionSite } from "../framework.ts";
import { chainOf } from "./chain.ts";
import { namesIn } from "./names.ts";
import { vouchingOf, type Vouching } from "./vouching.ts";
import { isHandlerProperty, wrapperCallees } from "./wrapped.ts";

/** A function handed to a server's routing: `router.post("/plots/:id", requireOwner, wrap(fn))`. */
export interface Registration extends Vouching {
  readonly call: Call;
  /** True when the first argument reads as a path, or the path was given before by `.route(path)`. */
  readonly hasPath: boolean;
}

export const verbs: ReadonlySet<string> = new Set(["get", "post", "put", "patch", "delete", "del", "head", "options", "all", "any"]);
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
  const earlierUses = [...chainOf(receiver).used, ...usesBefore(wrapper.call.node, receiver)].filter(isMiddleware);
  const { signedIn, vouched } = vouchingOf([...inner, ...before, ...earlierUses]);
  return { call: wrapper.call, hasPath: routed || isPath(args[0]), signedIn, vouched };
}

function receiverOf(call: Call): Node | undefined {
  if (call.node.type !== "CallExpression" || call.node.callee.type !== "MemberExpression") return undefined;
  return call.node.callee.object;
}

function isRouteCall(receiver: Node): boolean {
  return receiver.type === "CallExpression" && (namesIn(receiver.callee)?.includes("route") ?? false);
}

function isPath(node: Node | undefined): boolean {
  if (node?.type === "TemplateLiteral") return true;
  if (node?.type !== "Literal") return false;
  return typeof node.value === "string" ? /^(\/|\*|$)/.test(node.value) : node.value instanceof RegExp || "regex" in node;
}

const earlier = new Set(["use", "addHook", "onBeforeHandle"]);

/** The arguments of `router.use(requireCompany)` or `app.addHook("preHandler", …)` before the call: they run for all later routes. */
function usesBefore(call: Node, receiver: Node): readonly Node[] {
  const router = namesIn(receiver)?.[0];
  const uses: Node[] = [];
  for (let node: Node | undefined = call; router !== undefined && node; node = node.parent) {
    if (node.type !== "Program" && node.type !== "BlockStatement") continue;
    for (const statement of node.body) {
      if (statement.range[0] < call.range[0]) uses.push(...argumentsOfUse(statement, router));
    }
  }
  return uses;
}

function argumentsOfUse(statement: Node, router: string): readonly Node[] {
  if (statement.type !== "ExpressionStatement") return [];
  const call = statement.expression.type === "AwaitExpression" ? statement.expression.argument : statement.expression;
  if (call.type !== "CallExpression" || call.callee.type !== "MemberExpression") return [];
  const names = namesIn(call.callee);
  return names?.[0] === router && earlier.has(names.at(-1) ?? "") ? call.arguments : [];
}

/** A function written in place is walked by itself, and the routers that a router mounts are no middleware of its other routes. */
function isMiddleware(node: Node): boolean {
  if (node.type === "ArrowFunctionExpression" || node.type === "FunctionExpression") return false;
  return !/route/i.test(namesIn(node)?.join(".") ?? "");
}
