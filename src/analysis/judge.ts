import type { Model, OwnerKey } from "../catalog/catalog.ts";
import { isOwned } from "../catalog/catalog.ts";
import type { Node } from "../syntax/source-file.ts";
import type { Access, Filter, Operation, WrittenRow } from "./access.ts";
import { roleOf, tenantColumnsOf } from "./column-role.ts";
import type { ColumnRole } from "./column-role.ts";
import type { Frame, Run } from "./interpret/run.ts";
import { entryOf, framesOf } from "./interpret/run.ts";
import type { State } from "./interpret/state.ts";
import type { Confidence, Evidence, Judgement, Reason, Verdict } from "./judgement.ts";
import { isNullish, mayBeNullish, mayBeUndefined, opaqueSpreadsOf, propertyOf } from "./object-value.ts";
import { opaquePartsOf, pinsOf, placeOf, weaknessesOf } from "./pins.ts";
import type { Pin } from "./pins.ts";
import { isSignedIn, standingOf } from "./standing.ts";
import type { Standing } from "./standing.ts";
import { isOptionalArgument } from "./optional-argument.ts";
import { isOfEntity } from "./tenant-names.ts";
import { tenantAtHand, tenantInScope } from "./tenant-in-scope.ts";
import type { Value } from "./value.ts";

/** What one pin says about an access, before the best one is chosen. */
interface Opinion {
  readonly verdict: Verdict;
  readonly reason: Reason;
  readonly confidence: Confidence;
  readonly evidence: readonly Evidence[];
  readonly node: Node | undefined;
  readonly column: string | undefined;
  readonly value: Value | undefined;
}

const ORDER: readonly Verdict[] = ["scoped", "derived", "checked", "exempt", "caller", "unknown", "unscoped"];

/** Judges the filter of an access to an owned model: which rows can it reach? */
export function judgeFilter(run: Run, state: State, access: Access, model: Model, filter: Filter): Judgement {
  const opinion = clientOpinion(run, access) ?? filterOpinion(run, state, access, model, filter);
  return conclude(run, access, { kind: "filter" }, model, opinion);
}

/** Judges one row that an access creates: does it carry its owner? */
export function judgeRow(run: Run, state: State, access: Access, model: Model, row: WrittenRow): Judgement | undefined {
  const opinion = clientOpinion(run, access) ?? rowOpinion(run, state, model, row);
  return opinion && conclude(run, access, { kind: "row", row }, model, opinion);
}

function conclude(run: Run, access: Access, part: Judgement["part"], model: Model, opinion: Opinion): Judgement {
  const allowed = whyForAll(run);
  // What a job is handed and what a script writes down count as constants: they tie the rows to nobody.
  const settled = opinion.reason !== "constant" && (opinion.verdict === "scoped" || opinion.verdict === "derived" || opinion.verdict === "checked");
  const exempt = allowed !== undefined && !settled;
  return {
    access,
    part,
    model,
    verdict: exempt ? "exempt" : opinion.verdict,
    reason: exempt ? (run.frame.bypass === undefined ? "system-context" : "bypass") : opinion.reason,
    confidence: opinion.confidence,
    evidence: exempt ? [...opinion.evidence, { node: undefined, text: allowed }] : opinion.evidence,
    node: opinion.node ?? access.node,
    column: opinion.column ?? tenantColumnsOf(model)[0] ?? run.facts.catalog.tenancy.keys[0],
    value: opinion.value,
    tenantInScope: tenantInScope(run, access.node, model),
    entered: enteredFrom(run.frame),
  };
}

/** Why the code that is walked may reach the rows of every tenant, when it may. */
function whyForAll(run: Run): string | undefined {
  if (run.frame.bypass !== undefined) return `this runs in ${run.frame.bypass}`;
  if (run.system) return "this runs in a system file";
  const entry = entryOf(run.frame);
  if (entry?.kind === "job") return "this runs in a job";
  return entry?.operators === true ? "only operators enter here" : undefined;
}

