import { expect, it } from "vitest";
import { requireTenant } from "../../src/runtime/src/index.ts";

// `npm run test:nodes` puts a build in the place of the source, on several versions of Node.
it("tests what the run is for: the source, or one of the builds", () => {
  let stack: string | undefined;
  try {
    requireTenant();
  } catch (error) {
    stack = (error as Error).stack;
  }
  expect(stack).toContain(`/src/runtime/${process.env["RUNTIME_UNDER_TEST"] ?? "src"}/`);
});
