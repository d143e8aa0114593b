import { defineFramework, type FunctionSite } from "./framework.ts";

export default defineFramework({
  name: "bullmq",
  packages: ["bullmq", "bull"],
  docs: "https://docs.bullmq.io/guide/workers",
  entry(site) {
    if (site.property !== undefined || !(isWorker(site) || isProcessor(site))) return undefined;
    return { framework: "bullmq", kind: "job", parameters: site.fn.params.map(() => "server"), signedIn: false, vouched: false };
  },
});

function isWorker({ imports, wrappers }: FunctionSite): boolean {
  return imports.has("bullmq") && wrappers.some(({ call }) => call.construct && /Worker$/.test(call.method ?? ""));
}

function isProcessor({ imports, wrappers }: FunctionSite): boolean {
  return imports.has("bull") && wrappers.some(({ call }) => call.method === "process");
}
