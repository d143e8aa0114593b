import type { Shape } from "../analysis/value.ts";
import { defineFramework } from "./framework.ts";
import { decoratedParameters, decorationsOf, decorationsOfRoute } from "./parts/decorators.ts";
import { admitsOnlyOperators } from "./parts/operators.ts";
import { httpRequest } from "./parts/shapes.ts";
import { nobody, strongest, vouchingOf } from "./parts/vouching.ts";

const routes = new Set(["Get", "Post", "Put", "Patch", "Delete", "All", "Head", "Method"]);

const decorated: Readonly<Record<string, Shape>> = {
  Body: "request", BodyParam: "request", Param: "request", Params: "request", QueryParam: "request", QueryParams: "request",
  HeaderParam: "request", HeaderParams: "request", CookieParam: "request", CookieParams: "request",
  UploadedFile: "request", UploadedFiles: "request", Req: httpRequest, Ctx: { request: httpRequest, params: "request", query: "request", "*": "identity" },
  CurrentUser: "identity", Session: "identity", SessionParam: "identity", State: "identity", Res: "server",
};

export default defineFramework({
  name: "routing-controllers",
  packages: ["routing-controllers"],
  docs: "https://github.com/typestack/routing-controllers",
  entry({ fn, imports, member, owner }) {
    if (!member || !imports.has("routing-controllers")) return undefined;
    const onMethod = decorationsOf(member);
    if (!onMethod.some(({ name }) => routes.has(name))) return undefined;
    const all = decorationsOfRoute(owner, onMethod);
    const before = vouchingOf(all.filter(({ name }) => name === "UseBefore").flatMap(({ args }) => args));
    const authorized = all.filter(({ name }) => name === "Authorized").map(({ expression }) => ({ ...nobody, signedIn: true, operators: admitsOnlyOperators(expression) }));
    return { framework: "routing-controllers", kind: "request", parameters: decoratedParameters(fn.params, decorated), mounted: true, ...strongest([before, ...authorized]) };
  },
});
