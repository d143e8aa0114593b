import type { TSESTree } from "@typescript-eslint/types";
import type { Node } from "../syntax/source-file.ts";
import { defineFramework, type EntryPoint, type FunctionSite } from "./framework.ts";
import { nameOf } from "./parts/names.ts";
import { registrationOf } from "./parts/registration.ts";
import { httpRequest } from "./parts/shapes.ts";
import { isTypedHandler } from "./parts/typed-handler.ts";
import { verbs } from "./parts/verbs.ts";
import { nobody, strongest, vouchingOf } from "./parts/vouching.ts";
import { isRequestParameter } from "./parts/wrapped.ts";

const packages = ["fastify", "fastify-plugin"];
const parameters = [httpRequest, "server"] as const;
const methods = new Set([...verbs, "route"]);
/** Route options that run before the handler. `preValidation` and later hooks see route parameters, so does `onRequest`. */
const hooks = new Set(["onRequest", "preParsing", "preValidation", "preHandler"]);

export default defineFramework({
  name: "fastify",
  packages,
  docs: "https://fastify.dev/docs/latest/Reference/Routes/",
  routes: true,
  entry(site) {
    return registered(site) ?? typed(site);
  },
});

function registered(site: FunctionSite): EntryPoint | undefined {
  const registration = registrationOf(site, methods);
  if (!registration || !isFastifyFile(site, registration.hasPath || registration.call.method === "route")) return undefined;
  const call = registration.call.node as TSESTree.CallExpression;
  const options = call.arguments.filter((argument) => argument.type === "ObjectExpression");
  const hooked = options.flatMap(hooksIn);
  const vouching = strongest([registration.vouching, vouchingOf(hooked)]);
  const before = { ...registration.before, nodes: [...registration.before.nodes, ...hooked], route: { router: registration.before.route.router, path: undefined, afterRouting: true } } as const;
  return { framework: "fastify", kind: "request", parameters, mounted: true, before, ...vouching };
}

function isFastifyFile({ fn, imports }: FunctionSite, hasPath: boolean): boolean {
  if (/^_*reply$/i.test(nameOf(fn.params[1]) ?? "")) return true;
  const isImported = packages.some((name) => imports.has(name));
  return isImported && (hasPath || isRequestParameter(fn.params[0]));
}

function hooksIn(options: TSESTree.ObjectExpression): readonly Node[] {
  return options.properties.flatMap((property) =>
    property.type === "Property" && hooks.has(nameOf(property.key) ?? "") ? [property.value] : []);
}

/** Hooks that cannot be seen here may stand before a controller that another file registers. */
function typed(site: FunctionSite): EntryPoint | undefined {
  if (!isTypedHandler(site, { packages, types: ["Request", "Reply"], contextual: /^RouteHandler(Method)?$/, answers: { parameter: 1 } })) return undefined;
  return { framework: "fastify", kind: "request", parameters, mounted: true, ...nobody, vouched: true, unseen: true };
}
