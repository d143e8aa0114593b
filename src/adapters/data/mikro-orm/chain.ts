import { Chains } from "../../query/chains.ts";

/** Calls that change the builder they are called on and give it back. https://mikro-orm.io/docs/query-builder */
const steps: ReadonlySet<string> = new Set([
  ...["select", "addSelect", "distinct", "distinctOn", "insert", "update", "delete", "truncate", "count", "from", "as"],
  ...["join", "innerJoin", "leftJoin", "joinAndSelect", "innerJoinAndSelect", "leftJoinAndSelect", "joinLateral", "leftJoinLateral", "innerJoinLateral"],
  ...["where", "andWhere", "orWhere", "having", "andHaving", "orHaving", "orderBy", "andOrderBy", "groupBy", "limit", "offset", "populate"],
  ...["onConflict", "merge", "ignore", "returning", "applyFilters", "withSubQuery", "setFlag", "unsetFlag", "setLockMode", "setFlushMode", "cache", "comment", "hintComment", "indexHint", "with"],
]);

/** Calls that run the query. */
export const terminals: ReadonlySet<string> = new Set(["execute", "getResult", "getResultList", "getSingleResult", "getResultAndCount", "getCount", "getMappedResult", "stream"]);

export function isStep(method: string): boolean {
  return steps.has(method) || method === "clone";
}

/** True for calls that change the builder they are called on; managers have verbs too, so those change nothing that is held. */
export function isInPlace(method: string): boolean {
  return steps.has(method) && !/^(?:insert|update|delete|count|populate|merge)$/.test(method);
}

/** The chains of query builders, from `createQueryBuilder` on. */
export const chains = new Chains({
  library: "mikro-orm",
  starters: new Set(["createQueryBuilder", "qb"]),
  continuations: new Set([...steps, ...terminals, "clone"]),
  flags: new Set(),
  tableCalls: false,
  changed: () => undefined,
});
