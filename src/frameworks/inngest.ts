import { defineFramework } from "./framework.ts";
import { nobody } from "./parts/vouching.ts";

export default defineFramework({
  name: "inngest",
  packages: ["inngest"],
  docs: "https://www.inngest.com/docs/reference/functions/create",
  entry({ wrappers, property }) {
    const created = property === undefined && wrappers.some(({ call }) => call.method === "createFunction");
    if (!created) return undefined;
    return { framework: "inngest", kind: "job", parameters: ["server"], mounted: false, ...nobody };
  },
});
