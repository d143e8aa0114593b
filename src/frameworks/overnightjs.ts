import { defineFramework } from "./framework.ts";
import { decorationsOf } from "./parts/decorators.ts";
import { httpRequest, httpResponse } from "./parts/shapes.ts";
import { vouchingOf } from "./parts/vouching.ts";

const routes = new Set(["Get", "Post", "Put", "Patch", "Delete", "All", "Options", "Head"]);
const middleware = new Set(["Middleware", "ClassMiddleware"]);

export default defineFramework({
  name: "overnightjs",
  packages: ["@overnightjs/core"],
  docs: "https://github.com/seanpmaxwell/overnight",
  entry({ imports, member, owner }) {
    if (!member || !imports.has("@overnightjs/core")) return undefined;
    const onMethod = decorationsOf(member);
    if (!onMethod.some(({ name }) => routes.has(name))) return undefined;
    const before = [...decorationsOf(owner), ...onMethod].filter(({ name }) => middleware.has(name));
    const vouching = vouchingOf(before.flatMap(({ args }) => args));
    return { framework: "overnightjs", kind: "request", parameters: [httpRequest, httpResponse, "server"], mounted: true, ...vouching };
  },
});
