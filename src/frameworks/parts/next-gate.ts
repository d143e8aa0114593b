import type { Node } from "../../syntax/source-file.ts";
import type { Value } from "../../analysis/value.ts";
import { optionsOf, propertyOf } from "../../analysis/object-value.ts";
import type { Gate } from "../framework.ts";
import { descendantsOf } from "./descendants.ts";
import { namesIn } from "./names.ts";
import { ANY } from "./paths.ts";
import { httpRequest } from "./shapes.ts";

/**
 * The middleware that requests pass before they enter a file below `app` or `pages`. It stands beside that folder; where folders around have that
 * name too, beside any of them. https://nextjs.org/docs/app/api-reference/file-conventions/proxy
 */
export function gatesOf(file: string, folder: "app" | "pages"): readonly Gate[] {
  const segments = file.split("/");
  return segments.slice(0, -1).flatMap((segment, index): readonly Gate[] => {
    const paths = segment === folder ? pathsOf(segments.slice(index + 1), folder) : [];
    if (paths.length === 0) return [];
    const beside = "../".repeat(segments.length - 1 - index);
    return ["middleware", "proxy"].map((name) => ({ source: `${beside}${name}`, names: [name, "default"], isAt: isMiddleware, paths, request: httpRequest, pathAt: ["nextUrl", "pathname"], covers, refuses, leadsAround }));
  });
}

function isMiddleware(file: string): boolean {
  return /(^|\/)(middleware|proxy)\.[cm]?[jt]s$/.test(file);
}

/** The paths at which a file is served; none where they do not follow from where it stands. */
function pathsOf(segments: readonly string[], folder: "app" | "pages"): readonly string[] {
  const name = (segments.at(-1) ?? "").replace(/\.[cm]?[jt]sx?$/, "");
  const folders = segments.slice(0, -1);
  if (folder === "pages") return served(name === "index" ? folders : [...folders, name]);
  // What is not a page itself stands around all pages below.
  return name === "page" || name === "route" ? served(folders) : [...served(folders), ...served([...folders, ANY])];
}

function served(segments: readonly string[]): readonly string[] {
  if (segments.some((segment) => /^\(\.+\)/.test(segment))) return [];
  const all = segments.filter((segment) => !/^(\(.*\)|@.*)$/.test(segment));
  // `[[...rest]]` may be nothing.
  const others = all.filter((segment) => !segment.startsWith("[["));
  return [...new Set([all, others].map((parts) => `/${parts.map((part) => (part.startsWith("[") ? ANY : part)).join("/")}`))];
}

/** `export const config = { matcher: "/admin/:path*" }`; without it, it runs for every path. */
function covers(config: Value | undefined, path: string): boolean {
  const matcher = config && propertyOf(config, "matcher");
  if (!matcher) return true;
  if (matcher.value.kind === "constant") return matches(matcher.value, path);
  return matcher.value.kind === "list" && matcher.value.items.some(({ value }) => matches(value, path));
}

/** One that asks for more than the path is passed by who brings, or leaves out, what it asks for. */
function matches(matcher: Value, path: string): boolean {
  if (matcher.kind === "object") {
    const source = propertyOf(matcher, "source");
    return source !== undefined && !propertyOf(matcher, "has") && !propertyOf(matcher, "missing") && matches(source.value, path);
  }
  if (matcher.kind !== "constant" || typeof matcher.value !== "string") return false;
  const pattern = matcher.value
    .replace(/\/:\w+(\([^()]*\))/g, "/$1")
    .replace(/\/:\w+([*+?]?)/g, (_, modifier: string) => `(?:/[^/]+)${modifier}`);
  try {
    return new RegExp(`^${pattern}/?$`).test(path);
  } catch {
    return false;
  }
}

/** True for an answer of the middleware's own: `NextResponse.redirect(…)`, `new Response(…)`. */
function refuses(answer: Value): boolean {
  return optionsOf(answer).every((one) => {
    if (one.kind !== "reference" || one.path.length > 0 || one.root.kind !== "call" || one.root.callee.kind !== "reference") return false;
    const { callee: { root, path }, construct } = one.root;
    const isResponse = (root.kind === "import" && root.source === "next/server" && root.name === "NextResponse") || (root.kind === "global" && root.name === "Response");
    return isResponse && (construct ? path.length === 0 : path.length === 1 && /^(redirect|json|error)$/.test(path[0] ?? ""));
  });
}

/** True for middleware that may lead a request for another path here: `NextResponse.rewrite(…)`. */
function leadsAround(program: Node): boolean {
  return [...descendantsOf(program)].some((node) => node.type === "MemberExpression" && namesIn(node)?.at(-1) === "rewrite");
}
