import { entryPointOf } from "../../frameworks/entry-point.ts";
import type { Before, EntryPoint, FunctionSite } from "../../frameworks/framework.ts";
import { namesIn } from "../../frameworks/parts/names.ts";
import { requestedPath } from "../../frameworks/parts/paths.ts";
import { usedBefore, type Used } from "../../frameworks/parts/uses.ts";
import { refusesStrangers } from "../../frameworks/parts/vouching.ts";
import { wordsOf } from "../../frameworks/parts/words.ts";
import type { Node } from "../../syntax/source-file.ts";
import { admissionOf, type Admission } from "./admission.ts";
import { placesOf } from "./behind-routers.ts";
import { importedName } from "./imported-calls.ts";
import { listedIn, named } from "./middleware.ts";
import type { AskedPath } from "./path-tests.ts";
import type { Run } from "./run.ts";

/** A place at which a handler is registered. */
export interface Placed {
  readonly run: Run;
  readonly site: FunctionSite;
}

/** The middleware of a router that a request for a route passes, and the path by which it comes there. */
interface Level {
  readonly run: Run;
  readonly used: readonly Used[];
  readonly path: string;
}

/** Where strangers are let through to what a route of this file leads to. */
export function letsThroughTo(run: Run, { before }: EntryPoint): EntryPoint["letsThrough"] {
  return before?.route?.paths ? once(() => passAt(run, before)) : undefined;
}

/** The same of a function that is registered at several places: strangers get to it where they do at any of them. */
export function letsThroughAtAny(places: () => Iterable<Placed>): EntryPoint["letsThrough"] {
  return once(() => {
    for (const { run, site } of places()) {
      const before = entryPointOf([site], run.frameworks)?.before;
      const found = before && passAt(run, before);
      if (found !== undefined) return found;
    }
    return undefined;
  });
}

function once<Answer>(find: () => Answer): () => Answer {
  let found: { readonly answer: Answer } | undefined;
  return () => (found ??= { answer: find() }).answer;
}

/** Where strangers pass on at least one of the ways to a route, and the handler's own wrappers let them. */
function passAt(run: Run, { route, otherwise }: Before): string | undefined {
  const call = route?.router.parent?.parent;
  if (!route || otherwise.signedIn || call?.type !== "CallExpression") return undefined;
  const { router, paths = [] } = route;
  const own = call.arguments.slice(0, -1).map((node): Used => ({ node, under: undefined }));
  for (const path of paths) {
    const first = { run, used: [...usedBefore(call, router, path), ...own], path };
    for (const way of waysFrom(router, first, new Set())) {
      const found = passOnWay(way, "") ?? passOnWay(way, "/");
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

/** The routers that lead to a route, from its own outwards, for each way there is. */
function waysFrom(router: Node, level: Level, seen: ReadonlySet<Node>): readonly (readonly Level[])[] {
  const mountings = seen.has(router) ? [] : placesOf(level.run, router).flatMap(({ run, mounting }) => (mounting ? [{ run, mounting }] : []));
  const outer = mountings.flatMap(({ run, mounting: { into, pathOf, usedFor } }) => {
    const path = pathOf(level.path);
    return path === undefined ? [] : waysFrom(into, { run, used: usedFor(level.path), path }, new Set([...seen, router]));
  });
  return mountings.length === 0 ? [[level]] : outer.map((way) => [level, ...way]);
}

/** Where strangers pass what would turn them away, if nothing on the way does. Routers take a path with a slash at its end, too. */
function passOnWay(way: readonly Level[], end: string): string | undefined {
  const whole = requestedPath(way.at(-1)?.path ?? "") + end;
  let passes: string | undefined;
  for (const { run, used, path } of way) {
    for (const { node, under } of used.flatMap((one) => listedIn(run, one.node).map((node) => ({ ...one, node })))) {
      const admission = admissionAt(run, node, { path: requestedPath(path, under) + end, whole });
      if (admission === "refuses") return undefined;
      if (admission !== "any") passes ??= admission.passAt;
    }
  }
  return passes;
}

/** What the middleware does that an expression stands for; by its name, where its code is not found. */
function admissionAt(run: Run, node: Node, asked: AskedPath): Admission {
  const value = named(run, node);
  if (value.kind === "function") return admissionOf(run, value.fn, asked);
  const name = value.kind === "reference" ? importedName(value) : undefined;
  return (name && run.elsewhere?.admissionBy({ from: run.facts.file.path, ...name }, asked)) ?? (refusesStrangers(node) || asksForRights(node) ? "refuses" : "any");
}

const RIGHTS: ReadonlySet<string> = new Set("authorize authorise authorized can permission permissions role roles policy owner member admin".split(" "));

/** True for a guard that asks by its name what somebody may do: nobody whom it does not know gets past it. */
function asksForRights(node: Node): boolean {
  return (namesIn(node) ?? []).flatMap(wordsOf).some((word) => RIGHTS.has(word));
}
