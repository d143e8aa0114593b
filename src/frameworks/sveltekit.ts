import type { Shape } from "../analysis/value.ts";
import { defineFramework, type FunctionSite } from "./framework.ts";
import { nobody } from "./parts/vouching.ts";

const event: Shape = {
  params: "request", url: "request", request: "request", cookies: "request", getClientAddress: "request",
  locals: "identity",
  parent: "identity",
  "*": "server",
};
const endpoints = new Set(["GET", "POST", "PUT", "PATCH", "DELETE", "fallback"]);

export default defineFramework({
  name: "sveltekit",
  packages: ["@sveltejs/kit"],
  docs: "https://svelte.dev/docs/kit/load",
  entry(site) {
    if (site.wrappers.length > 0 || !isEntry(site)) return undefined;
    return { framework: "sveltekit", kind: "request", parameters: [event], mounted: false, ...nobody };
  },
  exits: [
    { from: "@sveltejs/kit", name: "redirect" },
    { from: "@sveltejs/kit", name: "error" },
  ],
});

function isEntry({ file, exportName, property }: FunctionSite): boolean {
  if (/(^|\/)\+server\.[jt]s$/.test(file)) return property === undefined && endpoints.has(exportName ?? "");
  if (!/(^|\/)\+(page|layout)\.server\.[jt]s$/.test(file)) return false;
  return exportName === "actions" ? property !== undefined : exportName === "load" && property === undefined;
}
