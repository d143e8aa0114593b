import type { Setting } from "../row-settings.ts";
import { INPUTS } from "../../frameworks/parts/builder.ts";
import { WHOLE, shapeAt } from "../../frameworks/shape.ts";
import type { Call } from "../call.ts";
import { keyOf, reference, referencesIn } from "../make-value.ts";
import { isNullish } from "../object-value.ts";
import { originOf } from "../origin.ts";
import { pinsOf } from "../pins.ts";
import { standingOf } from "../standing.ts";
import { namesTenant } from "../tenant-names.ts";
import { detachValue } from "../modules/detach.ts";
import { given, withRoots, withValues, type Preparation } from "../preparation.ts";
import { DOES, PREPARES, type Marks, type Origin, type ParameterRoot, type Reference, type Shape, type Value } from "../value.ts";
import { preparationsOf } from "./preparations.ts";
import { onlyHandsOn } from "./blind.ts";
import { partOfFunction } from "./handed-functions.ts";
import { passedBy } from "./placed.ts";
import { framesOf, type Run } from "./run.ts";
import { boundTo, IN_SCHEMA } from "./tenant-schemas.ts";

/** What a function hands to a callback that it takes, by its code: plain data. */
export interface HandOver {
  /** How many calls stand before the one that takes the callback: 1 for `wrap(options)(callback)`. */
  readonly depth: number;
  /** Position of the argument that is the callback, or holds it. */
  readonly index: number;
  /** The callback's place in that argument: `["handler"]` for `wrap({ handler })`. */
  readonly path: readonly string[];
  /** What the callback's parameters carry, as far as the code tells. */
  readonly given: readonly Part[];
  /** True when the code knows by then who is asking. */
  readonly signedIn: boolean;
  /** True when only operators get there. */
  readonly operators: boolean;
  /** True where the function does nothing with a request but hand it on. */
  readonly only: boolean;
  /** For what calls `next`: the parts of the input that it has tied to who is asking. */
  readonly input?: Part;
  /** What is set for the transaction that the callback runs in, in terms of what the function is called with. */
  readonly settings?: readonly Setting[];
  /** For middleware: what its own parameters carry by then. */
  readonly passed?: readonly Passed[];
}

/** What a parameter of a middleware carries when it hands on. */
export interface Passed {
  /** What was put there. */
  readonly placed: Part;
  /** What the client sent and the middleware has tied to who is asking. */
  readonly vouched: Part;
}

/** As a `Shape`, with `unknown` where the code says too little. */
export type Part = Origin | "unknown" | (Marks & { readonly [property: string]: Part });

/** Notes what a call of a parameter of the function that is walked hands to it. */
export function noteHandOver(run: Run, { callee, args, node }: Call): void {
  if (!run.walks || callee.kind !== "reference" || callee.root.kind !== "parameter" || shapeAt(callee.root.shape, callee.path) !== undefined || node.type !== "CallExpression") return;
  const { root, path } = callee;
  if (path.length === 0 && isRefusal(root, args)) return;
  for (const frame of framesOf(run.frame)) {
    if (!frame.handed || !frame.parameters.some(({ id }) => id === root.id)) continue;
    const spread = node.arguments.findIndex(({ type }) => type === "SpreadElement");
    // What `plots.map(fn)` takes is called by nobody else.
    const given = (spread < 0 ? args : args.slice(0, spread)).map((value) => (value.kind === "function" && path.length > 0 ? "unknown" : partOf(run, value)));
    frame.handed.push({ depth: 0, index: root.index, path, given, signedIn: knowsUser(run), operators: run.state.isForOperators, only: frame.fn !== undefined && onlyHandsOn(frame.fn, run.facts.file.scopes), ...(run.frame.settings.length > 0 && { settings: [...run.frame.settings] }), ...(path.at(-1) === "next" && { input: inputVouched(run, frame.parameters) }), ...(path.length === 0 && { passed: passedBy(run, frame) }) });
    return;
  }
}

/** `next(error)`: the request does not go on to what stands behind. https://expressjs.com/en/guide/error-handling.html */
function isRefusal({ name, index }: ParameterRoot, [error]: readonly Value[]): boolean {
  if (!/^_*(?:next|done)$/.test(name ?? "") || !error || error.kind === "constant") return false;
  return index > 1 || (error.kind === "reference" && error.root.kind === "call" && error.root.construct);
}

/** The parts of the input that are tied to who is asking: of the first parameter's properties, or of the second parameter. */
function inputVouched(run: Run, [bag, second]: readonly ParameterRoot[]): Part {
  const inputs = [...(bag ? INPUTS.map((name) => reference(bag, [name])) : []), ...(second ? [reference(second, [])] : [])];
  return inputs.map((input) => vouchedIn(run, input, "request")).reduce(withParts, {});
}

