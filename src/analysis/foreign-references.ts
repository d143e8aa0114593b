import type { Field, Model } from "../catalog/catalog.ts";
import { isOwned } from "../catalog/catalog.ts";
import type { Node } from "../syntax/source-file.ts";
import type { Access, Filter, Related, WrittenRow } from "./access.ts";
import { roleOf } from "./column-role.ts";
import { whereSet } from "./interpret/conditions.ts";
import type { Run, WrittenName } from "./interpret/run.ts";
import { entryOf } from "./interpret/run.ts";
import type { State } from "./interpret/state.ts";
import { isBelowAnother } from "./key-levels.ts";
import { requestConfidence } from "./judge-confidence.ts";
import { filterOpinion } from "./judge-filter.ts";
import { referencesIn, unknown } from "./make-value.ts";
import { isNullish, objectOf } from "./object-value.ts";
import type { Opinion } from "./opinion.ts";
import { pinsOf } from "./pins.ts";
import { isSignedIn, standingOf } from "./standing.ts";
import { certaintyOf } from "./taken-over.ts";
import type { Reference, Value } from "./value.ts";
import { valuesWrittenTo } from "./written-values.ts";

/** A column or link by which a written row names a row of another model. */
export interface ForeignReference {
  readonly model: Model;
  readonly column: string;
  readonly target: Model;
  /** True where the column is not named: an object that is taken over as it is holds it. */
  readonly whole: boolean;
  /** The object that holds the column: one with it alone, or the one that is taken over. */
  readonly columns: Value;
  readonly opinion: Opinion;
}

/** Rows of other owned models that a write names by ids which nothing ties to the tenant. */
export function foreignReferences(run: Run, state: State, access: Access): readonly ForeignReference[] {
  const { models } = run.facts.catalog;
  const model = models.get(access.model);
  const ofRows = model ? access.data.flatMap((row) => ofRow(run, state, access, model, row)) : [];
  return withoutTwins([...ofRows, ...(model ? access.related.flatMap((related) => ofRelated(run, state, access, model, related)) : [])]);
}

/** An upsert that creates and updates with the same id has one fault. */
function withoutTwins(references: readonly ForeignReference[]): readonly ForeignReference[] {
  const placeOf = ({ model, column, opinion }: ForeignReference): string => `${model.name}.${column} ${opinion.evidence.at(-1)?.text ?? ""}`;
  return references.filter((one, index) => references.findIndex((other) => placeOf(other) === placeOf(one)) === index);
}

function ofRelated(run: Run, state: State, access: Access, parent: Model, related: Related): readonly ForeignReference[] {
  const model = run.facts.catalog.models.get(related.model);
  if (!model || related.kind === "load") return [];
  const inner = [...related.data.flatMap((row) => ofRow(run, state, access, model, row)), ...related.related.flatMap((one) => ofRelated(run, state, access, model, one))];
  if (related.kind !== "connect" || !related.filter || !isForeign(run, model)) return inner;
  const opinion = opinionOfTarget(run, whereLinked(run, state, related.filter), access, model, related.filter);
  return opinion ? [linkedBy(parent, related.relation, model, opinion, related.node), ...inner] : inner;
}

function ofRow(run: Run, state: State, access: Access, model: Model, row: WrittenRow): readonly ForeignReference[] {
  const linked = row.links.flatMap(({ relation, to, node }) => {
    const field = model.fields.get(relation);
    const target = field?.relation && run.facts.catalog.models.get(field.relation.model);
    if (!target || !isForeign(run, target) || namesOwner(run, model, row, relation, field.relation.columns)) return [];
    const opinion = opinionOfTarget(run, whereLinked(run, state, to), access, target, to);
    return opinion ? linkedBy(model, relation, target, opinion, node) : [];
  });
  const written = [...model.fields.values()].flatMap((field) => ofColumn(run, state, access, model, row, field) ?? []);
  return [...linked, ...written];
}

function linkedBy(model: Model, relation: string, target: Model, opinion: Opinion, node: Node | undefined): ForeignReference {
  return { model, column: relation, target, whole: false, columns: objectOf({ [relation]: opinion.value ?? unknown("a link") }), opinion: { ...opinion, node: node ?? opinion.node } };
}

function ofColumn(run: Run, state: State, access: Access, model: Model, row: WrittenRow, { name, references, list }: Field): ForeignReference | undefined {
  const target = references === undefined || list ? undefined : run.facts.catalog.models.get(references);
  if (!target || !isForeign(run, target) || namesOwner(run, model, row, name, [name])) return undefined;
  const found = referenceIn(run, state, { access, model, column: name, target, columns: row.columns });
  return found && { ...found, opinion: { ...found.opinion, node: found.opinion.node ?? row.node } };
}

