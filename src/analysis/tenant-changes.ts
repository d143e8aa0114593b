import type { Model } from "../catalog/catalog.ts";
import type { Access, Related, WrittenRow } from "./access.ts";
import { whereSet } from "./interpret/conditions.ts";
import type { Run, WrittenName } from "./interpret/run.ts";
import type { State } from "./interpret/state.ts";
import { isBelowAnother } from "./key-levels.ts";
import { keyConfidence, requestConfidence } from "./judge-confidence.ts";
import type { Confidence } from "./judgement.ts";
import { objectOf } from "./object-value.ts";
import type { Opinion } from "./opinion.ts";
import { pinsOf } from "./pins.ts";
import { standingOf } from "./standing.ts";
import { certaintyOf } from "./taken-over.ts";
import type { Value } from "./value.ts";
import { valuesWrittenTo, type WrittenValue } from "./written-values.ts";

/** A tenant key that an update sets to what the client sends, or to what is passed in, which its callers answer for. */
export interface TenantChange {
  readonly model: Model;
  readonly column: string;
  /** True where the column is not named: an object that is taken over as it is may hold it. */
  readonly whole: boolean;
  /** The object that holds the column: one with it alone, or the one that is taken over. */
  readonly columns: Value;
  readonly opinion: Opinion;
}

/** The updates of an access that may move a row to a tenant of the client's choice. */
export function tenantChanges(run: Run, state: State, access: Access): readonly TenantChange[] {
  const model = run.facts.catalog.models.get(access.model);
  if (!model) return [];
  // The row that an upsert creates with the same key is reported already.
  const created = access.data.some(({ kind }) => kind === "create");
  return [...access.data.flatMap((row) => ofRow(run, state, model, row, created)), ...access.related.flatMap((related) => ofRelated(run, state, related))];
}

function ofRelated(run: Run, state: State, related: Related): readonly TenantChange[] {
  const model = run.facts.catalog.models.get(related.model);
  if (!model || related.kind !== "update") return [];
  return [...related.data.flatMap((row) => ofRow(run, state, model, row, false)), ...related.related.flatMap((one) => ofRelated(run, state, one))];
}

function ofRow(run: Run, state: State, model: Model, row: WrittenRow, created: boolean): readonly TenantChange[] {
  const { ownership } = model;
  if (row.kind !== "update" || (ownership.kind !== "direct" && ownership.kind !== "root")) return [];
  const changes = ownership.keys.flatMap((key): readonly TenantChange[] => {
    if (isBelowAnother(run.facts.catalog, model, row, key.column)) return [];
    const link = row.links.find(({ relation }) => relation === key.relation);
    const linked = link ? (pinsOf(link.to) ?? []).map(({ value, node }): WrittenValue => ({ value, chosenFrom: value, node: node ?? link.node, whole: undefined })) : [];
    const written = [...linked, ...valuesWrittenTo(row.columns, key.column)];
    const fault = faultOf(run, state, [...written, ...wholesOf(row.columns, LINKING.has(model.library) ? key.relation : undefined, written)], key.column, created);
    return fault ? [{ ...fault, model, opinion: { ...fault.opinion, node: fault.opinion.node ?? row.node } }] : [];
  });
  // One spread that may bring several keys is one fault.
  return changes.filter((change, index) => changes.findIndex(({ opinion }) => opinion.node === change.opinion.node) === index);
}

/** Libraries whose rows are written with the rows that they hang on, by the relation: `team: { connect: { id } }`, `team: { id }`. */
const LINKING: ReadonlySet<string> = new Set(["prisma", "typeorm", "mikro-orm"]);

/** Objects that may bring the tenant's relation; Prisma refuses it beside the column. */
function wholesOf(columns: Value, relation: string | undefined, written: readonly WrittenValue[]): readonly WrittenValue[] {
  if (relation === undefined || written.some(({ whole }) => !whole)) return [];
  return valuesWrittenTo(columns, relation).filter(({ whole }) => whole !== undefined);
}

/** What is wrong with what an object that is written sets the tenant key to, if anything is. */
export function changeIn(run: Run, state: State, { model, column, columns }: WrittenName): TenantChange | undefined {
  const fault = faultOf(run, state, valuesWrittenTo(columns, column), column, false);
  return fault && { ...fault, model };
}

function faultOf(run: Run, state: State, values: readonly WrittenValue[], key: string, created: boolean): Omit<TenantChange, "model"> | undefined {
  for (const { value, chosenFrom, node, whole } of values) {
    const standing = standingOf(run, whereSet(run, state, [chosenFrom]), value);
    // A property by the tenant's name tells nothing of what else an object may hold.
    const isOwed = standing.kind === "parameter" || (standing.kind === "argument" && whole !== undefined && !standing.checked);
    if ((standing.kind !== "request" && !isOwed) || (created && !whole)) continue;
    const column = whole && value.kind === "reference" ? (value.path.at(-1) ?? key) : key;
    const certainty = whole ? certaintyOf(run, whole, column) : "written";
    if (certainty === "absent") continue;
    // Whoever checks the tenant that a request names does so for the rows it reaches, seldom for one hidden in its body.
    const confidence: Confidence = certainty !== "written" ? "possible" : whole ? requestConfidence(run, "update") : keyConfidence(run, "update");
    const evidence = [{ node, text: whole ? `\`${column}\` may be among what is taken over as it is` : `\`${column}\` is set` }, ...standing.evidence];
    const verdict = isOwed ? "caller" : "unscoped";
    return { column, whole: whole !== undefined, columns: whole ?? objectOf({ [column]: chosenFrom }), opinion: { verdict, reason: "tenant-change", confidence, evidence, node, column, value: whole ?? value } };
  }
  return undefined;
}
