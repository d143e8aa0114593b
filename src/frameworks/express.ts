import type { TSESTree } from "@typescript-eslint/types";
import type { Shape } from "../analysis/value.ts";
import { defineFramework, type EntryPoint, type FunctionSite } from "./framework.ts";
import { nameOf } from "./parts/names.ts";
import { registrationOf } from "./parts/registration.ts";
import { httpRequest, httpResponse } from "./parts/shapes.ts";
import { isTypedHandler, isUntypedHandler } from "./parts/typed-handler.ts";
import { verbs } from "./parts/verbs.ts";
import { nobody } from "./parts/vouching.ts";

const packages = ["express", "express-promise-router", "express-async-router", "@types/express"];
/** Their handlers may look the same, and their own files know better. */
const rivals = ["fastify", "hono", "koa", "@koa/router"];
/** Whose types a file may write instead. */
const others = [...rivals, "next"];
/** Members that only responses like Express's have, which answer with them. */
const answering = new Set(["status", "sendStatus", "json"]);
const methods = new Set([...verbs, "use", "param"]);
const REQUEST = /^_*(req|request)$/i;
const RESPONSE = /^_*(res|resp|response)$/i;

export default defineFramework({
  name: "express",
  packages,
  docs: "https://expressjs.com/en/guide/routing.html",
  routes: true,
  entry(site) {
    return registered(site) ?? typed(site);
  },
});

function registered(site: FunctionSite): EntryPoint | undefined {
  const registration = registrationOf(site, methods);
  if (!registration || !isExpressFile(site, registration.hasPath || registration.call.method === "param")) return undefined;
  const { vouching, before: { route, ...before }, paths, call } = registration;
  return { framework: "express", kind: "request", parameters: parametersOf(site.fn.params, call.method), mounted: true, before: { ...before, route: { ...route, paths } }, ...vouching };
}

function isExpressFile(site: FunctionSite, hasPath: boolean): boolean {
  if (rivals.some((rival) => site.imports.has(rival))) return false;
  const request = requestIndex(site.fn.params);
  const named = request >= 0 && isResponse(site.fn.params[request + 1]);
  return named && (hasPath || packages.some((name) => site.imports.has(name)));
}

/** Middleware that cannot be seen here may stand before a controller that another file registers. */
function typed(site: FunctionSite): EntryPoint | undefined {
  const own = others.some((other) => site.imports.has(other)) ? undefined : answering;
  const untyped = !isTypedHandler(site, { packages, types: ["Request", "Response"], contextual: /^(RequestHandler|Handler)$/, answers: { parameter: 1 }, own });
  if (untyped && (own === undefined || !isUntypedHandler(site, [REQUEST, RESPONSE], 1))) return undefined;
  return { framework: "express", kind: "request", parameters: parametersOf(site.fn.params, undefined), mounted: true, ...nobody, vouched: true, unseen: true, ...(untyped && { untyped }) };
}

/** `(req, res, next)`, `(err, req, res, next)`, and `(req, res, next, value)` of `router.param`. */
function parametersOf(parameters: readonly TSESTree.Parameter[], method: string | undefined): readonly (Shape | undefined)[] {
  const request = Math.max(requestIndex(parameters), 0);
  return parameters.map((_, index) => {
    if (index === request) return httpRequest;
    if (index === request + 1) return httpResponse;
    return method === "param" && index === 3 ? "request" : "server";
  });
}

function requestIndex(parameters: readonly TSESTree.Parameter[]): number {
  return parameters.findIndex((parameter) => REQUEST.test(nameOf(parameter) ?? "") || parameter.type === "ObjectPattern");
}

function isResponse(parameter: TSESTree.Parameter | undefined): boolean {
  return parameter?.type === "ObjectPattern" || RESPONSE.test(nameOf(parameter) ?? "");
}
