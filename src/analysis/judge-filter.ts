import type { Model } from "../catalog/catalog.ts";
import { wordsOf } from "../frameworks/parts/words.ts";
import { isLoad, type Access, type Filter } from "./access.ts";
import { isGroup, modelAt, roleOf } from "./column-role.ts";
import type { ColumnRole } from "./column-role.ts";
import type { Run } from "./interpret/run.ts";
import { entryOf } from "./interpret/run.ts";
import type { State } from "./interpret/state.ts";
import { isBundle } from "./interpret/type-properties.ts";
import { asPassed, hingeOf } from "./hinge.ts";
import { keyConfidence, requestConfidence, unpinnedConfidence } from "./judge-confidence.ts";
import type { Confidence, Evidence, Reason, Verdict } from "./judgement.ts";
import { reference, referencesIn } from "./make-value.ts";
import { isNullish, mayBeUndefined } from "./object-value.ts";
import { ORDER, settled } from "./opinion.ts";
import type { Base, Opinion } from "./opinion.ts";
import { isOptionalArgument } from "./declared-argument.ts";
import { isByOutersId, isByPeoplesKey, isByUniqueKey } from "./natural-keys.ts";
import { opaquePartsOf, pinsOf, placeOf, weaknessesOf } from "./pins.ts";
import type { Pin, Weakness } from "./pins.ts";
import { asksForPlatforms, asksForPublic, asksForShared } from "./publication.ts";
import { isForStrangers, isPublic, isOpen, isSignedIn, standingOf } from "./standing.ts";
import type { Standing } from "./standing.ts";
import { isOfEntity } from "./tenant-names.ts";
import { tenantAtHand } from "./tenant-in-scope.ts";
import { typedOwnersOf } from "./typed-owners.ts";
import type { Reference, Value } from "./value.ts";

export function filterOpinion(run: Run, state: State, access: Access, model: Model, filter: Filter): Opinion {
  const opinion = opinionOfFilter(run, state, access, model, filter);
  if (opinion.confidence === "possible") return opinion;
  // What only narrows another query gives nothing away, nor does what everybody may see.
  const givesNothingAway = access.narrows === true || (isLoad(access) && (isOfPublic(model) || keepsToPublic(filter, (branch) => bestOpinion(run, state, access, model, branch, [])?.verdict)));
  return givesNothingAway ? { ...opinion, confidence: "possible" } : opinion;
}

/** True for a view of rows that everybody may see. */
function isOfPublic({ always = [] }: Model): boolean {
  return always.some(({ column, value }) => asksForPublic(column, { kind: "constant", value }));
}

/** True where every row that matches is one that everybody may see, or is held to its owner by another branch. */
export function keepsToPublic(filter: Filter, verdictOf: (branch: Filter) => Verdict | undefined = () => undefined): boolean {
  switch (filter.kind) {
    case "equals":
      return !filter.optional && asksForPublic(filter.column, filter.value);
    case "and":
      return filter.of.some((part) => keepsToPublic(part, verdictOf));
    case "or": {
      const rest = filter.of.filter((branch) => !keepsToPublic(branch, verdictOf));
      const open = rest.filter((branch) => ["unscoped", "unknown", undefined].includes(verdictOf(branch)));
      if (open.length === 0) return rest.length < filter.of.length;
      const isBesideOwn = rest.some((branch) => ["scoped", "derived", "checked"].includes(verdictOf(branch) ?? ""));
      return isBesideOwn && open.every(keepsToShared);
    }
    case "related":
      return (filter.quantifier === "is" || filter.quantifier === "some") && keepsToPublic(filter.of, verdictOf);
    default:
      return false;
  }
}

/** True where every row that matches is marked as one that all tenants share: who asks for it beside their own means those. */
function keepsToShared(filter: Filter): boolean {
  if (filter.kind === "and") return filter.of.some(keepsToShared);
  return filter.kind === "equals" && !filter.optional && asksForShared(filter.column, filter.value);
}

