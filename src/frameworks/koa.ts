import type { Shape } from "../analysis/value.ts";
import { defineFramework, type FunctionSite } from "./framework.ts";
import { nameOf } from "./parts/names.ts";
import { registrationOf } from "./parts/registration.ts";
import { httpRequest, validatedParts } from "./parts/shapes.ts";
import { isTypedHandler } from "./parts/typed-handler.ts";
import { verbs } from "./parts/verbs.ts";
import { nobody } from "./parts/vouching.ts";

const packages = ["koa", "@koa/router", "koa-router", "koa-joi-router"];
const methods = new Set([...verbs, "use", "param"]);

const requestNames = `params query querystring headers header get cookies host hostname subdomains url originalUrl path href origin
  ip ips method protocol search captures files file routerPath`;

const context: Shape = {
  ...Object.fromEntries(requestNames.split(/\s+/).map((name) => [name, "request" as const])),
  ...validatedParts,
  request: httpRequest,
  req: httpRequest,
  ...Object.fromEntries(["body", "status", "response", "res", "app", "set", "throw", "assert", "db", "prisma", "log"].map((name) => [name, "server" as const])),
  "*": "identity",
};

const answers = { parameter: 0, members: new Set(["body", "status", "redirect", "response", "throw"]) };

export default defineFramework({
  name: "koa",
  packages,
  docs: "https://koajs.com/#context",
  routes: true,
  entry(site) {
    const registration = registrationOf(site, methods);
    if (registration && isKoaFile(site, registration.hasPath)) {
      const { vouching, before, call } = registration;
      const parameters = call.method === "param" ? (["request", context] as const) : ([context, "server"] as const);
      return { framework: "koa", kind: "request", parameters, mounted: true, before, ...vouching };
    }
    if (!isTypedHandler(site, { packages, types: ["Context"], contextual: /^Middleware$/, answers })) return undefined;
    return { framework: "koa", kind: "request", parameters: [context, "server"], mounted: true, ...nobody, vouched: true, unseen: true };
  },
});

function isKoaFile({ fn, imports }: FunctionSite, hasPath: boolean): boolean {
  const isNamed = nameOf(fn.params[0]) === "ctx";
  if (packages.some((name) => imports.has(name))) return hasPath || isNamed;
  return hasPath && isNamed && ["next", undefined].includes(nameOf(fn.params[1]));
}
