import { entryPointOf } from "../../frameworks/entry-point.ts";
import type { Before, EntryPoint } from "../../frameworks/framework.ts";
import { leavesBody, looksAtBody, touchesBody } from "../../frameworks/parts/touches-body.ts";
import type { Node } from "../../syntax/source-file.ts";
import type { Value } from "../value.ts";
import { importedName } from "./imported-calls.ts";
import { lazily } from "./lazily.ts";
import type { Placed } from "./let-through.ts";
import { listedIn, named } from "./middleware.ts";
import type { Run } from "./run.ts";
import { waysTo } from "./ways-to.ts";

/** True where a route of this file gets the body of a request as it was sent: all that stands before it is seen, and leaves it alone. */
export function bodyAsSentTo(run: Run, { before }: EntryPoint): EntryPoint["bodyAsSent"] {
  return before?.route?.paths ? lazily(() => isLeftAt(run, before)) : undefined;
}

/** The same of a function that is registered at several places: it gets it so at any of them. */
export function bodyAsSentAtAny(places: () => Iterable<Placed>): EntryPoint["bodyAsSent"] {
  return lazily(() => {
    for (const { run, site } of places()) {
      const before = entryPointOf([site], run.frameworks)?.before;
      if (before && isLeftAt(run, before)) return true;
    }
    return false;
  });
}

function isLeftAt(run: Run, { route }: Before): boolean {
  const call = route?.router.parent?.parent;
  if (!route || call?.type !== "CallExpression") return false;
  const wrapped = call.arguments.at(-1);
  if (wrapped?.type === "CallExpression" && !leaves(run, wrapped)) return false;
  for (const way of waysTo(run, route, call)) {
    if (way.every(({ run: at, used }) => used.every(({ node }) => listedIn(at, node).every((one) => leaves(at, one))))) return true;
  }
  return false;
}

/** True for middleware that does not look at the body of a request: by its code, or by its package, or by its name where neither is known. */
function leaves(run: Run, node: Node): boolean {
  if (node.type === "Literal" || node.type === "TemplateLiteral") return true;
  const value = makerOf(named(run, node));
  if (value.kind === "function") return !touchesBody(value.fn);
  const name = value.kind === "reference" ? importedName(value) : undefined;
  if (name === undefined) return !looksAtBody(node);
  const touches = run.elsewhere?.touchesBody({ from: run.facts.file.path, ...name });
  return touches === undefined ? leavesBody(name.source) || !looksAtBody(node) : !touches;
}

/** What gives middleware, through its calls: `check` of `check("name").isString()`, `multer` of `upload.single("photo")`. */
function makerOf(value: Value): Value {
  return value.kind === "reference" && value.root.kind === "call" ? makerOf(value.root.callee) : value;
}
