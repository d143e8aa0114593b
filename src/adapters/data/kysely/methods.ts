/** Calls that begin a query on a table. https://kysely-org.github.io/kysely-apidoc/classes/Kysely.html */
export const starters: ReadonlySet<string> = new Set(["selectFrom", "insertInto", "replaceInto", "updateTable", "deleteFrom"]);

const joins = ["innerJoin", "leftJoin", "rightJoin", "fullJoin", "crossJoin", "innerJoinLateral", "leftJoinLateral", "crossJoinLateral", "crossApply", "outerApply", "using", "from"];

/** Calls that run a query: nothing else does, not even `await`. */
export const enders: ReadonlySet<string> = new Set(["execute", "executeTakeFirst", "executeTakeFirstOrThrow", "stream", "compile", "explain"]);

/** Calls that go on with a query, and with the builders that callbacks of `join` and `onConflict` are given. */
export const continuations: ReadonlySet<string> = new Set([
  ...joins,
  ...["where", "whereRef", "having", "havingRef", "on", "onRef", "onTrue", "clearWhere"],
  ...["select", "selectAll", "distinct", "distinctOn", "returning", "returningAll", "output", "outputAll", "clearSelect", "clearReturning"],
  ...["groupBy", "orderBy", "limit", "offset", "fetch", "top", "clearOrderBy", "clearGroupBy", "clearLimit", "clearOffset"],
  ...["values", "columns", "expression", "defaultValues", "set", "onConflict", "onDuplicateKeyUpdate", "ignore", "orIgnore", "orReplace", "orAbort", "orFail", "orRollback", "overwrite"],
  ...["column", "constraint", "doNothing", "doUpdateSet", "union", "unionAll", "intersect", "intersectAll", "except", "exceptAll", "as", "asTuple"],
  ...["forUpdate", "forShare", "forKeyShare", "forNoKeyUpdate", "skipLocked", "noWait", "modifyFront", "modifyEnd", "comment", "with", "withSchema", "withPlugin", "withoutPlugins"],
  ...["$if", "$call", "$castTo", "$narrowType", "$assertType", "$asTuple", "$asScalar", "$notNull", "$pickTables"],
  ...enders,
  "toOperationNode",
]);

/** What joins a table, and whether rows without a partner are kept. */
export function joinKind(method: string): "inner" | "outer" | undefined {
  if (!joins.includes(method)) return undefined;
  return /^(?:left|right|full|outer)/.test(method) ? "outer" : "inner";
}

/** What an expression builder makes: `eb("name", "=", name)`, `eb.and([…])`, `eb.ref("estates.id")`. */
export const expressions: ReadonlySet<string> = new Set(["eb", "and", "or", "not", "exists", "between", "betweenSymmetric", "ref", "val", "lit", "parens", "tuple", "refTuple", "cast", "case", "unary", "neg", "table", "jsonPath"]);
