import type { Filter, Related } from "../../../analysis/access.ts";
import { entriesOf, propertyOf } from "../../../analysis/object-value.ts";
import type { Value } from "../../../analysis/value.ts";
import { isOwned, type Catalog, type Model } from "../../../catalog/catalog.ts";
import { allOf, opaque, optionally } from "../../filter-parts.ts";
import { modelNamed } from "./models.ts";
import { readFilter } from "./filter.ts";
import { isOverKey, isTiedByLet, lookedUp, overLookups, type LookedUp } from "./lookups.ts";
import { readSearch } from "./search.ts";

/** One stage of an aggregation. */
export interface Stage {
  /** With its `$`; absent for what cannot be read. */
  readonly name: string | undefined;
  readonly value: Value;
  /** True when the stage may be left out. */
  readonly optional: boolean;
}

/** What an aggregation reads. https://www.mongodb.com/docs/manual/reference/operator/aggregation-pipeline/ */
export interface Pipeline {
  readonly filter: Filter;
  /** What is said of rows of other collections that come in whatever the filter says. */
  readonly others: readonly Filter[];
  readonly related: readonly Related[];
  /** True where what comes out are the rows, with whatever was added to them. */
  readonly givesRows: boolean;
}

/** The stages of a list; a list that is built elsewhere is one that cannot be read. */
export function stagesOf(value: Value | undefined): readonly Stage[] {
  if (value === undefined) return [];
  if (value.kind !== "list") return value.kind === "constant" ? [] : [{ name: undefined, value, optional: false }];
  return value.items.map(({ value: stage, optional, many }): Stage => {
    const [[name, property] = []] = stage.kind === "object" ? [...entriesOf(stage)] : [];
    return name === undefined || !property ? { name: undefined, value: stage, optional } : { name, value: property.value, optional: optional || many || property.mayBeAbsent };
  });
}

/** Behind these come other things than rows of the model. */
const ending = new Set(["$group", "$bucket", "$bucketAuto", "$facet", "$replaceRoot", "$replaceWith", "$count", "$sortByCount"]);

/** A `$match` narrows whatever came before it, as long as what comes out are still the rows. */
export function readPipeline(stages: readonly Stage[], model: Model, catalog: Catalog): Pipeline {
  const filters: Filter[] = [];
  const others: Filter[] = [];
  const related: Related[] = [];
  const lookups: LookedUp[] = [];
  let givesRows = true;
  for (const [index, { name, value, optional }] of stages.entries()) {
    if (name === undefined && givesRows) filters.push(opaque(value));
    if (name === "$match" && givesRows) filters.push(optionally(overLookups(readFilter(value, model), lookups), optional));
    if (index === 0) filters.push(...readFirst(name, value, model));
    if (name === "$lookup") related.push(...lookupsOf(value, model, catalog));
    const target = name === "$lookup" ? collectionAt(value, "from", catalog) : undefined;
    if (target) lookups.push(...lookedUp(value, model, target));
    if (name === "$unionWith") others.push(...unionOf(value, catalog));
    if (name === "$lookup") others.push(...broughtIn(value, model, catalog));
    if (name === "$graphLookup") others.push(...connected(value, model, catalog));
    if (name === "$facet" && givesRows) filters.push(...facetsOf(value, model, catalog));
    if (name !== undefined && ending.has(name)) givesRows = false;
  }
  const own = allOf(filters);
  return { filter: others.length > 0 && own.kind !== "all" ? branches([own, ...others]) : own, others, related, givesRows };
}

/** Searches stand first and have a filter of their own. */
function readFirst(name: string | undefined, value: Value, model: Model): readonly Filter[] {
  const key = name === "$geoNear" ? "query" : name === "$vectorSearch" ? "filter" : undefined;
  const given = key === undefined ? undefined : propertyOf(value, key)?.value;
  return given ? [readFilter(given, model)] : name === "$search" || name === "$searchMeta" ? [readSearch(value, model)] : [];
}

/** The rows of another collection that a path of these names. */
function lookupsOf(value: Value, model: Model, catalog: Catalog): readonly Related[] {
  const target = collectionAt(value, "from", catalog);
  const field = target && [...model.fields.values()].find(({ relation }) => relation?.model === target.name);
  return target && field ? [{ kind: "load", relation: field.name, model: target.name, filter: { kind: "all" }, data: [], related: [], node: value.node }] : [];
}

/** Rows of another collection that come in beside the model's own. */
function unionOf(value: Value, catalog: Catalog): readonly Filter[] {
  const target = value.kind === "constant" ? collectionNamed(value, catalog) : collectionAt(value, "coll", catalog);
  if (!target || !isOwned(target)) return [];
  return [value.kind === "object" ? readPipeline(stagesOf(propertyOf(value, "pipeline")?.value), target, catalog).filter : { kind: "all" }];
}

/** A lookup without a key that both have reads whatever its own pipeline lets through; so do the lookups inside it. */
function broughtIn(value: Value, model: Model, catalog: Catalog): readonly Filter[] {
  const target = collectionAt(value, "from", catalog);
  if (!target || !isOwned(target)) return [];
  const stages = stagesOf(propertyOf(value, "pipeline")?.value);
  const { filter, others } = readPipeline(stages, target, catalog);
  const isTied = propertyOf(value, "localField") ? isOverKey(value, ["localField", "foreignField"], model, target) : isTiedByLet(propertyOf(value, "let")?.value, stages);
  return isTied ? others : [filter];
}

/** Rows that follow from one another: those that no key leads to are whosever they are. */
function connected(value: Value, model: Model, catalog: Catalog): readonly Filter[] {
  const target = collectionAt(value, "from", catalog);
  if (!target || !isOwned(target) || isOverKey(value, ["startWith", "connectToField"], model, target)) return [];
  return [readFilter(propertyOf(value, "restrictSearchWithMatch")?.value, target)];
}

/** Of the parts of a `$facet` each gives rows. */
function facetsOf(value: Value, model: Model, catalog: Catalog): readonly Filter[] {
  if (value.kind !== "object") return [opaque(value)];
  return [branches([...entriesOf(value).values()].map((part) => readPipeline(stagesOf(part.value), model, catalog).filter))];
}

/** Rows of several kinds; a kind of which nothing is said is one more branch. */
function branches(filters: readonly Filter[]): Filter {
  const of = filters.map((filter): Filter => (filter.kind === "all" ? { kind: "other", column: "_id", value: { kind: "unknown", reason: "all rows" }, node: undefined } : filter));
  return filters.every(({ kind }) => kind === "all") ? { kind: "all" } : { kind: "or", of };
}

function collectionAt(value: Value, key: string, catalog: Catalog): Model | undefined {
  const given = propertyOf(value, key)?.value;
  return given && collectionNamed(given, catalog);
}

/** `"plots"`, and `Plot.collection.name`. */
function collectionNamed(value: Value, catalog: Catalog): Model | undefined {
  if (value.kind === "constant") return typeof value.value === "string" ? [...catalog.models.values()].find(({ library, table }) => library === "mongoose" && table === value.value) : undefined;
  if (value.kind !== "reference") return undefined;
  const name = value.path.find((step) => step !== "collection" && step !== "name" && step !== "collectionName") ?? ("name" in value.root ? value.root.name : undefined);
  return name === undefined ? undefined : modelNamed(name, catalog);
}