function opinionOfFilter(run: Run, state: State, access: Access, model: Model, filter: Filter): Opinion {
  if (pinsOf(filter) === undefined) return settled("derived", "constant", "the filter can match nothing");
  const best = bestOpinion(run, state, access, model, filter, []);
  if (best && best.verdict !== "unscoped") return best;
  // What the client sends may hold anything but the assurance that it keeps to its own tenant.
  const part = opaquePartsOf(filter).find((one) => standingOf(run, state, one.value).kind !== "request");
  if (part) {
    return { verdict: "unknown", reason: "opaque-filter", confidence: "possible", evidence: [{ node: part.value.node, text: part.reason }], node: access.places.filter, column: undefined, value: part.value };
  }
  if (best?.reason === "ignored-tenant" && isLoad(access) && isByPeoplesKey(run.facts.catalog, model, filter)) return { ...best, reason: "natural-key", confidence: "possible" };
  return best ?? unpinnedOpinion(run, state, access, model, filter);
}

/** AND needs one condition that holds the rows; OR is as good as its worst branch, each held by a condition of its own. */
function bestOpinion(run: Run, state: State, access: Access, model: Model, filter: Filter, path: readonly string[]): Opinion | undefined {
  const opinionOf = (part: Filter, below: readonly string[] = path): Opinion | undefined => bestOpinion(run, state, access, model, part, below);
  switch (filter.kind) {
    case "and": {
      const byKind = typedOwnersOf(run.facts.catalog, model, path, filter.of).flatMap((pin) => pinOpinion(run, state, access, model, pin, "tenant") ?? []);
      return bestOf([...filter.of.flatMap((part) => opinionOf(part) ?? []), ...byKind]);
    }
    case "or": {
      if (filter.of.some((branch) => branch.kind === "all")) return bestPin(run, state, access, model, filter, path);
      const branches = filter.of.filter((branch) => branch.kind !== "none").map((branch) => opinionOf(branch));
      const held = branches.filter((opinion) => opinion !== undefined);
      return held.length === branches.length ? inOrder(held).at(-1) : undefined;
    }
    case "related":
      return filter.quantifier === "is" || filter.quantifier === "some" ? opinionOf(filter.of, [...path, filter.relation]) : undefined;
    case "equals":
    case "in":
      return bestPin(run, state, access, model, filter, path);
    default:
      return undefined;
  }
}

function bestPin(run: Run, state: State, access: Access, model: Model, filter: Filter, path: readonly string[]): Opinion | undefined {
  const pins = (pinsOf(filter) ?? []).map((pin) => ({ ...pin, path: [...path, ...pin.path] }));
  const opinions = pins.flatMap((pin) => {
    const role = roleOf(run.facts.catalog, model, pin.path, pin.column);
    return (role && pinOpinion(run, state, access, model, pin, role)) ?? [];
  });
  return bestOf(opinions);
}

/** The best of opinions of which one is enough; where it hangs on what callers pass, they may as well pass something for another. */
function bestOf(opinions: readonly Opinion[]): Opinion | undefined {
  const [best] = inOrder(opinions);
  return best?.hinges ? { ...best, hinges: opinions.flatMap(({ hinges = [] }) => hinges) } : best;
}

function inOrder(opinions: readonly Opinion[]): readonly Opinion[] {
  return [...opinions].sort((a, b) => ORDER.indexOf(a.verdict) - ORDER.indexOf(b.verdict) || gravity(b) - gravity(a));
}

/** Of several faults the one that names the tenant is the one to mend; of several assurances its own key is the plainest. */
function gravity(opinion: Opinion): number {
  if (opinion.reason === "tenant-key") return 1;
  if (opinion.reason === "nullable-key" || opinion.reason === "optional-key") return 2;
  return opinion.reason === "untrusted-key" ? 1 : 0;
}