/** What is added to parts; what they say the same of stays. */
export function withParts(parts: Part, added: Part): Part {
  return typeof added === "string" || typeof parts === "string" ? parts : { ...parts, ...added };
}

function knowsUser(run: Run): boolean {
  for (const { identity } of framesOf(run.frame)) if (identity.seen) return true;
  return false;
}

/** Calls of the same callback, as one. */
export function merged(handed: readonly HandOver[]): readonly HandOver[] {
  const places = new Map<string, HandOver>();
  for (const one of handed) {
    const key = [one.depth, one.index, ...one.path].join(" ");
    const before = places.get(key);
    places.set(key, before ? { ...one, given: joinedLists(before.given, one.given), signedIn: before.signedIn && one.signedIn, operators: before.operators && one.operators, only: before.only && one.only, ...(one.input && { input: inBoth(before.input, one.input) }), ...(one.passed && { passed: bothPassed(before.passed ?? [], one.passed) }) } : one);
  }
  return [...places.values()];
}

/** What is vouched for on both ways. */
function inBoth(a: Part | undefined, b: Part | undefined): Part {
  if (typeof a !== "object" || typeof b !== "object") return {};
  return Object.fromEntries(Object.entries(a).flatMap(([key, part]) => (typeof part === "object" ? [[key, inBoth(part, b[key])]] : b[key] === part ? [[key, part]] : [])));
}

function bothPassed(before: readonly Passed[], after: readonly Passed[]): readonly Passed[] {
  return after.map(({ placed, vouched }, index) => ({ placed: joined(before[index]?.placed ?? {}, placed), vouched: inBoth(before[index]?.vouched, vouched) }));
}

function joinedLists(a: readonly Part[], b: readonly Part[]): readonly Part[] {
  const [longer, shorter] = a.length >= b.length ? [a, b] : [b, a];
  return longer.map((part, index) => joined(part, shorter[index] ?? part));
}

/** What both ways agree on; what only one of them hands over is what it hands over. */
export function joined(a: Part, b: Part): Part {
  if (a === b) return a;
  if (typeof a === "string" || typeof b === "string") return "unknown";
  const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])];
  const prepares = a[PREPARES] && b[PREPARES];
  const does = a[DOES]?.id === b[DOES]?.id ? a[DOES] : undefined;
  return { ...Object.fromEntries(keys.map((key) => [key, joined(a[key] ?? b[key] ?? "unknown", b[key] ?? a[key] ?? "unknown")])), ...(prepares && { [PREPARES]: prepares }), ...(does && { [DOES]: does }) };
}

export function partOf(run: Run, value: Value): Part {
  const prepares = handedWith(run, value);
  if (prepares.length > 0) return { "*": "server", [PREPARES]: prepares };
  switch (value.kind) {
    case "reference":
      return partOfReference(run, value);
    case "choice":
      return value.options.filter((option) => !isNullish(option)).map((option) => partOf(run, option)).reduce(joined);
    case "object": {
      const parts: Record<string, Part> = {};
      for (const entry of value.entries) {
        if (entry.kind === "property") {
          if (!isNullish(entry.value)) parts[entry.key] = partOf(run, entry.value);
          continue;
        }
        const spread = partOf(run, entry.value);
        Object.assign(parts, typeof spread === "string" ? { "*": spread } : spread);
      }
      return parts;
    }
    case "function":
      return partOfFunction(run, value);
    default:
      return "unknown";
  }
}

const inSchema: Preparation = { args: given, hold: { sure: true, text: IN_SCHEMA } };

/** What a client that is handed on does to its queries; of the values in it stays where they come from. */
function handedWith(run: Run, value: Value): readonly Preparation[] {
  if (value.kind !== "reference" || (value.root.kind === "parameter" && value.root.shape === undefined)) return [];
  if (run.facts.catalog.tenantSchemas && boundTo(run, value).standing === "told") return [inSchema];
  return preparationsOf(run, value).map((one) => withValues(one, (part) => detachValue(withRoots(part, new Map(referencesIn(part).flatMap((inner) => carried(run, inner)))), run)));
}

/** A parameter, as the result of a call that carries what its parts were seen to carry. */
export function carried(run: Run, { root }: Reference): readonly (readonly [string, Reference])[] {
  if (root.kind !== "parameter") return [];
  const shape = shapeOfPart(partOf(run, reference(root, [])), root.shape);
  return [[root.id, reference({ kind: "call", id: `handed ${root.id}`, node: root.fn, callee: reference({ kind: "global", id: `handed by ${root.id}`, name: root.name ?? "a parameter" }, []), args: [], construct: false, shape }, [])]];
}

