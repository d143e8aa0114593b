import { isOwned } from "../catalog/catalog.ts";
import type { Node } from "../syntax/source-file.ts";
import type { Access, WrittenRow } from "./access.ts";
import { isContent, modelAt, namesAmong, roleOf } from "./column-role.ts";
import { rolesLeft } from "./interpret/roles.ts";
import type { State } from "./interpret/state.ts";
import type { Run } from "./interpret/run.ts";
import { entryOf, framesOf } from "./interpret/run.ts";
import type { Evidence } from "./judgement.ts";
import { constant, isFalsyConstant, keyOf, reference, referencesIn } from "./make-value.ts";
import { propertyOf } from "./object-value.ts";
import { isEverybody } from "./publication.ts";
import { originOf } from "./origin.ts";
import { wordsOf } from "../frameworks/parts/words.ts";
import { isEntity, namesPrincipal, namesTenant } from "./tenant-names.ts";
import { Ties } from "./ties.ts";
import type { Reference, Value } from "./value.ts";

/** How far a value can be trusted to name something of the caller's own tenant. */
export type Standing =
  /** It comes from the session or the tenant context, from a scoped row, or is tied to one of these. */
  | { readonly kind: "trusted"; readonly via: "identity" | "row" | "created" | "call" | "constant"; readonly checked: boolean; readonly evidence: readonly Evidence[] }
  /** A parameter that names a tenant or the user: trusted when the callers pass it so. */
  | { readonly kind: "argument"; readonly reference: Reference; readonly checked: boolean; readonly evidence: readonly Evidence[] }
  /** A row whose own load is judged elsewhere: blame that one. */
  | { readonly kind: "row"; readonly access: Access; readonly evidence: readonly Evidence[] }
  | { readonly kind: "parameter"; readonly reference: Reference; readonly evidence: readonly Evidence[] }
  | { readonly kind: "request"; readonly reference: Reference; readonly evidence: readonly Evidence[] }
  /** What a row holds in its content, as in `flow.blocks[0].plotId`: no key ties it to the row's owner. */
  | { readonly kind: "stored"; readonly evidence: readonly Evidence[] }
  | { readonly kind: "unknown"; readonly reason: string; readonly evidence: readonly Evidence[] };

const RANK: readonly Standing["kind"][] = ["request", "stored", "unknown", "parameter", "row", "argument", "trusted"];

/**
 * The standing of a value at one point; of several possible values the worst counts. `unjudged` are accesses whose
 * own verdicts say nothing here: is something else known of their rows?
 */
export function standingOf(run: Run, state: State, value: Value, unjudged?: ReadonlySet<Access>): Standing {
  switch (value.kind) {
    case "constant":
      return { kind: "trusted", via: "constant", checked: false, evidence: [{ node: value.node, text: "a constant" }] };
    case "reference":
      return standingOfReference(run, withKnown(state, value), value, unjudged);
    case "choice":
      return worst(value.options.filter((option) => !isFalsyConstant(option)).map((option) => standingOf(run, state, option)));
    case "list":
      return worst(value.items.map((item) => standingOf(run, state, item.value)));
    case "text":
      // `${workspaceId}:${id}` cannot collide with another tenant's as long as one part is the tenant's own.
      return best(value.parts.filter((part) => part.kind !== "constant").map((part) => standingOf(run, state, part)));
    default:
      return { kind: "unknown", reason: value.kind === "unknown" ? value.reason : `a ${value.kind}`, evidence: [] };
  }
}

/** The state for a question about a value, as it was on the way on which a variable was set to it. */
function withKnown(state: State, { known }: Reference): State {
  if (!known) return state;
  const there = state.fork();
  there.learn(known);
  return there;
}

function worst(standings: readonly Standing[]): Standing {
  return pick(standings, (a, b) => RANK.indexOf(a.kind) - RANK.indexOf(b.kind));
}

function best(standings: readonly Standing[]): Standing {
  return pick(standings, (a, b) => RANK.indexOf(b.kind) - RANK.indexOf(a.kind));
}

function pick(standings: readonly Standing[], order: (a: Standing, b: Standing) => number): Standing {
  const [first] = [...standings].sort(order);
  return first ?? { kind: "trusted", via: "constant", checked: false, evidence: [] };
}

interface Step {
  readonly at: Reference;
  /** True once a check or a guard was needed to get here. */
  readonly checked: boolean;
  readonly trail: Trail | undefined;
  /** True for a row that was sought by what led here, and may not be there: that its load is blamed elsewhere says nothing. */
  readonly sought?: boolean;
}

/** How a search came to something, last step first. Most searches end elsewhere, so it is put into words only where it is asked for. */
interface Trail {
  readonly before: Trail | undefined;
  readonly node: Node | undefined;
  readonly say: () => string;
}

