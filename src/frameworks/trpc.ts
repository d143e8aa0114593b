import { defineFramework, type FunctionSite } from "./framework.ts";
import { builtBy, type Built } from "./parts/builder.ts";
import { procedureContext } from "./parts/shapes.ts";

const methods = new Set(["query", "mutation", "subscription"]);
const steps = ["input", "output", "meta", "use", "unstable_concat", "concat"];
const parameters = [{ input: "request", rawInput: "request", getRawInput: "request", ctx: procedureContext, "*": "server" }] as const;

export default defineFramework({
  name: "trpc",
  packages: ["@trpc/server"],
  docs: "https://trpc.io/docs/server/procedures",
  entry(site) {
    const built = builtBy(site, methods);
    if (!built || !isProcedure(built, site)) return undefined;
    return { framework: "trpc", kind: "request", parameters, mounted: false, ...built.vouching };
  },
});

/** Base procedures are a project's own exports, so they are known by name, by their steps, or by the file's imports. */
function isProcedure({ base, steps: taken }: Built, site: FunctionSite): boolean {
  return site.imports.has("@trpc/server") || base.some((name) => /procedure$/i.test(name)) || taken.some((step) => steps.includes(step));
}
