import { entryPointOf } from "../../frameworks/entry-point.ts";
import type { EntryPoint, FunctionSite } from "../../frameworks/framework.ts";
import { shapeAt } from "../../frameworks/shape.ts";
import type { FunctionNode } from "../../syntax/functions.ts";
import type { Node } from "../../syntax/source-file.ts";
import { addressOf } from "../address.ts";
import { sitesOfName, type SiteContext } from "../function-site.ts";
import { reference } from "../make-value.ts";
import type { ParameterRoot, Shape } from "../value.ts";
import { bodyAsSentAtAny } from "./as-sent.ts";
import { behindRouters } from "./behind-routers.ts";
import { isCalledHere } from "./called-here.ts";
import type { Fact } from "./facts.ts";
import { withMiddleware } from "./middleware.ts";
import { letsThroughAtAny, type Placed } from "./let-through.ts";
import type { Run } from "./run.ts";
import { handsOnOnly, withHandOver } from "./wrappers.ts";

/** A place at which a router file mounts a function of another file. */
export interface Mount {
  /** Of the router file. */
  readonly run: Run;
  /** The name of the function there. */
  readonly node: Node;
}

/** What is known of a handler where others mount it. */
export interface Mounted {
  readonly signedIn: boolean;
  readonly operators: boolean;
  readonly reserved: boolean;
  /** True where something that cannot be read stands before it, which may have authorised the request's own ids. */
  readonly mayBeVouched: boolean;
  /** As `EntryPoint.letsThrough`, at any of the places. */
  readonly letsThrough?: EntryPoint["letsThrough"];
  /** As `EntryPoint.bodyAsSent`, at any of the places. */
  readonly bodyAsSent?: EntryPoint["bodyAsSent"];
  /** For each parameter, the paths of what the middleware has tied to who is asking. */
  readonly vouched: readonly (readonly (readonly string[])[])[];
}

const known = new WeakMap<Run, Map<FunctionNode, Mounted | undefined>>();

/** What holds of a function at all places at which the router files of the project mount it; undefined where none does. */
export function mountedOf(run: Run, fn: FunctionNode, sites: readonly FunctionSite[], contextOf: (run: Run) => SiteContext): Mounted | undefined {
  const mounts = run.walks || fn.params.length === 0 ? undefined : run.elsewhere?.mountsOf(run.facts.file.path);
  if (!mounts || mounts.size === 0) return undefined;
  const ofRun = known.get(run) ?? new Map<FunctionNode, Mounted | undefined>();
  known.set(run, ofRun);
  if (!ofRun.has(fn)) ofRun.set(fn, atMounts(mounts, run, fn, sites, contextOf));
  return ofRun.get(fn);
}

function atMounts(mounts: ReadonlyMap<string, readonly Mount[]>, run: Run, fn: FunctionNode, sites: readonly FunctionSite[], contextOf: (run: Run) => SiteContext): Mounted | undefined {
  const address = addressOf(fn);
  const places = address === undefined ? undefined : mounts.get(address);
  // Whoever calls it here has passed nothing that stands before it there.
  if (address === undefined || !places || isCalledHere(run, address)) return undefined;
  const wrapped = sites.find((site) => site.exportName !== undefined || site.member)?.wrappers ?? [];
  const inner = wrapped.filter((wrapper) => !handsOnOnly(run, wrapper));
  const placed = (): Iterable<Placed> => placedAt(places, fn, inner, contextOf);
  let common: Mounted | undefined;
  for (const one of placed()) {
    const here = mountedAt(inner.length > 0 ? run : one.run, one);
    common = common ? both(common, here) : here;
    if (isNothing(common)) break;
  }
  return common && { ...common, letsThrough: letsThroughAtAny(placed), bodyAsSent: bodyAsSentAtAny(placed) };
}

/** The handler at each place, with the wrappers of its own file innermost. */
function* placedAt(places: readonly Mount[], fn: FunctionNode, inner: FunctionSite["wrappers"], contextOf: (run: Run) => SiteContext): Iterable<Placed> {
  for (const { run, node } of places) {
    for (const site of sitesOfName(node, fn, contextOf(run))) {
      if (site.wrappers.length > 0) yield { run, site: { ...site, wrappers: [...inner, ...site.wrappers.filter((wrapper) => !handsOnOnly(run, wrapper))] } };
    }
  }
}

/** An entry point of which its own file shows the types alone, with what holds where it is mounted; without types, one that no router mounts is none. */
export function withMounts(entry: EntryPoint | undefined, mounted: Mounted | undefined): EntryPoint | undefined {
  if (!entry?.unseen) return entry;
  if (!mounted) return entry.untyped ? undefined : entry;
  const signedIn = entry.signedIn || mounted.signedIn;
  // Who signs nobody in may do so where this file cannot be read.
  return { ...entry, signedIn, operators: mounted.operators, reserved: mounted.reserved, vouched: mounted.mayBeVouched || !signedIn, open: !mounted.mayBeVouched && !signedIn, letsThrough: mounted.letsThrough, bodyAsSent: mounted.bodyAsSent };
}

/** What a handler may take for granted as it begins. */
export function factsAtMounts({ vouched }: Mounted, parameters: readonly ParameterRoot[]): readonly Fact[] {
  return parameters.flatMap((parameter, index) => (vouched[index] ?? []).map((path) => vouchedFor(parameter, path)));
}

/** What stood before a function has tied a part of a parameter to who is asking. */
export function vouchedFor(parameter: ParameterRoot, path: readonly string[]): Fact {
  const somebody = reference({ kind: "call", id: `middleware of ${parameter.id}`, node: parameter.fn, callee: reference({ kind: "global", id: "middleware", name: "middleware" }, []), args: [], construct: false, shape: "identity" }, []);
  return { kind: "tie", a: reference(parameter, path), b: somebody, node: undefined, oneWay: true };
}

/** Handed to what is no routing that is known, anybody may call it. */
const nothing: Mounted = { signedIn: false, operators: false, reserved: false, mayBeVouched: true, vouched: [] };

function isNothing({ signedIn, vouched }: Mounted): boolean {
  return !signedIn && vouched.every((paths) => paths.length === 0);
}

function mountedAt(wrapping: Run, { run: router, site }: Placed): Mounted {
  const before = entryPointOf([site], router.frameworks);
  if (!before) return nothing;
  const { signedIn, operators, reserved = false, vouched: mayBeVouched, parameters } = withMiddleware(router, behindRouters(router, withHandOver(wrapping, before, [site])));
  return { signedIn, operators, reserved, mayBeVouched, vouched: parameters.map((shape, index) => vouchedBeyond(shape, before.parameters[index])) };
}

/** The paths of what is somebody's own now, and was not before. */
function vouchedBeyond(now: Shape | undefined, before: Shape | undefined): readonly (readonly string[])[] {
  if (now === before || now === undefined) return [];
  if (typeof now === "string") return now === "identity" ? [[]] : [];
  return Object.keys(now).flatMap((key) => {
    const isNew = typeof before === "object" && !Object.hasOwn(before, key);
    return vouchedBeyond(now[key], isNew ? undefined : shapeAt(before, [key])).map((path) => [key, ...path]);
  });
}

function both(a: Mounted, b: Mounted): Mounted {
  return {
    signedIn: a.signedIn && b.signedIn,
    operators: a.operators && b.operators,
    reserved: a.reserved && b.reserved,
    mayBeVouched: a.mayBeVouched && b.mayBeVouched,
    vouched: a.vouched.map((paths, index) => paths.filter((path) => b.vouched[index]?.some((other) => other.join(" ") === path.join(" ")))),
  };
}
