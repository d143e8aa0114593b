import type { TSESTree } from "@typescript-eslint/types";
import { isFunction, type FunctionNode } from "../../syntax/functions.ts";
import type { Node } from "../../syntax/source-file.ts";
import type { FunctionSite } from "../framework.ts";
import { ancestorsOf, descendantsOf, programOf } from "./descendants.ts";
import { nameOf, namesIn } from "./names.ts";

/** The other handlers of a handler's controller, or of the router that the file registers it on. */
export function siblingsOf(site: FunctionSite): readonly FunctionSite[] {
  const sites = site.member ? membersOf(site) : site.wrappers.flatMap(({ call }) => registeredWith(site, call.node));
  return sites.filter(({ fn }) => fn !== site.fn);
}

function membersOf(site: FunctionSite): readonly FunctionSite[] {
  return (site.owner?.body.body ?? []).flatMap((member) => {
    if (member.type !== "MethodDefinition" && member.type !== "PropertyDefinition") return [];
    return isFunction(member.value) ? [{ ...site, fn: member.value, member }] : [];
  });
}

function registeredWith(site: FunctionSite, call: Node): readonly FunctionSite[] {
  const router = routerOf(call);
  if (router === undefined) return [];
  return (registrations(programOf(call)).get(router) ?? []).map(({ fn, wrappers, property }): FunctionSite =>
    ({ ...site, fn, wrappers, property, exportName: undefined, serverAction: false }));
}

type Registered = Pick<FunctionSite, "fn" | "wrappers" | "property">;
const known = new WeakMap<Node, ReadonlyMap<string, readonly Registered[]>>();

/** The functions written in place in calls of methods, by the name the call's receiver starts with: its router. */
function registrations(program: Node): ReadonlyMap<string, readonly Registered[]> {
  const before = known.get(program);
  if (before) return before;
  const byRouter = new Map<string, Registered[]>();
  for (const node of descendantsOf(program)) {
    if (!isFunction(node)) continue;
    const registered = registrationOf(node);
    if (!registered) continue;
    const all = byRouter.get(registered.router) ?? [];
    all.push(registered);
    byRouter.set(registered.router, all);
  }
  known.set(program, byRouter);
  return byRouter;
}

/** Follows a function outwards through the calls and the object that hold it; the outermost method is the router's. */
function registrationOf(fn: FunctionNode): (Registered & { readonly router: string }) | undefined {
  const wrappers: FunctionSite["wrappers"][number][] = [];
  let property: string | undefined;
  let router: string | undefined;
  let node: Node = fn;
  for (const parent of ancestorsOf(fn)) {
    if (parent.type === "Property" && parent.value === node) property = nameOf(parent.key);
    else if (parent.type === "CallExpression" && parent.callee !== node) {
      wrappers.push({ call: unread(parent), argument: parent.arguments.indexOf(node as TSESTree.CallExpressionArgument) });
      router = routerOf(parent) ?? router;
    } else if (parent.type !== "ObjectExpression") break;
    node = parent;
  }
  return router === undefined ? undefined : { fn, wrappers, property, router };
}

/** A call of which nothing but the names is known. */
function unread(node: TSESTree.CallExpression): FunctionSite["wrappers"][number]["call"] {
  return { node, method: namesIn(node.callee)?.at(-1), callee: { kind: "unknown", reason: "not evaluated", node }, receiver: undefined, args: [], construct: false };
}

function routerOf(call: Node): string | undefined {
  return call.type === "CallExpression" && call.callee.type === "MemberExpression" ? namesIn(call.callee.object)?.[0] : undefined;
}
