import type { Field, Model, OwnerKey } from "../catalog/catalog.ts";
import { isOwned } from "../catalog/catalog.ts";
import type { WrittenRow } from "./access.ts";
import { servesSignIn } from "../catalog/principal.ts";
import { isGroup, roleOf } from "./column-role.ts";
import type { Run } from "./interpret/run.ts";
import { entryOf } from "./interpret/run.ts";
import type { State } from "./interpret/state.ts";
import { keyConfidence } from "./judge-confidence.ts";
import type { Confidence } from "./judgement.ts";
import { keyOf, referencesIn } from "./make-value.ts";
import { choiceOf, isNullish, mayBeNullish, mayBeUndefined, opaqueSpreadsOf, propertyOf, type Property } from "./object-value.ts";
import { ORDER, settled } from "./opinion.ts";
import type { Base, Opinion } from "./opinion.ts";
import { setsKey } from "./key-levels.ts";
import { pinsOf } from "./pins.ts";
import { isSignedIn, standingOf } from "./standing.ts";
import { originOf } from "./origin.ts";
import { certaintyOf } from "./taken-over.ts";
import { tenantAtHand } from "./tenant-in-scope.ts";
import { isOfEntity } from "./tenant-names.ts";
import type { Reference, Value } from "./value.ts";
import { valuesWrittenTo } from "./written-values.ts";
import { contains } from "../syntax/contains.ts";

export function rowOpinion(run: Run, state: State, model: Model, row: WrittenRow): Opinion | undefined {
  const { ownership } = model;
  if (row.kind === "update" || ownership.kind === "root" || ownership.kind === "reversed" || !isOwned(model)) return undefined;
  if (ownership.kind === "direct") return directRowOpinion(run, state, model, row, ownership.keys);
  if (ownership.kind !== "through") return undefined;
  const [relation = ""] = ownership.path;
  const columns = model.fields.get(relation)?.relation?.columns ?? [];
  const given = row.links.some((link) => link.relation === relation) || columns.some((column) => propertyOf(row.columns, column));
  if (given) return settled("derived", "from-scoped-row", `\`${relation}\` names the owner`);
  const other = ownership.optional ? (otherParent(run, model, row) ?? groupOf(model, row)) : undefined;
  if (other !== undefined) return settled("derived", "from-scoped-row", `\`${other}\` names the owner in its place`);
  return absentColumn(run, model, row, columns[0] ?? relation, ownership.optional);
}

/** A row that may have its owner over one of several relations has it over the one that is set. */
function otherParent(run: Run, model: Model, row: WrittenRow): string | undefined {
  return parentsSet(run, model, row)[0]?.field.name;
}

interface Parent {
  readonly field: Field;
  readonly model: Model;
}

/** The owned models to which a row is tied by what is written; who made it is none. */
function parentsSet({ facts: { catalog } }: Run, { fields }: Model, row: WrittenRow): readonly Parent[] {
  return [...fields.values()].flatMap((field) => {
    const { name, list, relation } = field;
    const model = relation && !list ? catalog.models.get(relation.model) : undefined;
    if (!relation || !model || !isOwned(model) || model.name === catalog.tenancy.principal?.model) return [];
    const isSet = row.links.some((link) => link.relation === name) || relation.columns.some((column) => propertyOf(row.columns, column)?.mayBeAbsent === false);
    return isSet ? [{ field, model }] : [];
  });
}

/** `batch: plot.batch`: the UUID that a row has in common with another, for which it is made. */
function groupOf(model: Model, { columns }: WrittenRow): string | undefined {
  return [...model.fields.keys()].find((column) => isGroup(model, column) && isReadOff(propertyOf(columns, column), column));
}

function isReadOff(property: Property | undefined, column: string): boolean {
  return property?.mayBeAbsent === false && property.value.kind === "reference" && property.value.path.at(-1) === column && (property.value.root.kind === "row" || isOfEntity(property.value));
}

