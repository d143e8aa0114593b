import type { Node } from "../../syntax/source-file.ts";
import type { FunctionSite } from "../framework.ts";
import { isDecorated } from "./decorators.ts";
import { descendantsOf } from "./descendants.ts";
import { annotationOf, nameOf } from "./names.ts";

interface HandlerTypes {
  /** Packages of which one must be imported. */
  readonly packages: readonly string[];
  /** Types of the first parameters, in order; all of them must be written. */
  readonly types: readonly string[];
  /** Type of the variable that holds the function. */
  readonly contextual: RegExp;
  /** Position of the parameter that the handler answers with, and which of its members do; any, when absent. */
  readonly answers: { readonly parameter: number; readonly members?: ReadonlySet<string> };
}

/**
 * A handler that another file registers: exported or a class member, typed as the framework's, and answering the request
 * itself. A helper such as `getCurrentUser(req, res)` has the same types, and only passes its response on.
 */
export function isTypedHandler(site: FunctionSite, { packages, types, contextual, answers }: HandlerTypes): boolean {
  if (site.exportName === undefined && site.member === undefined) return false;
  // A decorated method is registered by its decorators.
  if (isDecorated(site.member) || !packages.some((name) => site.imports.has(name))) return false;
  const { params, body } = site.fn;
  const typed = types.every((type, index) => annotationOf(params[index])?.endsWith(type) ?? false) || contextual.test(declaredTypeOf(site) ?? "");
  const answer = params[answers.parameter];
  return typed && (answer?.type === "ObjectPattern" || usesMember(body, nameOf(answer), answers.members));
}

/** `Handler` for `const list: Handler = async (req, res) => …`. */
function declaredTypeOf(site: FunctionSite): string | undefined {
  const { parent } = site.fn;
  return parent.type === "VariableDeclarator" ? annotationOf(parent.id) : undefined;
}

function usesMember(body: Node, name: string | undefined, members: ReadonlySet<string> | undefined): boolean {
  for (const node of descendantsOf(body)) {
    if (node.type !== "MemberExpression" || node.object.type !== "Identifier" || node.object.name !== name) continue;
    if (members?.has(nameOf(node.property) ?? "") ?? true) return true;
  }
  return false;
}
