import type { Shape } from "../../analysis/value.ts";
import type { EntryPoint, FunctionSite } from "../framework.ts";
import { httpEntry } from "./next-app.ts";
import { registrationOf, verbs } from "./registration.ts";
import { httpRequest } from "./shapes.ts";
import { isTypedHandler } from "./typed-handler.ts";
import { vouchingOf } from "./vouching.ts";
import { isRequestParameter, wrapperCallees } from "./wrapped.ts";

type Entry = Omit<EntryPoint, "framework">;

const api = /(^|\/)pages\/api\//;
const pages = /(^|\/)pages\//;
const handler = [httpRequest, "server"] as const;

const serverSideContext: Shape = {
  params: "request", query: "request", resolvedUrl: "request", req: httpRequest,
  res: "server", locale: "request", locales: "server", defaultLocale: "server", preview: "server", previewData: "server",
  "*": "identity",
};

/** The default export of a file under `pages/api`, or what a router of that file takes: `router.use(auth).post(fn)`. */
export function pagesApiEntry(site: FunctionSite): Entry | undefined {
  if (!api.test(site.file)) return typedEntry(site);
  const registration = registrationOf(site, verbs, { paths: false });
  if (registration) {
    if (!isRequestParameter(site.fn.params[0])) return undefined;
    return { kind: "request", parameters: handler, signedIn: registration.signedIn, vouched: registration.vouched };
  }
  return site.exportName === "default" ? httpEntry(site, handler) : undefined;
}

/** A handler that another file exports from `pages/api`, perhaps wrapped there. */
function typedEntry(site: FunctionSite): Entry | undefined {
  if (!isTypedHandler(site, { packages: ["next"], types: ["NextApiRequest", "NextApiResponse"], contextual: /^NextApiHandler$/, answers: { parameter: 1 } })) return undefined;
  return { kind: "request", parameters: handler, signedIn: false, vouched: true };
}

/** Pages built ahead (`getStaticProps`) are the same for everybody, so only those made per request count. */
export function serverSidePropsEntry(site: FunctionSite): Entry | undefined {
  if (!pages.test(site.file) || site.property !== undefined) return undefined;
  if (site.exportName !== "getServerSideProps" && site.exportName !== "getInitialProps") return undefined;
  const extra = site.fn.params.slice(1).map((): Shape => "identity");
  return { kind: "request", parameters: [serverSideContext, ...extra], ...vouchingOf(wrapperCallees(site.wrappers)) };
}
