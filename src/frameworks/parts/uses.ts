import type { TSESTree } from "@typescript-eslint/types";
import type { FunctionNode } from "../../syntax/functions.ts";
import type { Node } from "../../syntax/source-file.ts";
import { chainOf } from "./chain.ts";
import { isPath, segmentsOf, textOfPath } from "./paths.ts";
import { namesIn } from "./names.ts";
import { admitsOnlyOperators } from "./operators.ts";
import { verbs } from "./verbs.ts";

const before = new Set(["use", "addHook", "onBeforeHandle"]);
const mounting = new Set(["use", "route"]);

/** Middleware of a router. */
export interface Used {
  readonly node: Node;
  /** The path that it is used for, where it is one of its own. */
  readonly under: string | undefined;
}

/**
 * The middleware that runs before what `call` registers on `receiver` at `path`: earlier `router.use(requireCompany)` and
 * `app.addHook("preHandler", …)`, and what stands before the router where the same file mounts it.
 */
export function middlewareBefore(call: Node, receiver: Node, path: string | undefined): readonly Node[] {
  const router = namesIn(receiver)?.[0];
  return [...usedBefore(call, receiver, path), ...(router === undefined ? [] : mountsOf(call, router))].map(({ node }) => node);
}

/** The same of the uses of the router itself. */
export function usedBefore(call: Node, receiver: Node, path: string | undefined): readonly Used[] {
  const router = namesIn(receiver)?.[0];
  const chained = chainOf(receiver).used.flatMap((use) => middlewareOf(use, path));
  return router === undefined ? chained : [...chained, ...earlierUses(call, router, path)];
}

function earlierUses(call: Node, router: string, path: string | undefined): readonly Used[] {
  return callsAround(call).filter((use) => use.range[0] < call.range[0]).flatMap((use) => usedBy(use, router, path));
}

function usedBy(use: TSESTree.CallExpression, router: string, path: string | undefined): readonly Used[] {
  if (isOn(use, router, before)) return middlewareOf(use.arguments, path);
  return use.callee.type === "Identifier" && use.arguments.some((argument) => argument.type === "Identifier" && argument.name === router) ? usedAt(use, undefined) : [];
}

/** True for a call that is no middleware itself, but hands the router to a function that may put some on it: `registerSession(app)`. */
export function handsRouter(node: Node): node is TSESTree.CallExpression {
  const at = node.parent?.type === "AwaitExpression" ? node.parent : node;
  return node.type === "CallExpression" && at.parent?.type === "ExpressionStatement";
}

/** The middleware that a function puts on a router that it is handed. */
export function usedInside({ params, body }: FunctionNode): readonly Used[] {
  const routers = params.flatMap((parameter) => (parameter.type === "Identifier" ? parameter.name : []));
  return body.type === "BlockStatement" ? callsOf(body.body).flatMap((use) => routers.flatMap((router) => usedBy(use, router, undefined))) : [];
}

/** What a `use` puts before a route: one for a path of its own counts below that path. */
function middlewareOf([first, ...rest]: readonly Node[], path: string | undefined): readonly Used[] {
  if (!first) return [];
  if (!isPath(first)) return [first, ...rest].flatMap((node) => usedAt(node, undefined));
  const under = textOfPath(first);
  const used = rest.flatMap((node) => usedAt(node, under));
  // Where the path cannot be read, a route may lie outside of it: good enough to doubt a leak, not to let it pass.
  if (under === undefined) return used.filter(({ node }) => !admitsOnlyOperators(node));
  return isBelow(path, under) ? used : [];
}

/** `app.use("/plots", requireAuth, plotRoutes)` says what stands before all of `plotRoutes`, where it is the only mount. */
function mountsOf(call: Node, router: string): readonly Used[] {
  const mounts = callsAround(call).flatMap((mount) => {
    const index = mount.arguments.findIndex((argument) => argument.type === "Identifier" && argument.name === router);
    const app = mount.callee.type === "MemberExpression" ? namesIn(mount.callee.object)?.[0] : undefined;
    if (index < 0 || app === undefined || app === router || !isOn(mount, app, mounting)) return [];
    const { path, before } = handedBefore(mount, index);
    return [[...before, ...earlierUses(mount, app, path ?? "/")]];
  });
  return mounts.length === 1 ? mounts.flat() : [];
}

/** What a call that mounts something puts before it, and the path where it does; undefined where that cannot be read. */
export function handedBefore({ arguments: args }: TSESTree.CallExpression, index: number): { readonly path: string | undefined; readonly before: readonly Used[] } {
  const [first] = args;
  if (index === 0 || !first || !isPath(first)) return { path: "", before: args.slice(0, index).flatMap((node) => usedAt(node, undefined)) };
  const path = textOfPath(first);
  return { path, before: args.slice(1, index).flatMap((node) => usedAt(node, path)) };
}

/** The other calls, around one that registers a handler on a router, that do so on the same. */
export function registeredBeside(call: Node, receiver: Node): readonly TSESTree.CallExpression[] {
  const router = namesIn(receiver)?.[0];
  return router === undefined ? [] : callsAround(call).filter((other) => other !== call && isOn(other, router, verbs));
}

/** The calls that are statements of the blocks around a node. */
function callsAround(node: Node): readonly TSESTree.CallExpression[] {
  const around: TSESTree.CallExpression[] = [];
  for (let at: Node | undefined = node; at; at = at.parent) if (at.type === "Program" || at.type === "BlockStatement") around.push(...callsOf(at.body));
  return around;
}

/** Each framework asks for those of a file's statements again for each of its functions. */
const calls = new WeakMap<readonly Node[], readonly TSESTree.CallExpression[]>();

function callsOf(statements: readonly Node[]): readonly TSESTree.CallExpression[] {
  const known = calls.get(statements);
  if (known) return known;
  const found = statements.flatMap((statement) => {
    if (statement.type !== "ExpressionStatement") return [];
    const call = statement.expression.type === "AwaitExpression" ? statement.expression.argument : statement.expression;
    return call.type === "CallExpression" ? call : [];
  });
  calls.set(statements, found);
  return found;
}

function isOn({ callee }: TSESTree.CallExpression, router: string, methods: ReadonlySet<string>): boolean {
  if (callee.type !== "MemberExpression") return false;
  const names = namesIn(callee);
  return names?.[0] === router && methods.has(names.at(-1) ?? "");
}

/** Whether a route's path lies below the path of a use; nobody knows of a path that is computed. */
function isBelow(path: string | undefined, prefix: string): boolean {
  const above = segmentsOf(prefix.replace(/\*+$/, ""));
  const segments = path === undefined ? undefined : segmentsOf(path);
  return above.every((segment, index) => segment === segments?.[index] || /^[:*({]/.test(segment));
}

/** The routers that a router mounts are no middleware of its other routes. */
function usedAt(node: Node, under: string | undefined): readonly Used[] {
  return /route/i.test(namesIn(node)?.join(".") ?? "") ? [] : [{ node, under }];
}