function directRowOpinion(run: Run, state: State, model: Model, row: WrittenRow, keys: readonly OwnerKey[]): Opinion {
  const opinions = keys.flatMap((key) => keyOpinion(run, state, model, row, key) ?? []);
  const [best] = opinions.sort((a, b) => ORDER.indexOf(a.verdict) - ORDER.indexOf(b.verdict));
  if (!best) {
    const absent = absentColumn(run, model, row, keys[0]?.column ?? "", keys.every((key) => !key.required));
    return hangsOnOwned(run, model, row, keys) ? { ...absent, confidence: "possible" } : absent;
  }
  const unset = best.verdict === "scoped" ? unsetLevel(model, row, keys) : undefined;
  return unset ? { ...absentColumn(run, model, row, unset.column, true), reason: "missing-level", confidence: "possible" } : best;
}

/** True where the key may be empty, and every row hangs on another one that has an owner: a key that is set says more of such a row than whose it is. */
function hangsOnOwned(run: Run, model: Model, row: WrittenRow, keys: readonly OwnerKey[]): boolean {
  const isKept = ({ ownership }: Model): boolean => ownership.kind === "direct" && ownership.keys.some(({ required }) => required);
  return keys.every(({ required }) => !required) && parentsSet(run, model, row).some((parent) => parent.field.required && isKept(parent.model));
}

/** A key of another level, as of the company above a project, that is left out beside the one that is set: who filters by that level does not find the row. */
function unsetLevel(model: Model, row: WrittenRow, keys: readonly OwnerKey[]): OwnerKey | undefined {
  const levels = new Set(keys.filter((key) => setsKey(model, row, key)).map(({ level }) => level));
  return keys.find((key) => !levels.has(key.level) && model.fields.get(key.column)?.defaulted !== true);
}

function keyOpinion(run: Run, state: State, model: Model, row: WrittenRow, key: OwnerKey): Opinion | undefined {
  const link = row.links.find((one) => one.relation === key.relation || relationOf(model, one.relation)?.columns.includes(key.column));
  const pins = link && pinsOf(link.to);
  const relation = link && relationOf(model, link.relation);
  // A relation over several columns, one of them the key: `connect: { id_companyId: { id, companyId } }`.
  const named = relation?.references[relation.columns.indexOf(key.column)];
  const linked = pins?.find(({ column }) => column === named) ?? pins?.at(0);
  const property = linked ? { value: linked.value, mayBeAbsent: linked.optional, node: linked.node } : writtenTo(run, row, key.column);
  if (link && !linked) return settled("scoped", "tenant-relation", `\`${link.relation}\` is linked`);
  if (!property) return undefined;
  const standing = standingOf(run, state, property.value);
  const base: Base = { evidence: [{ node: property.node, text: `\`${key.column}\` is set` }, ...standing.evidence], node: property.node ?? row.node, column: key.column, value: property.value };
  const fromOpaque = property.mayBeAbsent && property.node === undefined;
  if (fromOpaque && standing.kind === "request") return { ...base, verdict: "unscoped", reason: "untrusted-key", confidence: takenOverConfidence(run, row, key.column) };
  if (fromOpaque) return { ...base, verdict: "unknown", reason: "opaque-data", confidence: "possible" };
  if (property.mayBeAbsent) return { ...base, verdict: "unscoped", reason: "optional-key", confidence: "likely" };
  // Null is how shared rows are written on purpose, where the key allows it.
  if (isNullish(property.value) && !mayBeUndefined(property.value)) return { ...base, verdict: "scoped", reason: "tenant-key", confidence: "possible" };
  if (standing.kind === "request") return { ...base, verdict: "unscoped", reason: "untrusted-key", confidence: takenOverConfidence(run, row, key.column) };
  if (!key.required && mayBeNullish(property.value)) return { ...base, verdict: "unscoped", reason: "nullable-key", confidence: "possible" };
  if (standing.kind === "row") return { ...base, verdict: "derived", reason: "follows-row", confidence: "possible" };
  return { ...base, verdict: "scoped", reason: "tenant-key", confidence: "possible" };
}