function wordsOfTrail(trail: Trail | undefined): readonly Evidence[] {
  return trail ? [...wordsOfTrail(trail.before), { node: trail.node, text: trail.say() }] : [];
}

/** How far something can be trusted, by what it comes from and what it is tied to. */
function standingOfReference(run: Run, state: State, start: Reference, others: ReadonlySet<Access> | undefined): Standing {
  const unjudged = new Set(others);
  // What was sent, or passed in beside the tenant, stays so: that somebody's row was found by it makes it nobody's own.
  const isSent = originOf(start, run.facts) === "request";
  const isNobodys = ({ access }: { readonly access: Access }): boolean => {
    const { verdict, reason, confidence } = run.verdicts.get(access) ?? {};
    // A filter that may be left out is to blame by itself; so is a tenant that the request names, where a guard may have looked at whose it is.
    if (reason === "optional-key" || reason === "nullable-key" || (reason === "untrusted-key" && confidence === "possible" && isSignedIn(run)) || isMadeUnder(run, access, start)) return false;
    return (isSent && (verdict === "unscoped" || verdict === "caller")) || (verdict === "unscoped" && start.root.kind === "parameter" && reason === "ignored-tenant");
  };
  let argument: Standing | undefined;
  let fallback: Standing | undefined;
  for (const step of reachedFrom(run, state, start, unjudged)) {
    const found = anchor(run, step, unjudged);
    // What the session says needs no caller's word.
    if (found?.kind === "trusted" && (!argument || found.via === "identity")) return found;
    if (found?.kind === "argument") argument ??= found;
    if (found?.kind === "row" && !isNobodys(found)) fallback ??= found;
  }
  return argument ?? fallback ?? untied(run, state, start);
}

/** True for a row that everybody may see, as far as a test showed, and for what it was found by. */
export function isPublic(run: Run, state: State, value: Value): boolean {
  if (value.kind !== "reference" || !new Ties(state.facts, run.facts.catalog).isOpen) return false;
  for (const { at } of reachedFrom(run, state, value, new Set())) if (isEverybody(at.root)) return true;
  return false;
}

/** Searches outwards from a reference over what it comes from and what it is tied to; adds the rows that may not be there to `unjudged`. */
function* reachedFrom(run: Run, state: State, start: Reference, unjudged: Set<Access>): Iterable<Step> {
  const ties = new Ties(state.facts, run.facts.catalog);
  const seen = new Set<string>([keyOf(start)]);
  const queue: Step[] = [{ at: start, checked: false, trail: undefined }];
  for (let step = queue.shift(); step; step = queue.shift()) {
    yield step;
    for (const next of neighbours(run, step, ties)) {
      const key = keyOf(next.at);
      if (seen.has(key)) continue;
      seen.add(key);
      if (next.sought && next.at.root.kind === "row" && run.verdicts.get(next.at.root.access)?.verdict !== "scoped") unjudged.add(next.at.root.access);
      queue.push(next);
    }
  }
}

/** True for a row that was made under a key: nobody had that key before. */
function isMadeUnder({ facts: { catalog } }: Run, { operation, model, data }: Access, key: Reference): boolean {
  const { id, uniques } = catalog.models.get(model) ?? { id: [], uniques: [] };
  const columns = [id, ...uniques.map((unique) => unique.columns)].flatMap(([column, ...others]) => (column !== undefined && others.length === 0 ? [column] : []));
  const isKey = (row: WrittenRow): boolean => columns.some((column) => referencesIn(propertyOf(row.columns, column)?.value ?? constant(undefined)).some((one) => keyOf(one) === keyOf(key)));
  return operation === "create" && data.some(isKey);
}

/** What can be said of a reference by itself. */
function anchor(run: Run, { at, checked, trail }: Step, unjudged: ReadonlySet<Access>): Standing | undefined {
  const { facts } = run;
  const origin = originOf(at, facts);
  const said = (text: string): readonly Evidence[] => [...wordsOfTrail(trail), { node: at.node, text }];
  if (origin === "identity") return { kind: "trusted", via: "identity", checked, evidence: said(`${describe(at)} comes from the session or the tenant context`) };
  if (origin === "request") return undefined;
  // What is the same for every request says nothing of whose the things are that were found with it.
  if (origin === "server" && trail) return undefined;
  if (origin === "server") return { kind: "trusted", via: "constant", checked, evidence: said(`${describe(at)} is the server's own`) };
  if (at.root.kind === "row") {
    if (unjudged.has(at.root.access) || isStored(run, at)) return undefined;
    const { verdict, reason } = run.verdicts.get(at.root.access) ?? {};
    const safe = verdict !== undefined && verdict !== "unscoped" && verdict !== "unknown" && verdict !== "caller" && reason !== "follows-row";
    const via = at.root.access.operation === "create" ? "created" : "row";
    if (safe) return { kind: "trusted", via, checked, evidence: said(`${describe(at)} belongs to a row that was loaded ${verdict}`) };
    return verdict === undefined ? undefined : { kind: "row", access: at.root.access, evidence: said(`${describe(at)} belongs to a row that is judged where it is loaded`) };
  }
  if (at.root.kind === "parameter" && at.root.shape === undefined && isArgument(run, at)) {
    return { kind: "argument", reference: at, checked, evidence: said(`${describe(at)} is what the caller passes as the tenant or the user`) };
  }
  if (at.root.kind === "this" && isArgument(run, at)) {
    return { kind: "argument", reference: at, checked, evidence: said(`${describe(at)} is the instance's own`) };
  }
  if (at.root.kind === "this" && isOwnRow(run, at)) return { kind: "trusted", via: "row", checked, evidence: said(`${describe(at)} is the row's own, which is judged where it is loaded`) };
  return undefined;
}

