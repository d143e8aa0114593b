import { defineFramework } from "./framework.ts";
import { nobody } from "./parts/vouching.ts";

const makers = new Set(["task", "schemaTask", "defineJob"]);

export default defineFramework({
  name: "trigger-dev",
  packages: ["@trigger.dev/sdk"],
  docs: "https://trigger.dev/docs/tasks/overview",
  entry({ imports, wrappers, property, fn }) {
    if (property !== "run" || ![...imports].some((name) => name.startsWith("@trigger.dev/"))) return undefined;
    if (!wrappers.some(({ call }) => makers.has(call.method ?? ""))) return undefined;
    return { framework: "trigger-dev", kind: "job", parameters: fn.params.map(() => "server"), mounted: false, ...nobody };
  },
});
