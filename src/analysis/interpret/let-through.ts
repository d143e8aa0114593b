import { entryPointOf } from "../../frameworks/entry-point.ts";
import type { Before, EntryPoint, FunctionSite } from "../../frameworks/framework.ts";
import { namesIn } from "../../frameworks/parts/names.ts";
import { requestedPath, segmentsOf } from "../../frameworks/parts/paths.ts";
import { handsRouter, registeredBeside } from "../../frameworks/parts/uses.ts";
import { refusesStrangers, vouchingOf } from "../../frameworks/parts/vouching.ts";
import { wordsOf } from "../../frameworks/parts/words.ts";
import type { Node } from "../../syntax/source-file.ts";
import { admissionOf, type Admission } from "./admission.ts";
import { importedName } from "./imported-calls.ts";
import { lazily } from "./lazily.ts";
import { listedIn, named } from "./middleware.ts";
import type { AskedPath } from "./path-tests.ts";
import { placeOf, type Run } from "./run.ts";
import { waysTo, type Level } from "./ways-to.ts";

/** A place at which a handler is registered. */
export interface Placed {
  readonly run: Run;
  readonly site: FunctionSite;
}

/** Why strangers get to what a route of this file leads to, where they do, as words that follow "in front of sign-in". */
export function letsThroughTo(run: Run, { before }: EntryPoint): EntryPoint["letsThrough"] {
  return before?.route?.paths ? lazily(() => passAt(run, before)) : undefined;
}

/** The same of a function that is registered at several places: strangers get to it where they do at any of them. */
export function letsThroughAtAny(places: () => Iterable<Placed>): EntryPoint["letsThrough"] {
  return lazily(() => {
    for (const { run, site } of places()) {
      const before = entryPointOf([site], run.frameworks)?.before;
      const found = before && passAt(run, before);
      if (found !== undefined) return found;
    }
    return undefined;
  });
}

/** Why strangers pass on at least one of the ways to a route, where the handler's own wrappers let them. */
function passAt(run: Run, { route, otherwise }: Before): string | undefined {
  const call = route?.router.parent?.parent;
  if (!route || otherwise.signedIn || call?.type !== "CallExpression") return undefined;
  const guarded = registeredBeside(call, route.router).find(({ arguments: args }) => args.some(refusesStrangers));
  for (const way of waysTo(run, route, call)) {
    const admissions = [admissionOn(way, ""), admissionOn(way, "/")];
    const passed = admissions.find((one) => typeof one === "object");
    if (passed) return `${passed.passAt} lets its path through`;
    if (isHook(way) && admissionOn(way, "", isOfHooks) === "any") return "its path is that of a webhook, which other servers call";
    if (guarded && admissions.includes("any")) return `the route at ${run.path}:${String(placeOf(run, guarded).line)} signs in whoever comes there, and nothing does here`;
  }
  return undefined;
}

/** True where requests come by a path such as `/webhooks/:id`. */
function isHook(way: readonly Level[]): boolean {
  return segmentsOf(way.at(-1)?.path ?? "").some((segment) => wordsOf(segment).some((word) => HOOK.test(word)));
}

const HOOK = /^(?:web)?hooks?$/;

/** True for middleware that looks at the server that calls, such as `verifyWebhook`: it knows no user. */
function isOfHooks(node: Node): boolean {
  return (namesIn(node) ?? []).flatMap(wordsOf).some((word) => HOOK.test(word));
}

/** What becomes of strangers on a way to a route. Routers take a path with a slash at its end, too. */
function admissionOn(way: readonly Level[], end: string, isLeftOut?: (node: Node) => boolean): Admission {
  const whole = requestedPath(way.at(-1)?.path ?? "") + end;
  let on: Admission = "any";
  for (const { run, used, path } of way) {
    for (const { node, under } of used.flatMap((one) => listedIn(run, one.node).map((node) => ({ ...one, node })))) {
      if (isLeftOut?.(node)) continue;
      const admission = admissionAt(run, node, { path: requestedPath(path, under) + end, whole });
      if (admission === "refuses") return admission;
      if (on === "any" || (on === "unseen" && admission !== "any")) on = admission;
    }
  }
  return on;
}

/** What the middleware does that an expression stands for; by its name, where its code is not found. */
function admissionAt(run: Run, node: Node, asked: AskedPath): Admission {
  const value = named(run, node);
  if (value.kind === "function") return admissionOf(run, value.fn, asked);
  const name = value.kind === "reference" ? importedName(value) : undefined;
  return (name && run.elsewhere?.admissionBy({ from: run.facts.file.path, ...name }, asked)) ?? admissionByName(node);
}

function admissionByName(node: Node): Admission {
  if (refusesStrangers(node) || asksForRights(node)) return "refuses";
  return vouchingOf([node]).vouched && !handsRouter(node) ? "unseen" : "any";
}

const RIGHTS: ReadonlySet<string> = new Set("authorize authorise authorized can permission permissions role roles policy owner member admin".split(" "));

/** True for a guard that asks by its name what somebody may do: nobody whom it does not know gets past it. */
function asksForRights(node: Node): boolean {
  return (namesIn(node) ?? []).flatMap(wordsOf).some((word) => RIGHTS.has(word));
}
