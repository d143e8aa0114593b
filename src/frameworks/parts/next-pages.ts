import type { Shape } from "../../analysis/value.ts";
import type { FunctionSite } from "../framework.ts";
import type { NextEntry } from "./next-entry.ts";
import { httpEntry } from "./next-app.ts";
import { gatesOf } from "./next-gate.ts";
import { registrationOf } from "./registration.ts";
import { httpRequest } from "./shapes.ts";
import { isTypedHandler } from "./typed-handler.ts";
import { verbs } from "./verbs.ts";
import { nobody, vouchingOf } from "./vouching.ts";
import { isRequestParameter, wrapperCallees } from "./wrapped.ts";

const api = /(^|\/)pages\/api\//;
const pages = /(^|\/)pages\//;
const handler = [httpRequest, "server"] as const;

const serverSideContext: Shape = {
  params: "request", query: "request", resolvedUrl: "request", req: httpRequest,
  res: "server", locale: "request", locales: "server", defaultLocale: "server", preview: "server", previewData: "server",
  "*": "identity",
};

/** The default export of a file under `pages/api`, or what a router of that file takes: `router.use(auth).post(fn)`. */
export function pagesApiEntry(site: FunctionSite): NextEntry | undefined {
  if (!api.test(site.file)) return typedEntry(site);
  const entry = apiEntry(site);
  return entry && { ...entry, gates: () => gatesOf(site.file, "pages") };
}

function apiEntry(site: FunctionSite): NextEntry | undefined {
  const registration = registrationOf(site, verbs, { paths: false });
  if (registration) {
    if (!isRequestParameter(site.fn.params[0])) return undefined;
    return { kind: "request", parameters: handler, ...registration.vouching };
  }
  return site.exportName === "default" ? httpEntry(site, handler) : undefined;
}

/** A handler that another file exports from `pages/api`, perhaps wrapped there. */
function typedEntry(site: FunctionSite): NextEntry | undefined {
  if (!isTypedHandler(site, { packages: ["next"], types: ["NextApiRequest", "NextApiResponse"], contextual: /^NextApiHandler$/, answers: { parameter: 1 } })) return undefined;
  return { kind: "request", parameters: handler, ...nobody, vouched: true };
}

/** Pages built ahead (`getStaticProps`) are the same for everybody, so only those made per request count. */
export function serverSidePropsEntry(site: FunctionSite): NextEntry | undefined {
  if (!pages.test(site.file) || site.property !== undefined) return undefined;
  if (site.exportName !== "getServerSideProps" && site.exportName !== "getInitialProps") return undefined;
  const extra = site.fn.params.slice(1).map((): Shape => "identity");
  return { kind: "request", parameters: [serverSideContext, ...extra], gates: () => gatesOf(site.file, "pages"), ...vouchingOf(wrapperCallees(site.wrappers)) };
}
