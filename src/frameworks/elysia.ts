import type { Shape } from "../analysis/value.ts";
import { defineFramework } from "./framework.ts";
import { registrationOf } from "./parts/registration.ts";
import { verbs } from "./parts/verbs.ts";

const request = ["body", "params", "query", "headers", "cookie", "request", "path", "route"];
const server = ["set", "status", "store", "error", "redirect", "server", "db", "prisma"];
const context: Shape = {
  ...Object.fromEntries(request.map((name) => [name, "request" as const])),
  ...Object.fromEntries(server.map((name) => [name, "server" as const])),
  // What `derive`, `resolve` and macros add.
  "*": "identity",
};

export default defineFramework({
  name: "elysia",
  packages: ["elysia"],
  docs: "https://elysiajs.com/essential/handler",
  entry(site) {
    if (!site.imports.has("elysia")) return undefined;
    const registration = registrationOf(site, verbs);
    if (!registration?.hasPath) return undefined;
    return { framework: "elysia", kind: "request", parameters: [context], mounted: true, ...registration.vouching };
  },
});