function pinOpinion(run: Run, state: State, access: Access, model: Model, given: Pin, role: ColumnRole): Opinion | undefined {
  const { operation } = access;
  const pin = asPassed(run, state, access, given);
  if (!pin) return undefined;
  const standing = standingOf(run, state, pin.value);
  const evidence: readonly Evidence[] = [{ node: pin.node, text: `\`${placeOf(pin)}\` is pinned` }, ...standing.evidence];
  const base = { evidence, node: pin.node, column: role === "tenant" ? pin.column : undefined, value: pin.value } as const;
  const fault = (reason: Reason, confidence: Confidence): Opinion => ({ ...base, verdict: "unscoped", reason, confidence });
  const admits = role === "secret" || (role === "id" && isAdmittedBy(run, model, pin)) || (operation === "read" && isPublicHalf(model, pin));
  if (admits && standing.kind !== "unknown") return { ...base, verdict: "scoped", reason: "capability", confidence: "possible" };
  if (role === "other" && (pin.among || (!isCallersOwn(pin, standing) && !isGroupOfRow(run, model, pin, standing)))) return undefined;
  // Whose rows are looked for is more often a choice of the search than its limit.
  const hinge = pin.optional && role === "tenant" ? hingeOf(run, access, pin) : undefined;
  if (hinge) return { ...fault("optional-key", "possible"), hinges: [hinge] };
  // Left out, it is as if there were none.
  if (pin.optional) return role === "tenant" ? fault("optional-key", referencesIn(pin.value).some(isOfCallers) ? "likely" : unpinnedConfidence(run, access, model, false)) : role === "principal" ? fault("optional-key", standing.kind === "trusted" ? "likely" : "possible") : undefined;
  // A key that the client certainly chooses is wrong also where it is set.
  const chosen = role === "tenant" && standing.kind === "request" && keyConfidence(run, operation) === "certain";
  if ((role === "tenant" || role === "principal") && !chosen && pin.drops && dropsOut(run, state, pin.value)) return fault("nullable-key", "likely");
  switch (standing.kind) {
    case "trusted":
      // A constant that names another table's row says nothing about whose rows of this table point there.
      if (standing.via === "constant" && role === "parent") return undefined;
      return { ...base, ...trustedVerdict(standing, role, pin), confidence: "possible" };
    case "argument":
      if (role === "tenant" || role === "principal") return { ...base, verdict: "scoped", reason: keyReason(role, pin), confidence: "possible", onTrust: true };
      return { ...base, verdict: standing.checked ? "checked" : "derived", reason: standing.checked ? "checked-before" : "from-trusted-call", confidence: "possible" };
    case "row":
      return { ...base, verdict: "derived", reason: "follows-row", confidence: "possible" };
    case "parameter":
      return parameterOpinion(run, base, standing, role, pin, model, operation === "read" && model.ownership.kind !== "root");
    case "request":
      if (role === "tenant") return fault("untrusted-key", keyConfidence(run, operation));
      if (role === "natural") return fault("natural-key", "possible");
      if (operation === "read" && (isPublished(model) || isPublic(run, state, pin.value))) return fault("request-id", "possible");
      return fault("request-id", requestConfidence(run, operation));
    case "stored":
    case "unknown":
      if (role === "tenant" || role === "principal") return { ...base, verdict: "scoped", reason: keyReason(role, pin), confidence: "possible" };
      if (standing.kind === "stored") return fault("stored-id", "possible");
      return { ...base, verdict: "unknown", reason: "unresolved-origin", confidence: "possible" };
  }
}

/** True for what callers pass, who have a tenant at hand then. */
function isOfCallers({ root }: Reference): boolean {
  return root.kind === "parameter" && root.shape === undefined;
}

/** Rows whose id is handed to somebody who then shows it in place of signing in. */
const ADMITTING = /^(?:session|token|secret|invite|invitation|verification|otp|auth|authenticator|passkey|challenge|login)s?$/;

/** True where nobody has to sign in, and the row that is asked for is what admits whoever knows its id. */
function isAdmittedBy(run: Run, model: Model, { path }: Pin): boolean {
  return path.length === 0 && wordsOf(model.name).some((word) => ADMITTING.test(word)) && entryOf(run.frame) !== undefined && (isOpen(run) || !isSignedIn(run));
}

/** `clientId` beside `clientSecret`: what a client of an API is found by before anybody knows whose it is. */
function isPublicHalf({ fields }: Model, { path, column }: Pin): boolean {
  const [, stem] = /^(\w+?)_?id$/i.exec(column) ?? [];
  return path.length === 0 && stem !== undefined && (fields.has(`${stem}Secret`) || fields.has(`${stem}_secret`));
}

/** True for what is known to be of the caller's own tenant, whatever else it names; of a row that is handed in, where its own key was checked. */
function isCallersOwn({ value }: Pin, standing: Standing): boolean {
  if (standing.kind === "argument") return standing.checked && value.kind === "reference" && value.root.id === standing.reference.root.id && isOfEntity(value);
  return standing.kind === "trusted" && standing.via !== "constant";
}

