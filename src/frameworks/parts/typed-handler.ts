import type { FunctionSite } from "../framework.ts";
import { annotationOf } from "./names.ts";

interface HandlerTypes {
  /** Packages of which one must be imported. */
  readonly packages: readonly string[];
  /** Types of the first parameters, in order; all of them must be written. */
  readonly types: readonly string[];
  /** Type of the variable or class property that holds the function. */
  readonly contextual?: RegExp;
}

/** A handler that another file registers: exported or a class member, and typed as the framework's. */
export function isTypedHandler(site: FunctionSite, { packages, types, contextual }: HandlerTypes): boolean {
  if (site.exportName === undefined && site.member === undefined) return false;
  if (!packages.some((name) => site.imports.has(name))) return false;
  const annotated = types.every((type, index) => annotationOf(site.fn.params[index])?.endsWith(type) ?? false);
  return annotated || (contextual?.test(declaredTypeOf(site) ?? "") ?? false);
}

/** `Handler` for `const list: Handler = async (req, res) => …`. */
function declaredTypeOf(site: FunctionSite): string | undefined {
  const { parent } = site.fn;
  return parent.type === "VariableDeclarator" ? annotationOf(parent.id) : undefined;
}
