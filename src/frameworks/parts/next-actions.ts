import type { FunctionSite } from "../framework.ts";
import type { NextEntry } from "./next-entry.ts";
import { nobody, vouchingOf } from "./vouching.ts";
import { isHandlerProperty, wrappedParameters, wrapperCallees } from "./wrapped.ts";

/** A server action: browsers choose every argument, bound ones included. */
export function actionEntry(site: FunctionSite): NextEntry | undefined {
  if (!site.serverAction || site.member) return undefined;
  const own = site.wrappers.length === 0 || site.exportName === undefined;
  if (own) return { kind: "request", parameters: site.fn.params.map(() => "request"), callable: site.exportName !== undefined, ...nobody };
  if (!isHandlerProperty(site.property) || !site.wrappers.every(({ call }) => isPlainCall(call.node))) return undefined;
  return { kind: "request", parameters: wrappedParameters(site.fn), ...vouchingOf(wrapperCallees(site.wrappers)) };
}

/** Builders, `client.schema(s).action(fn)`, are libraries of their own. */
function isPlainCall(node: FunctionSite["fn"] | FunctionSite["wrappers"][number]["call"]["node"]): boolean {
  return "callee" in node && node.callee.type === "Identifier";
}