/** True for a column of the row that a method in a model's class is called on: whoever loaded it answered for it. */
function isOwnRow({ facts: { catalog, file } }: Run, { root, path }: Reference): boolean {
  const owner = root.kind === "this" ? root.owner : undefined;
  const name = owner?.type === "ClassDeclaration" || owner?.type === "ClassExpression" ? owner.id?.name : undefined;
  const model = name === undefined ? undefined : catalog.models.get(name);
  return model?.file === file.path && path.length === 1 && model.fields.has(path[0] ?? "");
}

/** True for what somebody wrote into a row's content, not into a key of it. */
function isStored({ facts: { catalog } }: Run, { root, path }: Reference): boolean {
  const model = root.kind === "row" ? catalog.models.get(root.access.model) : undefined;
  return model !== undefined && isContent(catalog, model, path);
}

function isArgument(run: Run, at: Reference): boolean {
  return namesTenant(at, run.facts.catalog) || namesPrincipal(at, run.facts.catalog);
}

/** True for what was found inside something that was made from a row: a part of its content. */
function isFoundInRow(run: Run, state: State, { root }: Reference): boolean {
  const foundIn = root.kind === "parameter" || root.kind === "call" ? root.foundIn : undefined;
  for (const whole of foundIn ? referencesIn(foundIn) : []) {
    for (const { at } of reachedFrom(run, state, whole, new Set())) if (at.root.kind === "row") return true;
  }
  return false;
}

function untied(run: Run, state: State, start: Reference): Standing {
  const left = rolesLeft(state.facts, start).map((role): Evidence => ({ node: undefined, text: `nothing compares ${describe(start)} for the role ${role}` }));
  const evidence = (text: string): readonly Evidence[] => [...left, { node: start.node, text: `${describe(start)} ${text}` }];
  if (originOf(start, run.facts) === "request") return { kind: "request", reference: start, evidence: evidence("comes from the request") };
  if (isStored(run, start) || isFoundInRow(run, state, start)) return { kind: "stored", evidence: evidence("is what somebody wrote into the row's content") };
  if (start.root.kind === "parameter") return { kind: "parameter", reference: start, evidence: evidence("is passed in by the caller") };
  return { kind: "unknown", reason: "unresolved-origin", evidence: evidence("cannot be traced to where it comes from") };
}

function neighbours(run: Run, step: Step, ties: Ties): readonly Step[] {
  const { at, trail } = step;
  const known = ties.of(keyOf(at));
  const inOrder = known.length > 1 ? [...known.filter((tie) => !tie.sought), ...known.filter((tie) => tie.sought)] : known;
  const tied = inOrder.map(({ to, node, sought }): Step => ({ at: to, checked: true, sought, trail: { before: trail, node, say: () => `${describe(at)} is tied to ${describe(to)}` } }));
  return [...wholes(run, step), ...origins(step), ...tied, ...elements(step, ties), ...proofsBelow(run, step, ties)];
}

/** What a part belongs to: a property of a tied row or object is as good as the row. Parts of a request are not, but for the elements of its lists. */
function wholes(run: Run, { at, checked, trail }: Step): readonly Step[] {
  if (at.path.length === 0 || (at.path.at(-1) !== "*" && originOf(at, run.facts) === "request") || isStored(run, at)) return [];
  return [{ at: reference(at.root, at.path.slice(0, -1), at.node), checked, trail }];
}

/** What a loop found out about every element holds for the collection. */
function elements({ at, trail }: Step, ties: Ties): readonly Step[] {
  const element = reference(at.root, [...at.path, "*"], at.node);
  return ties.has(keyOf(element)) && keyOf(element) !== keyOf(at) ? [{ at: element, checked: true, trail }] : [];
}

