import type { Shape } from "../analysis/value.ts";
import { defineFramework, type FunctionSite } from "./framework.ts";
import { nameOf } from "./parts/names.ts";
import { registrationOf } from "./parts/registration.ts";
import { isTypedHandler } from "./parts/typed-handler.ts";
import { verbs } from "./parts/verbs.ts";
import { nobody } from "./parts/vouching.ts";

const packages = ["hono", "@hono/zod-openapi", "hono/factory", "hono/tiny", "hono/quick"];
const methods = new Set([...verbs, "use", "openapi", "createHandlers"]);
/** What middleware keeps in the context beside the user: the tools of the trade, by their usual names. */
const tools = ["logger", "log", "db", "prisma", "drizzle", "redis", "cache", "config", "env", "services", "requestId", "traceId", "span", "language", "i18n", "t"];
const toolsUnder = (name: (tool: string) => string): Record<string, Shape> => Object.fromEntries(tools.map((tool) => [name(tool), "server"]));
const context: Shape = { req: "request", ...toolsUnder((tool) => `get(${tool})`), get: "identity", var: { ...toolsUnder((tool) => tool), "*": "identity" }, "*": "server" };
const answers = { parameter: 0, members: new Set(["json", "text", "html", "body", "redirect", "notFound", "newResponse", "render"]) };
const parameters = [context, "server"] as const;

export default defineFramework({
  name: "hono",
  packages,
  docs: "https://hono.dev/docs/api/context",
  routes: true,
  entry(site) {
    const registration = registrationOf(site, methods);
    if (registration && isHonoFile(site, registration.hasPath)) {
      return { framework: "hono", kind: "request", parameters, mounted: true, before: registration.before, ...registration.vouching };
    }
    const typed = isTypedHandler(site, { packages, types: ["Context"], contextual: /^(Handler|MiddlewareHandler)$/, answers });
    return typed ? { framework: "hono", kind: "request", parameters, mounted: true, ...nobody, vouched: true, unseen: true } : undefined;
  },
  sources: [
    { from: "hono/cookie", name: "getCookie", gives: "request" },
    { from: "hono/cookie", name: "getSignedCookie", gives: "identity" },
    { from: "hono/jwt", name: "verify", gives: "identity" },
    { from: "hono/jwt", name: "decode", gives: "request" },
  ],
});

function isHonoFile({ fn, imports }: FunctionSite, hasPath: boolean): boolean {
  const isNamed = /^_*(c|ctx|context)$/.test(nameOf(fn.params[0]) ?? "");
  if (packages.some((name) => imports.has(name))) return hasPath || isNamed;
  return hasPath && nameOf(fn.params[0]) === "c";
}
