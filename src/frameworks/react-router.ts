import type { Shape } from "../analysis/value.ts";
import { defineFramework, type FunctionSite } from "./framework.ts";
import { vouchingOf } from "./parts/vouching.ts";
import { wrapperCallees } from "./parts/wrapped.ts";

const packages = /^(react-router|react-router-dom|@react-router\/.+|@remix-run\/.+)$/;
const args: Shape = { request: "request", params: "request", context: "identity", "*": "identity" };

export default defineFramework({
  name: "react-router",
  packages: ["react-router", "@remix-run/node", "@remix-run/react", "@remix-run/cloudflare"],
  docs: "https://reactrouter.com/start/framework/data-loading",
  entry(site) {
    if ((site.exportName !== "loader" && site.exportName !== "action") || site.property !== undefined || !isRouteModule(site)) return undefined;
    const vouching = vouchingOf(wrapperCallees(site.wrappers));
    return { framework: "react-router", kind: "request", parameters: [args], mounted: false, ...vouching };
  },
});

function isRouteModule({ file, imports }: FunctionSite): boolean {
  if (/(^|\/)app\/(routes\/|root\.|routes\.)/.test(file)) return true;
  return [...imports].some((name) => packages.test(name) || /(^|\/)\+types\//.test(name));
}
