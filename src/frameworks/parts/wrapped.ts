import type { Shape } from "../../analysis/value.ts";
import type { FunctionNode } from "../../syntax/functions.ts";
import type { FunctionSite } from "../framework.ts";
import type { Node } from "../../syntax/source-file.ts";
import { shapeAt } from "../shape.ts";
import { annotationOf, nameOf } from "./names.ts";
import { handlerContext, httpRequest, wrapperBag } from "./shapes.ts";

const requestName = /^_*(req|request|nextRequest|event)$/i;
const requestType = /^(Next(Api)?|Fastify|Express|Authenticated|Authed|Incoming)?(Request|Message)$/;
const contextName = /^_*(ctx|context|c|props|args|opts|options|arg|bag|extra|routeContext|segment(Data)?)$/i;

/** True for a parameter that holds the request itself. */
export function isRequestParameter(parameter: Node | undefined): boolean {
  return requestName.test(nameOf(parameter) ?? "") || requestType.test(annotationOf(parameter) ?? "");
}

/** What a project's own wrapper hands each parameter of its callback, by the parameter's form and name. */
export function wrappedParameters(fn: FunctionNode): readonly Shape[] {
  return fn.params.map(wrappedParameter);
}

/** What the function is handed that a wrapper puts in a handler's place, where its parameters' names tell. */
export function handedParameters(fn: FunctionNode): readonly (Shape | undefined)[] {
  return fn.params.map((parameter) => {
    const shape = wrappedParameter(parameter);
    return shape === "identity" ? undefined : shape;
  });
}

function wrappedParameter(parameter: Node): Shape {
  if (isRequestParameter(parameter)) return httpRequest;
  const name = nameOf(parameter);
  if (name === undefined) return wrapperBag;
  if (contextName.test(name)) return handlerContext;
  return shapeAt(wrapperBag, [name.replace(/^_+/, "")]) ?? "identity";
}

/** The property of a wrapper's options object that holds its callback, as in `wrap({ auth: true, handler: fn })`. */
export function isHandlerProperty(property: string | undefined): boolean {
  return property === undefined || /(^|\.)(handler|handle|execute|action|fn|callback|resolve)$/.test(property);
}

/** The expressions that wrap a function, innermost first. */
export function wrapperCallees(wrappers: FunctionSite["wrappers"]): readonly Node[] {
  return wrappers.map(({ call }) => (call.node as { callee: Node }).callee);
}
