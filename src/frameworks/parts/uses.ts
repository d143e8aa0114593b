import type { TSESTree } from "@typescript-eslint/types";
import type { Node } from "../../syntax/source-file.ts";
import { chainOf } from "./chain.ts";
import { isPath, textOfPath } from "./paths.ts";
import { namesIn } from "./names.ts";
import { admitsOnlyOperators } from "./operators.ts";

const before = new Set(["use", "addHook", "onBeforeHandle"]);
const mounting = new Set(["use", "route"]);

/**
 * The middleware that runs before what `call` registers on `receiver` at `path`: earlier `router.use(requireCompany)` and
 * `app.addHook("preHandler", …)`, and what stands before the router where the same file mounts it.
 */
export function middlewareBefore(call: Node, receiver: Node, path: string | undefined): readonly Node[] {
  const router = namesIn(receiver)?.[0];
  const chained = chainOf(receiver).used.flatMap((use) => middlewareOf(use, path));
  return router === undefined ? chained : [...chained, ...earlierUses(call, router, path), ...mountsOf(call, router)];
}

function earlierUses(call: Node, router: string, path: string | undefined): readonly Node[] {
  const uses = callsAround(call).filter((use) => use.range[0] < call.range[0] && isOn(use, router, before));
  return uses.flatMap((use) => middlewareOf(use.arguments, path));
}

/** What a `use` puts before a route: one for a path of its own counts below that path. */
function middlewareOf([first, ...rest]: readonly Node[], path: string | undefined): readonly Node[] {
  if (!first) return [];
  if (!isPath(first)) return [first, ...rest].filter(isMiddleware);
  const prefix = textOfPath(first);
  // Where the path cannot be read, a route may lie outside of it: good enough to doubt a leak, not to let it pass.
  if (prefix === undefined) return rest.filter((one) => isMiddleware(one) && !admitsOnlyOperators(one));
  return isBelow(path, prefix) ? rest.filter(isMiddleware) : [];
}

/** `app.use("/plots", requireAuth, plotRoutes)` says what stands before all of `plotRoutes`, where it is the only mount. */
function mountsOf(call: Node, router: string): readonly Node[] {
  const mounts = callsAround(call).flatMap((mount) => {
    const index = mount.arguments.findIndex((argument) => argument.type === "Identifier" && argument.name === router);
    const app = mount.callee.type === "MemberExpression" ? namesIn(mount.callee.object)?.[0] : undefined;
    if (index < 0 || app === undefined || app === router || !isOn(mount, app, mounting)) return [];
    const [first] = mount.arguments;
    const path = first && isPath(first) ? textOfPath(first) : undefined;
    return [[...mount.arguments.slice(0, index).filter(isMiddleware), ...earlierUses(mount, app, path ?? "/")]];
  });
  return mounts.length === 1 ? mounts.flat() : [];
}

/** The calls that are statements of the blocks around a node. */
function callsAround(node: Node): readonly TSESTree.CallExpression[] {
  const calls: TSESTree.CallExpression[] = [];
  for (let at: Node | undefined = node; at; at = at.parent) {
    if (at.type !== "Program" && at.type !== "BlockStatement") continue;
    for (const statement of at.body) {
      if (statement.type !== "ExpressionStatement") continue;
      const call = statement.expression.type === "AwaitExpression" ? statement.expression.argument : statement.expression;
      if (call.type === "CallExpression") calls.push(call);
    }
  }
  return calls;
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

function segmentsOf(path: string): readonly string[] {
  return path.split("/").filter(Boolean);
}

/** The routers that a router mounts are no middleware of its other routes. */
function isMiddleware(node: Node): boolean {
  return !/route/i.test(namesIn(node)?.join(".") ?? "");
}
