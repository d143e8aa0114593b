import { defineFramework, type FunctionSite } from "./framework.ts";
import { builtBy, type Built } from "./parts/builder.ts";
import { procedureContext } from "./parts/shapes.ts";

const methods = new Set(["handler"]);
const steps = ["input", "output", "route", "errors"];
const parameters = [{ input: "request", context: procedureContext, "*": "server" }, "request"] as const;

export default defineFramework({
  name: "orpc",
  packages: ["@orpc/server"],
  docs: "https://orpc.unnoq.com/docs/procedure",
  entry(site) {
    const built = builtBy(site, methods);
    if (!built || !isProcedure(built, site)) return undefined;
    return { framework: "orpc", kind: "request", parameters, mounted: false, ...built.vouching };
  },
});

/** Base procedures are a project's own exports, so they are known by name, by their steps, or by the file's imports. */
function isProcedure({ base, steps: taken }: Built, site: FunctionSite): boolean {
  if (site.imports.has("zsa") || [...base, ...taken].includes("createServerAction")) return false;
  return site.imports.has("@orpc/server") || base.some((name) => /procedure$/i.test(name)) || taken.some((step) => steps.includes(step));
}