function enteredFrom(frame: Frame): Judgement["entered"] {
  for (const { fn, entry } of framesOf(frame)) if (fn && entry) return { fn, entry };
  return undefined;
}

function clientOpinion(run: Run, access: Access): Opinion | undefined {
  const { scopedClients, unscopedClients } = run.facts.settings;
  if (scopedClients.length === 0 && unscopedClients.length === 0) return undefined;
  const client = run.facts.textOf(access.node).split(/[?!]?\.|\(/)[0] ?? "";
  const settled = { confidence: "possible", evidence: [{ node: access.node, text: `\`${client}\` is configured so` }], node: undefined, column: undefined, value: undefined } as const;
  if (scopedClients.includes(client)) return { ...settled, verdict: "scoped", reason: "scoped-client" };
  if (unscopedClients.includes(client)) return { ...settled, verdict: "exempt", reason: "unscoped-client" };
  return undefined;
}

function filterOpinion(run: Run, state: State, access: Access, model: Model, filter: Filter): Opinion {
  if (pinsOf(filter) === undefined) return settled("derived", "constant", "the filter can match nothing");
  const best = bestOpinion(run, state, access, model, filter, []);
  if (best && best.verdict !== "unscoped") return best;
  // What the client sends may hold anything but the assurance that it keeps to its own tenant.
  const part = opaquePartsOf(filter).find((one) => standingOf(run, state, one.value).kind !== "request");
  if (part) {
    return { verdict: "unknown", reason: "opaque-filter", confidence: "possible", evidence: [{ node: part.value.node, text: part.reason }], node: access.places.filter, column: undefined, value: part.value };
  }
  return best ?? unpinnedOpinion(run, access, model, filter);
}

/** AND needs one condition that holds the rows; OR is as good as its worst branch, each held by a condition of its own. */
function bestOpinion(run: Run, state: State, access: Access, model: Model, filter: Filter, path: readonly string[]): Opinion | undefined {
  const opinionOf = (part: Filter, below: readonly string[] = path): Opinion | undefined => bestOpinion(run, state, access, model, part, below);
  switch (filter.kind) {
    case "and":
      return inOrder(filter.of.flatMap((part) => opinionOf(part) ?? [])).at(0);
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
  return inOrder(opinions).at(0);
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

function pinOpinion(run: Run, state: State, { operation }: Access, model: Model, pin: Pin, role: ColumnRole): Opinion | undefined {
  const standing = standingOf(run, state, pin.value);
  const evidence: readonly Evidence[] = [{ node: pin.node, text: `\`${placeOf(pin)}\` is pinned` }, ...standing.evidence];
  const base = { evidence, node: pin.node, column: role === "tenant" ? pin.column : undefined, value: pin.value } as const;
  const fault = (reason: Reason, confidence: Confidence): Opinion => ({ ...base, verdict: "unscoped", reason, confidence });
  if (role === "secret" && standing.kind !== "unknown") return { ...base, verdict: "scoped", reason: "capability", confidence: "possible" };
  if (role === "other" && !(standing.kind === "trusted" && standing.via !== "constant")) return undefined;
  if (pin.optional) return role === "tenant" || role === "principal" ? fault("optional-key", "likely") : undefined;
  // A key that the client certainly chooses is wrong also where it is set.
  const chosen = role === "tenant" && standing.kind === "request" && keyConfidence(run, operation) === "certain";
  if ((role === "tenant" || role === "principal") && !chosen && pin.drops && dropsOut(run, state, pin.value)) return fault("nullable-key", "likely");
  switch (standing.kind) {
    case "trusted":
      // A constant that names another table's row says nothing about whose rows of this table point there.
      if (standing.via === "constant" && role === "parent") return undefined;
      return { ...base, ...trustedVerdict(standing, role, pin), confidence: "possible" };
    case "argument":
      if (role === "tenant" || role === "principal") return { ...base, verdict: "scoped", reason: keyReason(role, pin), confidence: "possible" };
      return { ...base, verdict: standing.checked ? "checked" : "derived", reason: standing.checked ? "checked-before" : "from-trusted-call", confidence: "possible" };
    case "row":
      return { ...base, verdict: "derived", reason: "follows-row", confidence: "possible" };
    case "parameter":
      return parameterOpinion(run, base, standing, role, pin);
    case "request":
      if (role === "tenant") return fault("untrusted-key", keyConfidence(run, operation));
      if (role === "natural") return fault("natural-key", "possible");
      return fault("request-id", requestConfidence(run, operation));
    case "unknown":
      if (role === "tenant" || role === "principal") return { ...base, verdict: "scoped", reason: keyReason(role, pin), confidence: "possible" };
      return { ...base, verdict: "unknown", reason: "unresolved-origin", confidence: "possible" };
  }
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

type Base = Pick<Opinion, "evidence" | "node" | "column" | "value">;

function parameterOpinion(run: Run, base: Base, standing: Extract<Standing, { kind: "parameter" }>, role: ColumnRole, pin: Pin): Opinion {
  if (role === "tenant" || role === "principal") return { ...base, verdict: "scoped", reason: keyReason(role, pin), confidence: "possible" };
  if (role === "natural" || isOfEntity(standing.reference) || !tenantAtHand(run)) return { ...base, verdict: "caller", reason: "parameter", confidence: "possible" };
  return { ...base, verdict: "unscoped", reason: "ignored-tenant", confidence: "likely" };
}

/**
 * An id out of the request is a certain hole where the code knows who is asking. Elsewhere a page may show what it reads
 * to everybody on purpose, unless middleware that cannot be seen from here signs people in.
 */
function requestConfidence(run: Run, operation: Operation): Confidence {
  const entry = entryOf(run.frame);
  if (!entry) return "possible";
  if (isSignedIn(run)) return "certain";
  return entry.mounted || (operation !== "read" && operation !== "count") ? "likely" : "possible";
}

/** A wrapper, a guard or a custom procedure may have checked the membership in the tenant that the request names. */
function keyConfidence(run: Run, operation: Operation): Confidence {
  return entryOf(run.frame)?.vouched === true ? "possible" : requestConfidence(run, operation);
}

/** True when the value may be undefined here, so that the library leaves the condition out. */
function dropsOut(run: Run, state: State, value: Value): boolean {
  if (value.kind === "choice") return mayBeUndefined(value) || value.options.some((one) => dropsOut(run, state, one));
  return value.kind === "reference" ? !value.replaced && !state.isPresent(value) && isOptionalArgument(value) : isNullish(value) && mayBeUndefined(value);
}

function unpinnedOpinion(run: Run, access: Access, model: Model, filter: Filter): Opinion {
  const weak = weaknessesOf(filter).find((one) => one.why !== "not-equality" && roleOf(run.facts.catalog, model, one.path, one.column) === "tenant");
  const bare = filter.kind === "all";
  const reason: Reason = weak ? (weak.why === "or-branch" ? "or-branch" : "negated") : bare ? "no-filter" : "no-key";
  const confidence = model.ownership.kind === "root" && !bare ? "possible" : unpinnedConfidence(run, bare);
  const text = weak ? `\`${placeOf(weak)}\` does not pin the rows` : bare ? "no filter is given" : "no condition names an owner";
  return { verdict: "unscoped", reason, confidence, evidence: [{ node: weak?.node ?? access.places.filter, text }], node: weak?.node ?? access.places.filter, column: weak?.column, value: undefined };
}

function unpinnedConfidence(run: Run, bare: boolean): Confidence {
  const requested = entryOf(run.frame) !== undefined;
  if (requested && isSignedIn(run)) return bare ? "certain" : "likely";
  return tenantAtHand(run) || (requested && bare) ? "likely" : "possible";
}

function settled(verdict: Verdict, reason: Reason, text: string): Opinion {
  return { verdict, reason, confidence: "possible", evidence: [{ node: undefined, text }], node: undefined, column: undefined, value: undefined };
}

function rowOpinion(run: Run, state: State, model: Model, row: WrittenRow): Opinion | undefined {
  const { ownership } = model;
  if (row.kind === "update" || ownership.kind === "root" || ownership.kind === "reversed" || !isOwned(model)) return undefined;
  if (ownership.kind === "direct") return directRowOpinion(run, state, model, row, ownership.keys);
  if (ownership.kind !== "through") return undefined;
  const [relation = ""] = ownership.path;
  const columns = model.fields.get(relation)?.relation?.columns ?? [];
  const given = row.links.some((link) => link.relation === relation) || columns.some((column) => propertyOf(row.columns, column));
  if (given) return settled("derived", "from-scoped-row", `\`${relation}\` names the owner`);
  return absentColumn(run, row, columns[0] ?? relation, ownership.optional);
}

function directRowOpinion(run: Run, state: State, model: Model, row: WrittenRow, keys: readonly OwnerKey[]): Opinion {
  const opinions = keys.flatMap((key) => keyOpinion(run, state, row, key) ?? []);
  const [best] = opinions.sort((a, b) => ORDER.indexOf(a.verdict) - ORDER.indexOf(b.verdict));
  return best ?? absentColumn(run, row, keys[0]?.column ?? "", keys.every((key) => !key.required));
}

function keyOpinion(run: Run, state: State, row: WrittenRow, key: OwnerKey): Opinion | undefined {
  const link = row.links.find((one) => one.relation === key.relation);
  const linked = link && pinsOf(link.to)?.at(0);
  const property = linked ? { value: linked.value, mayBeAbsent: linked.optional, node: linked.node } : propertyOf(row.columns, key.column);
  if (link && !linked) return settled("scoped", "tenant-relation", `\`${link.relation}\` is linked`);
  if (!property) return undefined;
  const standing = standingOf(run, state, property.value);
  const base: Base = { evidence: [{ node: property.node, text: `\`${key.column}\` is set` }, ...standing.evidence], node: property.node ?? row.node, column: key.column, value: property.value };
  const fromOpaque = property.mayBeAbsent && property.node === undefined;
  if (fromOpaque && standing.kind === "request") return { ...base, verdict: "unscoped", reason: "untrusted-key", confidence: keyConfidence(run, "create") };
  if (fromOpaque) return { ...base, verdict: "unknown", reason: "opaque-data", confidence: "possible" };
  if (property.mayBeAbsent) return { ...base, verdict: "unscoped", reason: "optional-key", confidence: "likely" };
  // Null is how shared rows are written on purpose, where the key allows it.
  if (isNullish(property.value) && !mayBeUndefined(property.value)) return { ...base, verdict: "scoped", reason: "tenant-key", confidence: "possible" };
  if (!key.required && mayBeNullish(property.value)) return { ...base, verdict: "unscoped", reason: "nullable-key", confidence: "possible" };
  if (standing.kind === "request") return { ...base, verdict: "unscoped", reason: "untrusted-key", confidence: keyConfidence(run, "create") };
  return { ...base, verdict: "scoped", reason: "tenant-key", confidence: "possible" };
}

function absentColumn(run: Run, row: WrittenRow, column: string, optional: boolean): Opinion {
  const opaque = row.columns.kind === "object" ? opaqueSpreadsOf(row.columns) : row.columns.kind === "choice" ? [] : [row.columns];
  const [spread] = opaque;
  if (spread) {
    return { verdict: "unknown", reason: "opaque-data", confidence: "possible", evidence: [{ node: spread.node ?? row.node, text: "the written columns cannot be read" }], node: row.node, column, value: spread };
  }
  const atHand = tenantAtHand(run) || (entryOf(run.frame) !== undefined && isSignedIn(run));
  const confidence: Confidence = atHand ? (optional ? "likely" : "certain") : "possible";
  return { verdict: "unscoped", reason: "missing-column", confidence, evidence: [{ node: row.node, text: `\`${column}\` is not set` }], node: row.node, column, value: undefined };
}
