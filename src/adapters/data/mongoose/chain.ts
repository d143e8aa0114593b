import { Chains } from "../../query/chains.ts";
import { methods } from "./methods.ts";

/** Conditions on the path that `where` named last, or on the one that is given first. */
export const comparisons: ReadonlySet<string> = new Set(["equals", "in", "nin", "ne", "gt", "gte", "lt", "lte", "regex", "exists", "size", "mod", "all", "elemMatch", "near", "within", "intersects"]);

/** Stages of an aggregation as calls. https://mongoosejs.com/docs/api/aggregate.html */
export const stages: ReadonlySet<string> = new Set(["match", "group", "lookup", "unwind", "project", "addFields", "facet", "unionWith", "graphLookup", "replaceRoot", "sample", "sortByCount", "append", "redact", "search", "near"]);

const steps: ReadonlySet<string> = new Set([
  ...comparisons, ...stages, ...methods.keys(),
  ...["where", "or", "and", "nor", "merge", "setQuery", "populate", "orFail", "session", "select", "lean", "sort", "limit", "skip", "read", "hint", "batchSize", "maxTimeMS", "setOptions", "collation", "projection", "project"],
  ...["comment", "allowDiskUse", "transform", "tailable", "readConcern", "writeConcern", "w", "wtimeout", "option", "clone", "sanitizeProjection", "polygon", "box", "circle"],
]);

/** Calls that run the query. */
export const terminals: ReadonlySet<string> = new Set(["exec", "cursor", "toArray", "next", "hasNext", "explain", "stream", "forEach", "eachAsync"]);

/** True for calls that change the query that they are called on. */
export function isInPlace(method: string): boolean {
  return steps.has(method);
}

/** True for a call that the library gives queries, and the project does not. */
export function isOfLibrary(method: string): boolean {
  return steps.has(method) || terminals.has(method);
}

/** The chains of queries, from a model's own method on. */
export const chains = new Chains({
  library: "mongoose",
  starters: new Set([...methods.keys(), "where"]),
  continuations: new Set([...steps, ...terminals]),
  flags: new Set(),
  tableCalls: false,
  // https://mongoosejs.com/docs/guide.html#query-helpers
  ends: /^(?:then|catch|finally)$/,
  changed: () => undefined,
});