/** What a key is set to; an object that the client sends sets it only where its validation lets it through. */
function writtenTo(run: Run, row: WrittenRow, column: string): Property | undefined {
  const property = propertyOf(row.columns, column);
  const written = valuesWrittenTo(row.columns, column);
  const kept = written.filter(({ whole }) => !whole || certaintyOf(run, whole, column) !== "absent");
  const [first, ...others] = kept.map(({ value }) => value);
  if (!property || kept.length === written.length) return property;
  return first && { ...property, value: choiceOf([first, ...others], property.value.node), node: kept.find(({ whole }) => !whole)?.node ?? property.node };
}

/** Beside a value of its own, a row takes over what the client sends only where validation lets it through; nobody can tell from here. */
function takenOverConfidence(run: Run, row: WrittenRow, column: string): Confidence {
  const own = keyConfidence(run, "create");
  const isSent = (value: Value): boolean => referencesIn(value).some((one) => originOf(one, run.facts) === "request");
  const written = valuesWrittenTo(row.columns, column);
  const sent = written.filter(({ value }) => isSent(value));
  return sent.length < written.length && sent.every(({ whole }) => whole && isValidated(whole) && certaintyOf(run, whole, column) === "unread") ? "possible" : own;
}

/** True for input that something has looked at, as far as its name says: `c.req.valid("json")`, a procedure's `input`. */
function isValidated({ path }: Reference): boolean {
  return path.some((step) => /valid|pars|^input$/i.test(step));
}

function relationOf(model: Model, relation: string): Field["relation"] {
  return model.fields.get(relation)?.relation;
}

function absentColumn(run: Run, model: Model, row: WrittenRow, column: string, optional: boolean): Opinion {
  const opaque = row.columns.kind === "object" ? opaqueSpreadsOf(row.columns) : row.columns.kind === "choice" ? [] : [row.columns];
  const [spread] = opaque;
  if (spread) {
    return { verdict: "unknown", reason: "opaque-data", confidence: "possible", evidence: [{ node: spread.node ?? row.node, text: "the written columns cannot be read" }], node: row.node, column, value: spread };
  }
  const atHand = tenantAtHand(run, row.node) || (entryOf(run.frame) !== undefined && isSignedIn(run));
  const confidence: Confidence = !atHand || outlivesTenant(run, row) || (optional && isLogin(run, model, row)) ? "possible" : optional ? "likely" : "certain";
  return { verdict: "unscoped", reason: "missing-column", confidence, evidence: [{ node: row.node, text: `\`${column}\` is not set` }], node: row.node, column, value: undefined };
}

/** True for what signs a user in, such as a session: it is the user's, who may be a member of several tenants. */
function isLogin({ facts: { catalog } }: Run, model: Model, { columns }: WrittenRow): boolean {
  const isUsers = ({ name, required }: Field): boolean => required && roleOf(catalog, model, [], name) === "principal" && propertyOf(columns, name)?.mayBeAbsent === false;
  return servesSignIn(model) && [...model.fields.values()].some(isUsers);
}

/** True for a row that says in another column whose it was, written when that tenant is deleted: there is none to name any more. */
function outlivesTenant({ facts: { catalog }, frame: { fn }, accesses }: Run, { columns, node }: WrittenRow): boolean {
  const named = new Set(referencesIn(columns).map(keyOf));
  return [...accesses.values()].some(({ model, operation, filter, node: deletion }) => {
    if (operation !== "delete" || model !== catalog.tenancy.root || !filter || !node || !fn) return false;
    const isBefore = deletion.range[1] <= node.range[0] && contains(fn, deletion);
    return isBefore && (pinsOf(filter) ?? []).flatMap(({ value }) => referencesIn(value)).some((one) => named.has(keyOf(one)));
  });
}
