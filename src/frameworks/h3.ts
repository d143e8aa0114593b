import type { Shape } from "../analysis/value.ts";
import { defineFramework, type Source } from "./framework.ts";
import { vouchingOf } from "./parts/vouching.ts";
import { isHandlerProperty, wrapperCallees } from "./parts/wrapped.ts";

const handlers = new Set(["defineEventHandler", "eventHandler", "defineCachedEventHandler", "defineLazyEventHandler"]);

const event: Shape = {
  context: { params: "request", "*": "identity" },
  path: "request", headers: "request", method: "request", node: "request", web: "request", req: "request", url: "request",
  "*": "server",
};

const readers = [
  "readBody", "readValidatedBody", "readRawBody", "readFormData", "readMultipartFormData", "getQuery", "getValidatedQuery",
  "getRouterParam", "getRouterParams", "getValidatedRouterParams", "getHeader", "getHeaders", "getRequestHeader", "getRequestHeaders",
  "getCookie", "parseCookies", "getRequestURL", "getRequestHost", "getRequestIP",
];
/** Nuxt and Nitro import these by themselves. */
const modules = ["h3", "#imports", "globals"];

export default defineFramework({
  name: "h3",
  packages: ["h3", "nitropack", "nuxt"],
  docs: "https://h3.dev/guide/basics/handler",
  entry(site) {
    const index = site.wrappers.findIndex(({ call }) => handlers.has(call.method ?? ""));
    if (index < 0 || !isHandlerProperty(site.property)) return undefined;
    const vouching = vouchingOf(wrapperCallees(site.wrappers.slice(0, index)));
    return { framework: "h3", kind: "request", parameters: [event], mounted: true, ...vouching };
  },
  sources: modules.flatMap((from) => readers.map((name): Source => ({ from, name, gives: "request" }))),
});
