import type { Shape } from "../../analysis/value.ts";
import type { FunctionSite } from "../framework.ts";
import type { NextEntry } from "./next-entry.ts";
import { gatesOf } from "./next-gate.ts";
import { httpRequest } from "./shapes.ts";
import { nobody, vouchingOf } from "./vouching.ts";
import { isHandlerProperty, wrappedParameters, wrapperCallees } from "./wrapped.ts";

const verbs = new Set(["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"]);
const route = /(^|\/)app\/(.*\/)?route\.[cm]?[jt]sx?$/;
const page = /(^|\/)app\/(.*\/)?(page|layout|template|default|(opengraph|twitter)-image|(apple-)?icon)\d*\.[cm]?[jt]sx?$/;
const middleware = /(^|\/)(middleware|proxy)\.[cm]?[jt]s$/;

/** Route parameters and the query arrive as props, or as promises of them; all else a component gets is rendered by the server. */
const props: Shape = { params: "request", searchParams: "request", "*": "server" };
const pageExports = new Set(["default", "generateMetadata", "generateViewport", "generateImageMetadata"]);

/** `export async function GET(request, { params })` of a `route.ts`, wrapped or not. */
export function routeEntry(site: FunctionSite): NextEntry | undefined {
  if (!route.test(site.file) || !verbs.has(site.exportName ?? "")) return undefined;
  const entry = httpEntry(site, [httpRequest, { params: "request", "*": "identity" }]);
  return entry && { ...entry, gates: () => gatesOf(site.file, "app") };
}

export function pageEntry(site: FunctionSite): NextEntry | undefined {
  if (!page.test(site.file) || !pageExports.has(site.exportName ?? "") || site.property !== undefined) return undefined;
  return { kind: "request", parameters: [props], gates: () => gatesOf(site.file, "app"), ...vouchingOf(wrapperCallees(site.wrappers)) };
}

export function middlewareEntry(site: FunctionSite): NextEntry | undefined {
  if (!middleware.test(site.file) || !["default", "middleware", "proxy"].includes(site.exportName ?? "")) return undefined;
  return httpEntry(site, [httpRequest, "server"]);
}

/** An HTTP handler: the framework's own parameters when bare, whatever the wrapper hands over otherwise. */
export function httpEntry(site: FunctionSite, bare: readonly Shape[]): NextEntry | undefined {
  if (site.wrappers.length === 0) return site.property === undefined ? { kind: "request", parameters: bare, ...nobody } : undefined;
  if (!isHandlerProperty(site.property)) return undefined;
  return { kind: "request", parameters: wrappedParameters(site.fn), ...vouchingOf(wrapperCallees(site.wrappers)) };
}