/** What the result of an unread call was made from. */
function origins({ at, checked, trail }: Step): readonly Step[] {
  if (at.root.kind !== "call" || at.path.length > 0) return [];
  const { args, callee } = at.root;
  const receiver = callee.kind === "reference" && callee.root.kind !== "import" && callee.root.kind !== "global" ? [reference(callee.root, callee.path.slice(0, -1), callee.node)] : [];
  return [...args.flatMap(referencesIn), ...receiver].map((one) => ({ at: one, checked, trail: { before: trail, node: at.node, say: () => `${describe(at)} is made from ${describe(one)}` } }));
}

/** A row is tied to an owner when one of its identifying columns is: `doc.teamId === teamId` says so of `doc`. */
function proofsBelow(run: Run, { at, trail }: Step, ties: Ties): readonly Step[] {
  if (originOf(at, run.facts) === "request" || (at.root.kind === "parameter" && !isEntity(at))) return [];
  const prefix = keyOf(at);
  const steps: Step[] = [];
  for (const key of ties.keysOf(at.root.id)) {
    if (!key.startsWith(`${prefix}.`)) continue;
    const path = key.slice(prefix.length + 1).split(".");
    if (!identifies(run, at, path)) continue;
    steps.push({ at: reference(at.root, [...at.path, ...path], at.node), checked: true, trail });
  }
  return steps;
}

function identifies(run: Run, at: Reference, path: readonly string[]): boolean {
  const { catalog } = run.facts;
  const column = path.at(-1);
  if (column === undefined) return false;
  const below = reference(at.root, [...at.path, ...path]);
  if (at.root.kind !== "row") return namesTenant(below, catalog) || (path.length === 1 && namesPrincipal(below, catalog));
  const model = catalog.models.get(at.root.access.model);
  if (!model) return false;
  const steps = [...at.path, ...path].filter((step) => step !== "*" && !step.includes("("));
  const end = modelAt(catalog, model, steps.slice(0, -1));
  if (end === undefined) return namesTenant(below, catalog) || namesAmong(catalog, model, steps.join("."));
  // A guard that was given `plot.estate` has looked at the plot's owner.
  const related = modelAt(catalog, end, [column]);
  if (related) return isOwned(related);
  return roleOf(catalog, model, steps.slice(0, -1), column) !== undefined;
}

/** A reference as a message shows it. */
export function describe(value: Reference): string {
  const steps = value.path.filter((step) => step !== "*");
  const { root } = value;
  switch (root.kind) {
    case "parameter":
      return [root.name, ...steps].filter((step) => step !== undefined).join(".") || "a parameter";
    case "import":
    case "global":
      return [root.name, ...steps].join(".");
    case "this":
      return ["this", ...steps].join(".");
    case "row":
      return [`the ${root.access.model}`, ...steps].join(".");
    case "call": {
      if (root.foundIn) return steps.join(".") || "what it holds";
      const name = root.callee.kind === "reference" ? root.callee.path.at(-1) ?? describe(root.callee) : "a call";
      return [`${name}()`, ...steps].join(".");
    }
    case "opaque":
      return steps.join(".") || "a value";
  }
}

/** True when requests enter here and the code shows that the user is known: what is asked for is not public. */
export function isSignedIn(run: Run): boolean {
  const entry = entryOf(run.frame);
  if (!entry) return false;
  return entry.signedIn || entry.vouched || asksForSomebody(run);
}

/** True where requests enter, and nothing that can be seen says who is asking, though what cannot be seen may. */
export function isForStrangers(run: Run): boolean {
  const entry = entryOf(run.frame);
  return entry !== undefined && !entry.signedIn && !asksForSomebody(run);
}

/** The same where what stands before is known to sign nobody in. */
export function isOpen(run: Run): boolean {
  const entry = entryOf(run.frame);
  return (entry?.open === true || entry?.letsThrough?.() !== undefined) && !asksForSomebody(run);
}

function asksForSomebody(run: Run): boolean {
  // What a file does when it is loaded, as `router.use(auth())`, it does for nobody.
  for (const { fn, identity } of framesOf(run.frame)) if (fn && identity.seen) return true;
  return [...run.state.variables.entries().values()].flatMap(referencesIn).some((one) => isSomebody(run, one));
}

const somebody = new Set("user users session auth viewer principal actor member membership account identity claims caller admin customer profile person permissions role roles token jwt key".split(" "));

/** True for what says who is asking; a context also holds where a request came from and what server code put there. */
export function isSomebody({ facts }: Run, one: Reference): boolean {
  if (originOf(one, facts) !== "identity") return false;
  if (one.root.kind !== "parameter") return true;
  return [one.root.name ?? "", ...one.path].flatMap(wordsOf).some((word) => somebody.has(word)) || namesTenant(one, facts.catalog);
}
