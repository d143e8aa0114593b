import type { Shape } from "../analysis/value.ts";
import { defineFramework, type FunctionSite } from "./framework.ts";
import { httpRequest } from "./parts/shapes.ts";
import { vouchingOf } from "./parts/vouching.ts";
import { wrapperCallees } from "./parts/wrapped.ts";

const makers = new Set(["router", "createNextRoute", "createNextRouter", "createNextHandler", "createHandler"]);

const args: Shape = {
  params: "request", query: "request", body: "request", headers: "request", file: "request", files: "request",
  req: httpRequest, request: httpRequest,
  "*": "server",
};
const context: Shape = { request: httpRequest, req: httpRequest, responseHeaders: "server", "*": "identity" };

export default defineFramework({
  name: "ts-rest",
  packages: ["@ts-rest/core", "@ts-rest/next", "@ts-rest/express", "@ts-rest/fastify", "@ts-rest/serverless"],
  docs: "https://ts-rest.com/server/overview",
  entry(site) {
    const router = routerIndex(site);
    if (router < 0 || site.fn.params.length === 0) return undefined;
    const vouching = vouchingOf(wrapperCallees(site.wrappers.slice(0, router)));
    // A wrapper adds parameters of its own; the library passes two.
    const others = router > 0 ? "identity" : context;
    const parameters = site.fn.params.map((_, index): Shape => (index === 0 ? args : others));
    return { framework: "ts-rest", kind: "request", parameters, mounted: !site.imports.has("@ts-rest/next"), ...vouching };
  },
});

/** Which wrapper makes the router: `s.router(contract, { list: fn })`; the contract comes first, the handlers after it. */
function routerIndex({ imports, wrappers }: FunctionSite): number {
  if (![...imports].some((name) => name.startsWith("@ts-rest/"))) return -1;
  return wrappers.findIndex(({ call, argument }) => makers.has(call.method ?? "") && argument === 1);
}
