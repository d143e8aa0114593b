import type { TSESTree } from "@typescript-eslint/types";
import type { Route } from "../../frameworks/framework.ts";
import { usedBefore, type Used } from "../../frameworks/parts/uses.ts";
import type { Node } from "../../syntax/source-file.ts";
import { placesOf } from "./behind-routers.ts";
import type { Run } from "./run.ts";

/** The middleware of a router that a request for a route passes, and the path by which it comes there. */
export interface Level {
  readonly run: Run;
  readonly used: readonly Used[];
  readonly path: string;
}

/** All ways by which requests come to what `call` registers for a route: its own router first, then the routers that lead there. */
export function* waysTo(run: Run, { router, paths }: Route, call: TSESTree.CallExpression): Iterable<readonly Level[]> {
  const own = call.arguments.slice(0, -1).map((node): Used => ({ node, under: undefined }));
  for (const path of paths?.length ? paths : [UNREAD]) yield* waysFrom(router, { run, used: [...usedBefore(call, router, path), ...own], path }, new Set());
}

/** The path of a route that the call does not say. */
const UNREAD = "";

/** The routers that lead to a route, from its own outwards, for each way there is. */
function waysFrom(router: Node, level: Level, seen: ReadonlySet<Node>): readonly (readonly Level[])[] {
  const mountings = seen.has(router) ? [] : placesOf(level.run, router).flatMap(({ run, mounting }) => (mounting ? [{ run, mounting }] : []));
  const outer = mountings.flatMap(({ run, mounting: { into, pathOf, usedFor } }) => {
    const path = pathOf(level.path);
    return path === undefined ? [] : waysFrom(into, { run, used: usedFor(level.path), path }, new Set([...seen, router]));
  });
  return mountings.length === 0 ? [[level]] : outer.map((way) => [level, ...way]);
}