/** What is wrong with what a column of a written row names, if anything is. */
export function referenceIn(run: Run, state: State, { access, model, column, target, columns }: WrittenName & { readonly target: Model }): ForeignReference | undefined {
  const key = keyNamedBy(model, column, target);
  for (const { value, chosenFrom, node, whole } of valuesWrittenTo(columns, column)) {
    if (isNullish(value) || key === undefined) continue;
    const opinion = opinionOfTarget(run, whereSet(run, state, [chosenFrom]), access, target, { kind: "equals", column: key, value, optional: false, whenUndefined: "matches-nothing", node });
    const certainty = opinion && whole ? certaintyOf(run, whole, column) : "written";
    if (!opinion || certainty === "absent") continue;
    const confidence = certainty === "written" ? opinion.confidence : "possible";
    return { model, column, target, whole: whole !== undefined, columns: whole ?? objectOf({ [column]: chosenFrom }), opinion: { ...opinion, node, confidence } };
  }
  return undefined;
}

/** The column of the other model that a column holds. */
function keyNamedBy(model: Model, column: string, target: Model): string | undefined {
  const [relation] = [...model.fields.values()].flatMap((field) => (field.relation?.model === target.name && field.relation.columns.includes(column) ? field.relation : []));
  return relation?.references[relation.columns.indexOf(column)] ?? target.id[0];
}

/** Users and shared rows are everybody's to name. */
function isForeign(run: Run, target: Model): boolean {
  return isOwned(target) && target.name !== run.facts.catalog.tenancy.principal?.model;
}

/**
 * True for what says whose the row itself is, which other rules ask about, and for keys that the database holds together
 * with the tenant's: `fields: [companyId, clientId]` cannot name a foreign client. A project's key beside its company's
 * names one of the company's projects.
 */
function namesOwner(run: Run, model: Model, row: WrittenRow, name: string, columns: readonly string[]): boolean {
  const { catalog } = run.facts;
  const isOwner = (column: string): boolean => ["tenant", "principal"].includes(roleOf(catalog, model, [], column) ?? "") && !isBelowAnother(catalog, model, row, column);
  if (isOwner(name) || columns.some(isOwner)) return true;
  return [...model.fields.values()].some(({ relation }) => relation !== undefined && columns.some((column) => relation.columns.includes(column)) && relation.columns.some(isOwner));
}

/** The state for a link, which is made only where what it is found by is set. */
function whereLinked(run: Run, state: State, filter: Filter): State {
  return whereSet(run, state, (pinsOf(filter) ?? []).map(({ value }) => value));
}

/** What is wrong with naming the rows that a filter finds, as if they were looked up by it; undefined when nothing is. */
function opinionOfTarget(run: Run, state: State, access: Access, target: Model, filter: Filter): Opinion | undefined {
  const opinion = filterOpinion(run, state, { ...access, filter, unique: true }, target, filter);
  const standing = opinion.value && standingOf(run, state, opinion.value);
  const reference = standing && "reference" in standing ? standing.reference : undefined;
  if (opinion.verdict === "caller") return opinion;
  if (opinion.reason === "follows-row") return opinionOfLoad(run, access, opinion);
  if (opinion.verdict !== "unscoped") return undefined;
  const value = reference ?? opinion.value;
  switch (opinion.reason) {
    case "ignored-tenant":
      return { ...opinion, value, verdict: "caller", reason: "parameter", confidence: "possible" };
    case "natural-key":
    case "request-id":
    case "untrusted-key":
      // Forms that anybody may fill in hand their rows to whomever they name.
      return { ...opinion, value, reason: "foreign-reference", confidence: isKnownCaller(run) ? opinion.confidence : "possible" };
    default:
      return undefined;
  }
}

/** A row that was only looked for by an id of the request: that there is one says nothing of whose it is. What more is taken from it, its load is blamed for. */
function opinionOfLoad(run: Run, access: Access, opinion: Opinion): Opinion | undefined {
  const { value } = opinion;
  if (value?.kind !== "reference" || value.root.kind !== "row") return undefined;
  const load = run.judgements.get(value.root.access.node);
  if (load?.verdict !== "unscoped" || load.reason !== "request-id" || load.value?.kind !== "reference") return undefined;
  const taken = access.data.flatMap((row) => referencesIn(row.columns)).filter(({ root }) => root === value.root);
  const isKey = (one: Reference): boolean => pinsOf(load.access.filter ?? { kind: "all" })?.some(({ path, column }) => path.length === 0 && one.path.length === 1 && column === one.path[0]) === true;
  if (![value, ...taken].every(isKey)) return undefined;
  return { ...opinion, verdict: "unscoped", reason: "foreign-reference", value: load.value, evidence: [...opinion.evidence, ...load.evidence], confidence: isKnownCaller(run) ? requestConfidence(run, "create") : "possible" };
}

function isKnownCaller(run: Run): boolean {
  return entryOf(run.frame) !== undefined && isSignedIn(run);
}