function partOfReference(run: Run, value: Reference): Part {
  const { root, path } = value;
  const shape = root.kind === "parameter" || root.kind === "call" ? shapeAt(root.shape, path) : undefined;
  if (typeof shape === "object") return vouchedIn(run, value, shape);
  const standing = standingOf(run, run.state, value);
  switch (standing.kind) {
    case "trusted":
      return standing.via === "constant" ? (originOf(value, run.facts) === "server" ? "server" : "unknown") : isOnTrust(run, value) ? "unknown" : "identity";
    case "request":
      return vouchedIn(run, value, "request");
    case "row":
      return isClients(run, value) ? "request" : "unknown";
    default:
      return "unknown";
  }
}

/** True for a row that only its callers' word scopes. */
function isOnTrust(run: Run, { root }: Reference): boolean {
  const known = root.kind === "row" ? run.verdicts.get(root.access) : undefined;
  return known?.verdict === "caller" || known?.onTrust === true;
}

/**
 * True for a row that the client chose, and that nothing ties to who is asking. Where nobody is asked who that is, a row
 * that is found by another key than its id may itself be the answer: a project by the key that it gave away.
 */
function isClients(run: Run, { root }: Reference): boolean {
  const known = root.kind === "row" ? run.verdicts.get(root.access) : undefined;
  if (root.kind !== "row" || known?.verdict !== "unscoped" || (known.reason === "natural-key" && !knowsUser(run))) return false;
  const pins = (root.access.filter && pinsOf(root.access.filter)) ?? [];
  return pins.length > 0 && pins.every((pin) => referencesIn(pin.value).some((one) => originOf(one, run.facts) === "request"));
}

/** What the client sent, with the parts of it that were tied to who is asking: the id of a company that the user is a member of. */
export function vouchedIn(run: Run, value: Reference, shape: Shape): Part {
  const prefix = `${keyOf(value)}.`;
  let part: Part = shape;
  const seen = new Set<string>();
  for (const fact of run.state.facts.entries().values()) {
    if (fact.kind !== "tie") continue;
    for (const side of [fact.a, fact.b]) {
      if (side.kind !== "reference" || !keyOf(side).startsWith(prefix) || seen.has(keyOf(side))) continue;
      seen.add(keyOf(side));
      const standing = standingOf(run, run.state, side);
      if (standing.kind === "trusted" && originOf(side, run.facts) === "request") part = withPart(part, side.path.slice(value.path.length), shape);
    }
  }
  return part;
}

/** A part with something trusted at a path of it; what stands beside it stays as it is. */
function withPart(part: Part, [step, ...rest]: readonly string[], shape: Shape | undefined): Part {
  if (step === undefined) return "identity";
  const beside: { readonly [property: string]: Part } = typeof part === "string" ? { [WHOLE]: part, "*": part } : part;
  const below = shape && shapeAt(shape, [step]);
  return { ...beside, [step]: withPart(Object.hasOwn(beside, step) ? (beside[step] ?? "unknown") : (below ?? "unknown"), rest, below) };
}

/** What a parameter carries: by the code that hands it over, and by its name where that says too little. */
export function shapeOfPart(part: Part | undefined, byName: Shape | undefined): Shape | undefined {
  // A logger that tells whose request it is says by its name that it is a tool.
  if (part === undefined || part === "unknown" || (part === "identity" && byName === "server")) return byName;
  if (typeof part === "string") return part;
  const names: { readonly [property: string]: Shape } = typeof byName === "object" ? byName : byName === undefined ? {} : { "*": byName, ...(part[DOES] && { [WHOLE]: byName }) };
  const below = Object.keys(part).flatMap((key): readonly (readonly [string, Shape])[] => {
    const shape = shapeOfPart(part[key], shapeAt(names, [key]));
    return shape === undefined ? [] : [[key, shape]];
  });
  const { [PREPARES]: prepares, [DOES]: does } = part;
  return { ...names, ...Object.fromEntries(below), ...(prepares && { [PREPARES]: prepares }), ...(does && { [DOES]: does }) };
}

/** True where the code hands over what the client chose under a tenant's name, which by itself would speak of server code's own. */
export function isBetrayal(run: Run, part: Part | undefined, byName: Shape | undefined, name: string | undefined): boolean {
  if (part === "request") return byName === "identity" && name !== undefined && namesTenant(reference({ kind: "global", id: name, name }, []), run.facts.catalog);
  return typeof part === "object" && Object.keys(part).some((key) => isBetrayal(run, part[key], shapeAt(byName, [key]), key));
}

