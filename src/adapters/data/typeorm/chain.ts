import { Chains } from "../../query/chains.ts";

/** Calls that change the builder they are called on and give it back. https://typeorm.io/docs/query-builder/select-query-builder */
const joins = ["left", "inner"].flatMap((kind) => ["", "AndSelect", "AndMapOne", "AndMapMany"].map((rest) => `${kind}Join${rest}`));
const wheres = ["where", "andWhere", "orWhere", "whereInIds", "andWhereInIds", "orWhereInIds", "whereExists", "andWhereExists", "orWhereExists", "having", "andHaving", "orHaving"];
const verbs = ["select", "insert", "update", "delete", "softDelete", "restore"];
const steps: ReadonlySet<string> = new Set([
  ...joins, ...wheres, ...verbs,
  ...["addSelect", "distinct", "distinctOn", "from", "addFrom", "fromDummy", "orderBy", "addOrderBy", "groupBy", "addGroupBy", "limit", "offset", "take", "skip", "cache", "comment"],
  ...["setParameter", "setParameters", "setFindOptions", "setLock", "setOnLocked", "withDeleted", "useIndex", "useTransaction", "setQueryRunner", "loadRelationIdAndMap", "loadRelationCountAndMap", "loadAllRelationIds"],
  ...["into", "values", "set", "onConflict", "orIgnore", "orUpdate", "returning", "output", "updateEntity", "callListeners", "whenEntity", "timeTravelQuery", "addCommonTableExpression", "maxExecutionTime"],
]);

/** Calls that give the text of a query, or what its parameters stand for, and run nothing. */
const texts = ["getQuery", "getSql", "getParameters"];

/** Calls that say whose relation is read or written. https://typeorm.io/docs/query-builder/relational-query-builder */
const relations = ["relation", "of"];

/** Calls that run a query about a relation; `set` also says what an update writes. */
export const relationTerminals: ReadonlySet<string> = new Set(["add", "set", "remove", "addAndRemove", "loadOne", "loadMany"]);

/** Calls that run the query. */
export const terminals: ReadonlySet<string> = new Set(["getOne", "getOneOrFail", "getMany", "getManyAndCount", "getRawOne", "getRawMany", "getRawAndEntities", "getCount", "getExists", "stream", "execute"]);

/** True for calls that go on with a query and run nothing. */
export function isStep(method: string): boolean {
  return steps.has(method) || method === "clone" || starters.has(method) || texts.includes(method) || relations.includes(method);
}

/** True for calls that change the builder they are called on; repositories have the verbs too, so those change nothing that is held. */
export function isInPlace(method: string): boolean {
  return steps.has(method) && !verbs.includes(method);
}

/** Calls that begin a query. */
const starters: ReadonlySet<string> = new Set(["createQueryBuilder", "subQuery"]);

/** The chains of query builders, from `createQueryBuilder` on. */
export const chains = new Chains({
  library: "typeorm",
  starters,
  continuations: new Set([...steps, ...terminals, ...texts, ...relations, ...relationTerminals, "clone"]),
  flags: new Set(),
  tableCalls: false,
  changed: () => undefined,
});
