import type { Shape } from "../analysis/value.ts";
import { defineFramework } from "./framework.ts";
import { nobody } from "./parts/vouching.ts";

const endpoints = new Set(["GET", "POST", "PUT", "PATCH", "DELETE", "ALL"]);
const context: Shape = {
  params: "request", request: "request", url: "request", cookies: "request", clientAddress: "request", originPathname: "request",
  locals: "identity", session: "identity",
  "*": "server",
};

export default defineFramework({
  name: "astro",
  packages: ["astro"],
  docs: "https://docs.astro.build/en/guides/endpoints/",
  entry(site) {
    if (site.wrappers.length > 0 || site.property !== undefined || !endpoints.has(site.exportName ?? "")) return undefined;
    if (!site.imports.has("astro") || !/(^|\/)src\/pages\//.test(site.file)) return undefined;
    return { framework: "astro", kind: "request", parameters: [context], mounted: false, ...nobody };
  },
});
