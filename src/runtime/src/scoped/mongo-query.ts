import type { Owner } from "./owned-by.ts";
import { refuseOperation, refuseScoped } from "./scope-refused-error.ts";
import { checkTenant } from "./stamp.ts";
import { isObject, mapValues } from "../values.ts";

/** A document, a filter, an update or a stage of a pipeline. */
export type Fields = Readonly<Record<string, unknown>>;

/** A collection whose documents have to be the tenant's. */
export interface OwnedCollection extends Owner {
  /** The tenant's id as the documents hold it, such as an ObjectId. */
  readonly value: unknown;
}

/** The filter and the tenant's own condition; an `$or` beside it cannot widen it. */
export function narrowedFilter(filter: unknown, { key, value }: OwnedCollection): Fields {
  const theirs = (filter ?? {}) as Fields;
  return Object.hasOwn(theirs, key) ? { $and: [theirs, { [key]: value }] } : { ...theirs, [key]: value };
}

/** Refuses a value of the tenant key that is not the tenant's. */
export function checkKey(value: unknown, owned: OwnedCollection): void {
  // An ObjectId, for one; what a plain object says of itself is no tenant's id.
  checkTenant(isObject(value) ? (value as { toString(): string }).toString() : value, owned);
}

/** The document itself, with the tenant's id in it, as drivers put the `_id` into it. */
export function stampDocument(document: unknown, owned: OwnedCollection): object {
  const row = document as Record<string, unknown>;
  checkKey(row[owned.key], owned);
  row[owned.key] = owned.value;
  return row;
}

/** The update, which leaves the tenant key as it is: checked when it has operators, put right at the end when it is a pipeline. */
export function scopedUpdate(update: unknown, owned: OwnedCollection): unknown {
  const { key, value, operation } = owned;
  if (Array.isArray(update)) return [...(update as unknown[]), { $set: { [key]: { $literal: value } } }];
  for (const [operator, changes] of Object.entries((update ?? {}) as Record<string, Fields>)) {
    for (const [path, change] of Object.entries(changes)) {
      const isSet = path === key && (operator === "$set" || operator === "$setOnInsert");
      if (isSet) checkKey(change, owned);
      else if (path.split(".")[0] === key || (operator === "$rename" && change === key)) throw refuseOperation(operation, `leave ${key} out of ${operator}`);
    }
  }
  return update;
}

type OwnedByName = (collection: string) => OwnedCollection | undefined;

/** The pipeline on documents of the tenant, joined with documents of the tenant; on a shared collection without `owned`. */
export function narrowedPipeline(pipeline: readonly Fields[], owned: OwnedCollection | undefined, byName: OwnedByName): Fields[] {
  const stages = pipeline.map((stage) => narrowedStage(stage, owned, byName));
  if (owned === undefined) return stages;
  const [first, ...rest] = stages;
  const [[name, body] = []] = Object.entries(first ?? {}) as [string, Fields][];
  // These two work only where they stand first; MongoDB itself refuses others, such as $search, behind a $match.
  if (name === "$match") return [{ $match: narrowedFilter(body, owned) }, ...rest];
  if (name === "$geoNear") return [{ $geoNear: { ...body, query: narrowedFilter(body?.["query"], owned) } }, ...rest];
  return [{ $match: narrowedFilter({}, owned) }, ...stages];
}

function narrowedStage(stage: Fields, owned: OwnedCollection | undefined, byName: OwnedByName): Fields {
  const [name, body] = Object.entries(stage)[0] ?? ["", {}];
  const options = body as Fields;
  const within = (pipeline: unknown, other: OwnedCollection | undefined): Fields[] => narrowedPipeline((pipeline ?? []) as Fields[], other, byName);
  if (name === "$facet") return { $facet: mapValues(options, (pipeline) => within(pipeline, undefined)) };
  if (name === "$lookup" || name === "$unionWith") {
    const join = (typeof body === "string" ? { coll: body } : body) as Fields;
    const collection = join["from"] ?? join["coll"];
    const other = collection === undefined ? undefined : byName(nameOf(collection));
    // A join by two fields may have a pipeline too, since MongoDB 5.
    return other === undefined && join["pipeline"] === undefined ? stage : { [name]: { ...join, pipeline: within(join["pipeline"], other) } };
  }
  if (["$out", "$merge", "$graphLookup"].includes(name)) refuseScoped(owned?.operation ?? "aggregate", `leave ${name} out`);
  return stage;
}

function nameOf(collection: unknown): string {
  // A collection of another database has no model here.
  return typeof collection === "string" ? collection : JSON.stringify(collection);
}
