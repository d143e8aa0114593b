import type { ScopeManager } from "@typescript-eslint/scope-manager";
import type { TSESTree } from "@typescript-eslint/types";
import type { Node } from "../../syntax/source-file.ts";
import { handedBefore, usedBefore, type Used } from "./uses.ts";

/** A place at which a router, an app or a plugin is put into another one: `app.use("/plots", requireAuth, plots.routes())`. */
export interface Mounting {
  /** What it is put into. */
  readonly into: Node;
  /** Where what it serves at a path is served then; undefined where that cannot be read. */
  readonly pathOf: (inner: string | undefined) => string | undefined;
  /** What stands before it there. */
  readonly usedFor: (inner: string | undefined) => readonly Used[];
}

const mounting = new Set(["use", "route", "register", "mount"]);

/**
 * Where an expression is mounted that stands for a router, for what makes one, or for a function that puts its routes into the parameter
 * at an index; undefined where it goes anywhere else.
 */
export function mountingsOf(node: Node, parameter: number | undefined, scopes: ScopeManager): readonly (Mounting | undefined)[] {
  return follow(node, "", parameter, scopes, new Set());
}

function follow(node: Node, below: string | undefined, parameter: number | undefined, scopes: ScopeManager, seen: Set<Node>): readonly (Mounting | undefined)[] {
  const { parent } = node;
  if (!parent || seen.has(node)) return [];
  seen.add(node);
  switch (parent.type) {
    case "AwaitExpression":
    case "TSAsExpression":
    case "TSNonNullExpression":
    case "TSSatisfiesExpression":
      return follow(parent, below, parameter, scopes, seen);
    case "CallExpression":
      return ofCall(node, parent, below, parameter, scopes, seen);
    case "VariableDeclarator": {
      const uses = scopes.getDeclaredVariables(parent).flatMap(({ references }) => references.filter((use) => use.isRead()));
      return uses.flatMap(({ identifier }) => follow(routesOf(identifier), below, undefined, scopes, seen));
    }
    case "ArrayExpression":
    case "Property":
    case "SpreadElement":
    case "AssignmentExpression":
      return [undefined];
    default:
      return [];
  }
}

function ofCall(node: Node, call: TSESTree.CallExpression, below: string | undefined, parameter: number | undefined, scopes: ScopeManager, seen: Set<Node>): readonly (Mounting | undefined)[] {
  if (call.callee === node) {
    const into = parameter === undefined ? undefined : call.arguments[parameter];
    return into ? [mountingAt(call, into, below, "", [])] : follow(call, below, undefined, scopes, seen);
  }
  const { path, before } = handedBefore(call, call.arguments.findIndex((argument) => argument === node));
  const { callee } = call;
  if (callee.type === "MemberExpression" && callee.property.type === "Identifier" && mounting.has(callee.property.name)) return [mountingAt(call, callee.object, below, path, before)];
  // A wrapper, such as Koa's `mount("/plots", plots)`.
  const outer = follow(call, joined(path, below), parameter, scopes, seen);
  return outer.length > 0 ? outer : [undefined];
}

function mountingAt(call: TSESTree.CallExpression, into: Node, below: string | undefined, path: string | undefined, before: readonly Used[]): Mounting {
  const pathOf = (inner: string | undefined): string | undefined => joined(path, joined(below, inner));
  return { into, pathOf, usedFor: (inner) => [...usedBefore(call, into, pathOf(inner)), ...before] };
}

function joined(path: string | undefined, below: string | undefined): string | undefined {
  return path === undefined || below === undefined ? undefined : [path, below].filter((part) => part !== "").join("/");
}

/** `plots.routes()` is what Koa mounts of a router. */
function routesOf(node: Node): Node {
  const { parent } = node;
  return parent?.type === "MemberExpression" && parent.object === node && parent.property.type === "Identifier" && givesRoutes.has(parent.property.name) ? parent : node;
}

/** Methods that give a router as middleware. */
export const givesRoutes: ReadonlySet<string> = new Set(["routes", "middleware", "callback"]);

const chaining = new Set(["get", "post", "put", "patch", "delete", "del", "head", "options", "all", "any", "use", "route", "openapi", "basePath", "prefix", "param", "register", "on", "onError", "notFound"]);

/** The start of a chain of calls of a router: `app` of `app.use(requireAuth).get("/plots", list)`. */
export function startOfChain(node: Node): Node {
  let at = node;
  while (at.type === "CallExpression" && at.callee.type === "MemberExpression" && at.callee.property.type === "Identifier" && chaining.has(at.callee.property.name)) at = at.callee.object;
  return at;
}

/** The name that a chain is declared by; `default` where it is exported without one. */
export function nameOfChain(node: Node): string | undefined {
  const start = startOfChain(node);
  if (start.type === "Identifier") return start.name;
  let at = node;
  while (at.parent?.type === "MemberExpression" || (at.parent?.type === "CallExpression" && at.parent.callee === at)) at = at.parent;
  const holder = at.parent;
  if (holder?.type === "VariableDeclarator" && holder.id.type === "Identifier") return holder.id.name;
  return holder?.type === "ExportDefaultDeclaration" ? "default" : undefined;
}
