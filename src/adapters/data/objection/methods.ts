import type { Operation } from "../../../analysis/access.ts";
import { continuations as ofKnex } from "../knex/methods.ts";

/** Calls that begin a query: on a model, on a row, and over a relation of either. */
export const starters: ReadonlySet<string> = new Set(["query", "$query", "$relatedQuery", "relatedQuery"]);

/** What one call of a query does to rows, beside those that only read on. https://vincit.github.io/objection.js/api/query-builder/ */
export interface Verb {
  readonly operation: Operation;
  /** Which argument holds the columns to write. */
  readonly data?: number;
  /** True where that may hold rows of other models under the names of relations. */
  readonly graph?: true;
  /** Which argument is the primary key. */
  readonly key?: number;
}

const create = { operation: "create", data: 0 } as const;
const update = { operation: "update", data: 0 } as const;
const graph = { ...create, graph: true } as const;
const upsert = { operation: "upsert", data: 0, graph: true } as const;
const keyed = { operation: "update", data: 1, key: 0 } as const;
const remove = { operation: "delete" } as const;

export const verbs: ReadonlyMap<string, Verb> = new Map<string, Verb>([
  ["insert", create], ["insertAndFetch", create],
  ["insertGraph", graph], ["insertGraphAndFetch", graph], ["insertWithRelated", graph], ["insertWithRelatedAndFetch", graph],
  ["upsertGraph", upsert], ["upsertGraphAndFetch", upsert],
  ["update", update], ["updateAndFetch", update], ["patch", update], ["patchAndFetch", update],
  ["updateAndFetchById", keyed], ["patchAndFetchById", keyed],
  ["increment", { operation: "update" }], ["decrement", { operation: "update" }],
  ["relate", { operation: "update" }], ["unrelate", { operation: "update" }],
  ["delete", remove], ["deleteById", { ...remove, key: 0 }], ["del", remove], ["truncate", remove],
]);

/** Calls that find one row by its key. */
export const byKey: ReadonlySet<string> = new Set(["findById", "deleteById", "patchAndFetchById", "updateAndFetchById"]);

/** Calls that count or sum instead of reading rows. */
export const counts: ReadonlySet<string> = new Set(["count", "countDistinct", "min", "max", "sum", "sumDistinct", "avg", "avgDistinct", "resultSize"]);

/** Calls after which there is one row, or none. */
export const singles: ReadonlySet<string> = new Set(["first", "findOne", ...byKey]);

const joins = ["", "inner", "left", "leftOuter", "right", "rightOuter", "outer", "fullOuter"];

/** Calls that join what relations lead to: `joinRelated` and its older name. */
export const relationJoins: ReadonlySet<string> = new Set(joins.flatMap((kind) => ["Related", "Relation"].map((end) => (kind === "" ? `join${end}` : `${kind}Join${end}`))));

/** Calls that load what relations lead to; those that join it make its columns known. */
export const graphLoads: ReadonlyMap<string, "fetched" | "joined"> = new Map([
  ["withGraphFetched", "fetched"], ["withGraphJoined", "joined"],
  ["eager", "fetched"], ["mergeEager", "fetched"], ["joinEager", "joined"], ["mergeJoinEager", "joined"],
] as const);

/** Calls that go on with a query. */
export const continuations: ReadonlySet<string> = new Set([
  ...[...ofKnex].filter((method) => !starters.has(method)),
  ...verbs.keys(), ...singles, ...counts, ...relationJoins, ...graphLoads.keys(),
  ...["findByIds", "for", "alias", "aliasFor", "allowGraph", "clearAllowGraph", "clearWithGraph", "modifyGraph", "modifyEager", "modifiers", "page", "range", "throwIfNotFound", "skipUndefined"],
  ...["whereComposite", "whereInComposite", "whereNotInComposite", "whereWrapped", "havingWrapped", "onBuild", "onBuildKnex", "runBefore", "runAfter", "onError", "context", "clearContext", "castTo", "bind", "execute"],
  ...["forUpdate", "forShare", "applyFilter", "applyModifier", "orderByRaw", "updateFrom", "columnInfo", "toKnexQuery", "withWhereRaw"],
]);

/** Calls on a query that give no query, and those of rows. */
export const ends = /^(?:then|catch|finally|toString|toSQL|toJSON|modelClass|tableNameFor|tableRefFor|tableRef|isExecutable|clone[A-Z]\w*|is[A-Z]\w*|has[A-Z]\w*|has|\$\w*|map|filter|forEach|length)$/;
