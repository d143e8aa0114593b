import { defineFramework, type FunctionSite } from "./framework.ts";
import { annotationOf } from "./parts/names.ts";
import { nobody } from "./parts/vouching.ts";

const packages = ["bullmq", "bull"];

export default defineFramework({
  name: "bullmq",
  packages,
  docs: "https://docs.bullmq.io/guide/workers",
  entry(site) {
    if (site.property !== undefined || !(isWorker(site) || isProcessor(site) || isTyped(site))) return undefined;
    return { framework: "bullmq", kind: "job", parameters: site.fn.params.map(() => "server"), mounted: false, ...nobody };
  },
});

function isWorker({ imports, wrappers }: FunctionSite): boolean {
  return imports.has("bullmq") && wrappers.some(({ call }) => call.construct && /Worker$/.test(call.method ?? ""));
}

function isProcessor({ imports, wrappers }: FunctionSite): boolean {
  return imports.has("bull") && wrappers.some(({ call }) => call.method === "process");
}

/** A processor that another file hands to a worker. */
function isTyped({ fn, imports, exportName }: FunctionSite): boolean {
  return exportName !== undefined && packages.some((name) => imports.has(name)) && annotationOf(fn.params[0]) === "Job";
}