/** True for what somebody has put before the public, as its model says. */
function isPublished(model: Model): boolean {
  return wordsOf(model.name).some((word) => word === "public" || word === "published");
}

function keyReason(role: ColumnRole, pin: Pin): Reason {
  if (role === "principal") return "principal";
  return pin.path.length > 0 ? "tenant-relation" : "tenant-key";
}

function trustedVerdict(standing: Extract<Standing, { kind: "trusted" }>, role: ColumnRole, pin: Pin): { readonly verdict: Verdict; readonly reason: Reason } {
  if (role === "tenant" || role === "principal") return isOfRow(standing) ? { verdict: "derived", reason: reasonOfRow(standing) } : { verdict: "scoped", reason: keyReason(role, pin) };
  if (standing.checked) return { verdict: "checked", reason: "checked-before" };
  if (standing.via === "constant") return { verdict: "derived", reason: "constant" };
  return { verdict: "derived", reason: isOfRow(standing) ? reasonOfRow(standing) : "from-trusted-call" };
}

/** The value is a row's own; what a row only vouches for, such as the tenant of a membership, is a key in its own right. */
function isOfRow({ via, checked }: Extract<Standing, { kind: "trusted" }>): boolean {
  return (via === "row" || via === "created") && !checked;
}

function reasonOfRow({ via }: Extract<Standing, { kind: "trusted" }>): Reason {
  return via === "created" ? "from-created-row" : "from-scoped-row";
}

function parameterOpinion(run: Run, base: Base, standing: Extract<Standing, { kind: "parameter" }>, role: ColumnRole, pin: Pin, model: Model, isRead: boolean): Opinion {
  if (role === "tenant" || role === "principal") return { ...base, verdict: "scoped", reason: keyReason(role, pin), confidence: "possible", onTrust: true };
  if ((role === "natural" && !isRead) || isReadOffRow(run, standing.reference) || isLooseTie(model, pin) || !tenantAtHand(run, pin.node)) return { ...base, verdict: "caller", reason: "parameter", confidence: "possible" };
  return { ...base, verdict: "unscoped", reason: "ignored-tenant", confidence: "likely" };
}

/** True for the key of a parent that only its column's name tells, where no query can follow it to the tenant: who hands it in has looked at the parent. */
function isLooseTie({ ownership, fields }: Model, { path, column }: Pin): boolean {
  return ownership.kind === "through" && path.length === 0 && [...fields.values()].some(({ hidden, relation }) => hidden === true && relation?.columns.includes(column) === true);
}

/** True for `link.folderId`, where the caller hands in a link; the parts of a bundle of arguments are arguments. */
function isReadOffRow(run: Run, value: Reference): boolean {
  return isOfEntity(value) && !isBundle(run, reference(value.root, value.path.slice(0, -1)));
}

/** True for `batch: plot.batch`: what was made for one thing has a UUID in common, and whoever has the plot answers for it. */
function isGroupOfRow(run: Run, model: Model, { path, column, value }: Pin, { kind }: Standing): boolean {
  const at = modelAt(run.facts.catalog, model, path);
  if (at === undefined || !isGroup(at, column) || value.kind !== "reference" || value.path.at(-1) !== column) return false;
  return kind === "parameter" ? isReadOffRow(run, value) : kind === "row" || kind === "unknown";
}

/** True when the value may be undefined here, so that the library leaves the condition out. */
function dropsOut(run: Run, state: State, value: Value): boolean {
  if (value.kind === "choice") return mayBeUndefined(value) || value.options.some((one) => dropsOut(run, state, one));
  return value.kind === "reference" ? !value.replaced && !state.isPresent(value) && isOptionalArgument(value) : isNullish(value) && mayBeUndefined(value);
}

