import { defineFramework } from "./framework.ts";
import { builtBy } from "./parts/builder.ts";
import { procedureContext } from "./parts/shapes.ts";

const methods = new Set(["handler"]);
const parameters = [{ input: "request", request: "request", ctx: procedureContext, "*": "server" }] as const;

export default defineFramework({
  name: "zsa",
  packages: ["zsa"],
  docs: "https://zsa.vercel.app/docs/introduction",
  entry(site) {
    const built = builtBy(site, methods);
    if (!built || !(site.imports.has("zsa") || [...built.base, ...built.steps].includes("createServerAction"))) return undefined;
    return { framework: "zsa", kind: "request", parameters, mounted: false, ...built.vouching };
  },
});
