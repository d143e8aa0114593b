import type { Shape } from "../analysis/value.ts";
import { defineFramework } from "./framework.ts";
import { builtBy, type Built } from "./parts/builder.ts";
import { procedureContext } from "./parts/shapes.ts";

const methods = new Set(["action", "stateAction"]);

const steps = ["schema", "inputSchema", "outputSchema", "bindArgsSchemas", "metadata", "use"];

const bag: Shape = {
  parsedInput: "request",
  clientInput: "request",
  bindArgsParsedInputs: "request",
  bindArgsClientInputs: "request",
  ctx: procedureContext,
  "*": "server",
};

export default defineFramework({
  name: "next-safe-action",
  packages: ["next-safe-action"],
  docs: "https://next-safe-action.dev/docs/define-actions/create-the-client",
  entry(site) {
    const built = builtBy(site, methods);
    if (!built || !isActionClient(built)) return undefined;
    // The second parameter of a state action holds the previous result, which the browser sends back.
    return { framework: "next-safe-action", kind: "request", parameters: [bag, { prevResult: "request", "*": "server" }], mounted: false, ...built.vouching };
  },
});

/** Action clients are a project's own exports, so they are known by name or by their steps; command lines have `.action` too. */
function isActionClient({ base, steps: taken }: Built): boolean {
  if (taken.includes("command")) return false;
  return base.some((name) => /(action|client)/i.test(name)) || taken.some((step) => steps.includes(step));
}
