/** Properties that change what the next condition does. */
export const flags: ReadonlySet<string> = new Set(["or", "and", "not"]);

/** Calls on a handle that begin a query. https://knexjs.org/guide/query-builder */
export const starters: ReadonlySet<string> = new Set([
  ...["from", "into", "table", "select", "column", "columns", "distinct", "insert", "update", "with", "withRecursive", "withMaterialized", "withSchema"],
  ...["queryBuilder", "batchInsert", "count", "max", "min", "sum", "avg", "first", "pluck", "del", "delete"],
]);

const wheres = ["", "Not", "In", "NotIn", "Null", "NotNull", "Exists", "NotExists", "Between", "NotBetween", "Raw", "Column", "Like", "ILike", "JsonObject", "JsonPath", "JsonSupersetOf", "JsonSubsetOf"];
const ons = ["", "Val", "In", "NotIn", "Null", "NotNull", "Exists", "NotExists", "Between", "NotBetween", "JsonPathEquals"];
const joins = ["join", "innerJoin", "leftJoin", "leftOuterJoin", "rightJoin", "rightOuterJoin", "outerJoin", "fullOuterJoin", "crossJoin", "joinRaw"];

/** Calls that count or sum instead of reading rows. */
export const aggregates: ReadonlySet<string> = new Set(["count", "countDistinct", "min", "max", "sum", "sumDistinct", "avg", "avgDistinct"]);

/** Calls that go on with a query. */
export const continuations: ReadonlySet<string> = new Set([
  ...starters, ...aggregates, ...joins,
  ...["where", "andWhere", "orWhere", "having", "andHaving", "orHaving"].flatMap((stem) => wheres.map((kind) => `${stem}${kind}`)),
  ...["on", "andOn", "orOn"].flatMap((stem) => ons.map((kind) => `${stem}${kind}`)),
  ...["clearWhere", "clear", "clearSelect", "clearOrder", "clearHaving", "clearCounters", "clearGroup"],
  ...["distinctOn", "groupBy", "groupByRaw", "orderBy", "orderByRaw", "limit", "offset", "fromRaw", "fromJS", "partition", "using", "type"],
  ...["increment", "decrement", "truncate", "returning", "onConflict", "merge", "ignore", "upsert", "jsonInsert", "jsonSet", "jsonRemove", "jsonExtract"],
  ...["union", "unionAll", "intersect", "except", "as", "modify", "clone", "transacting", "forUpdate", "forShare", "forNoKeyUpdate", "forKeyShare", "skipLocked", "noWait"],
  ...["timeout", "connection", "options", "debug", "queryContext", "comment", "hintComment", "rank", "denseRank", "rowNumber"],
]);

/** Calls that only say where and how a query runs: without any other, it is a table and no query yet. */
export const surroundings: ReadonlySet<string> = new Set(["as", "transacting", "withSchema", "queryBuilder", "clone", "queryContext", "from", "into", "table"]);

/** What joins a table, and whether rows without a partner are kept. */
export function joinKind(method: string): "inner" | "outer" | undefined {
  if (!joins.includes(method)) return undefined;
  return /^(?:join|inner|cross)/.test(method) ? "inner" : "outer";
}