function unpinnedOpinion(run: Run, state: State, access: Access, model: Model, filter: Filter): Opinion {
  const weak = weaknessesOf(filter).find((one) => one.why !== "not-equality" && roleOf(run.facts.catalog, model, one.path, one.column) === "tenant");
  const bare = filter.kind === "all";
  const isNatural = !bare && !weak && (access.unique || (isLoad(access) && (isByUniqueKey(model, filter) || isByOutersId(run, state, model, filter))));
  const reason: Reason = isNatural ? "natural-key" : weak ? reasonOf(weak) : bare ? "no-filter" : "no-key";
  // How many tenants there are says nothing of any.
  const isOpen = isNatural || (isLoad(access) && asksForPlatformsOf(model, filter)) || (model.ownership.kind === "root" && (!bare || access.operation === "count")) || leavesOwnOut(run, model, filter) || signsIn(run, access, model, filter);
  const confidence = isOpen ? "possible" : (access.many && isAskedOrUnset(filter)) || isAnybodys(run, state, access, filter) ? "likely" : unpinnedConfidence(run, access, model, bare);
  const text = weak ? `\`${placeOf(weak)}\` does not pin the rows` : bare ? "no filter is given" : "no condition names an owner";
  return { verdict: "unscoped", reason, confidence, evidence: [{ node: weak?.node ?? access.places.filter, text }], node: weak?.node ?? access.places.filter, column: weak?.column, value: undefined };
}

/** True for the user of an address, sought for somebody who has yet to sign in: whose they are, that row says. */
function signsIn(run: Run, access: Access, { name }: Model, filter: Filter): boolean {
  if (name !== run.facts.catalog.tenancy.principal?.model || !isLoad(access) || access.many || !isForStrangers(run)) return false;
  return (pinsOf(filter) ?? []).some(({ path, column, optional }) => path.length === 0 && !optional && /^(?:e_?mail|user_?name|login|phone(?:_?number)?|mobile)$/i.test(column));
}

function reasonOf({ why }: Weakness): Reason {
  if (why === "left-out") return "optional-key";
  return why === "or-branch" ? "or-branch" : "negated";
}

/** True for rows that the platform keeps for every company, where a row may belong to none: `isSystem: true`. */
function asksForPlatformsOf(model: Model, filter: Filter): boolean {
  if (filter.kind === "and") return filter.of.some((part) => asksForPlatformsOf(model, part));
  const { ownership } = model;
  const mayBeShared = ownership.kind === "direct" && ownership.keys.every(({ required }) => !required);
  return mayBeShared && filter.kind === "equals" && !filter.optional && asksForPlatforms(filter.column, filter.value);
}

/**
 * True for conditions that somebody else hands in, or none in their place (`...(given ?? {})`), and for a column that may
 * be what is asked for or not set, as `kind = ? or kind is null`: the rows without one are those of every company.
 */
function isAskedOrUnset(filter: Filter): boolean {
  if (filter.kind === "opaque") return filter.orNone === true;
  if (filter.kind === "and") return filter.of.some(isAskedOrUnset);
  const branches = filter.kind === "or" ? filter.of.filter((branch) => branch.kind === "equals") : [];
  const unset = new Set(branches.flatMap(({ column, value }) => (isNullish(value) ? [column] : [])));
  return branches.some(({ column, value }) => value.kind === "reference" && unset.has(column));
}

/** True for the first row that code comes upon by constants alone, as `findOne({ where: { kind: "mail" } })`; what waits in a state may be anybody's. */
function isAnybodys(run: Run, state: State, { operation, many }: Access, filter: Filter): boolean {
  const isFixed = (part: Filter): boolean => {
    if (part.kind === "and") return part.of.length > 0 && part.of.every(isFixed);
    if (part.kind !== "equals" || /stat(?:e|us)/i.test(part.column)) return false;
    const standing = standingOf(run, state, part.value);
    return standing.kind === "trusted" && standing.via === "constant";
  };
  return operation === "read" && !many && isFixed(filter);
}

/** What somebody has in every company but one: whoever writes that means the others. */
function leavesOwnOut({ facts: { catalog } }: Run, model: Model, filter: Filter): boolean {
  const isTenant = (path: readonly string[], column: string): boolean => roleOf(catalog, model, path, column) === "tenant";
  const names = (pinsOf(filter) ?? []).some(({ value }) => value.kind === "reference");
  return names && weaknessesOf(filter).some(({ why, path, column }) => why !== "or-branch" && why !== "left-out" && isTenant(path, column));
}
