import type { EntryPoint } from "../../frameworks/framework.ts";
import { entryPointOf } from "../../frameworks/entry-point.ts";
import type { FunctionNode } from "../../syntax/functions.ts";
import type { Node } from "../../syntax/source-file.ts";
import { sitesOf, type SiteContext } from "../function-site.ts";
import { reference, unknown } from "../make-value.ts";
import type { Value } from "../value.ts";
import { bodyAsSentTo } from "./as-sent.ts";
import { behindRouters } from "./behind-routers.ts";
import { evaluate } from "./expressions.ts";
import { letsThroughTo } from "./let-through.ts";
import { withMiddleware } from "./middleware.ts";
import { mountedOf, withMounts, type Mounted } from "./mounted.ts";
import type { Run } from "./run.ts";
import { nextId } from "./run.ts";
import { withHandOver } from "./wrappers.ts";

/** Where requests enter a function, and where another file mounts it; undefined where they do not. */
export function entryFor(run: Run, fn: FunctionNode): { readonly entry: EntryPoint | undefined; readonly mounted: Mounted | undefined } {
  const sites = sitesOf(fn, surroundingsOf(run));
  const entry = entryPointOf(sites, run.frameworks);
  const mounted = mountedOf(run, fn, sites, surroundingsOf);
  const handed = entry && withHandOver(run, entry, sites);
  const behind = handed && !run.walks ? behindRouters(run, handed) : handed;
  return { entry: withMounts(behind && { ...withMiddleware(run, behind), letsThrough: letsThroughTo(run, behind), bodyAsSent: bodyAsSentTo(run, behind) }, mounted), mounted };
}

/** True for a function that requests enter, or that another file mounts. */
export function isEntered(run: Run, fn: FunctionNode): boolean {
  const { entry, mounted } = entryFor(run, fn);
  return entry !== undefined || mounted !== undefined;
}

function surroundingsOf(run: Run): SiteContext {
  return { path: run.path, imports: run.facts.imports, scopes: run.facts.file.scopes, evaluate: (node) => evaluateQuietly(run, node) };
}

/** A look at an expression that leaves no trace; only names and chains of names are worth it. */
function evaluateQuietly(run: Run, node: Node): Value {
  switch (node.type) {
    case "Identifier":
    case "Literal":
      return evaluate(run, node);
    case "MemberExpression": {
      const object = evaluateQuietly(run, node.object);
      const key = node.property.type === "Identifier" && !node.computed ? node.property.name : undefined;
      return object.kind === "reference" && key !== undefined ? reference(object.root, [...object.path, key], node) : unknown("not evaluated", node);
    }
    case "CallExpression": {
      const callee = evaluateQuietly(run, node.callee);
      return reference({ kind: "call", id: nextId(run, "call"), node, callee, args: [], construct: false, shape: undefined }, [], node);
    }
    case "NewExpression": {
      const callee = evaluateQuietly(run, node.callee);
      return reference({ kind: "call", id: nextId(run, "call"), node, callee, args: [], construct: true, shape: undefined }, [], node);
    }
    default:
      return unknown("not evaluated", node);
  }
}
