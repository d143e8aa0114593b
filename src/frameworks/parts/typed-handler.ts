import { nodesIn } from "../../syntax/children.ts";
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
  /** By which members handlers answer whose types are the project's own (`ShopRequest`), in files that import no package; they are not looked for when absent. */
  readonly own?: ReadonlySet<string> | undefined;
}

/** Packages whose decorators register methods; those of others only change them. */
const REGISTERING = ["@nestjs/common", "@overnightjs/core", "routing-controllers", "tsoa", "inversify-express-utils"];

/**
 * A handler that another file registers: exported or a class member, typed as the framework's, and answering the request
 * itself. A helper such as `getCurrentUser(req, res)` has the same types, and only passes its response on.
 */
export function isTypedHandler(site: FunctionSite, { packages, types, contextual, answers, own }: HandlerTypes): boolean {
  if (site.exportName === undefined && site.member === undefined) return false;
  if (isDecorated(site.member) && REGISTERING.some((name) => site.imports.has(name))) return false;
  const { params, body } = site.fn;
  const names = types.map((_, index) => annotationOf(params[index]));
  const typed = names.every((name, index) => name?.endsWith(types[index] ?? "") ?? false);
  const answer = params[answers.parameter];
  if (packages.some((name) => site.imports.has(name))) return (typed || contextual.test(declaredTypeOf(site) ?? "")) && (answer?.type === "ObjectPattern" || usesMember(body, nameOf(answer), answers.members));
  return own !== undefined && typed && !names.some((name, index) => name === types[index]) && usesMember(body, nameOf(answer), own);
}

/**
 * A function that is a handler where another file registers it: exported or a class member, with parameters of these names, and answering
 * with one of them, by itself or by a helper: `success(res, plot)`. No type tells of it, as in JavaScript, or one that helpers have too.
 */
export function isUntypedHandler(site: FunctionSite, names: readonly RegExp[], answers: number): boolean {
  if (site.exportName === undefined && site.member === undefined) return false;
  const { params, body } = site.fn;
  if (isDecorated(site.member) || !names.every((name, index) => name.test(nameOf(params[index]) ?? ""))) return false;
  const answer = nameOf(params[answers]);
  return nodesIn(body).some((node) => node.type === "Identifier" && node.name === answer);
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
