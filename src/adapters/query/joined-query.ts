import type { Filter, Related } from "../../analysis/access.ts";
import type { Catalog } from "../../catalog/catalog.ts";
import { conjuncts, type Condition, type Table } from "./condition.ts";
import { lower, pathTo, type Scope } from "./lower.ts";

/** A table that a query joins. */
export interface Join {
  /** Undefined for a subquery. */
  readonly table: Table | undefined;
  /** True when rows without a partner are kept, so that what `on` says holds no row back. */
  readonly outer: boolean;
  readonly on: Condition;
  /** The relations that lead to it from the query's own table, where the library names them. */
  readonly path?: readonly string[];
}

/** The tables of a query and all that it says of their rows. */
export interface JoinedQuery {
  readonly table: Table;
  readonly joins: readonly Join[];
  readonly where: Condition;
  readonly scope: Scope;
}

/** Tables are found over what their `on` says; those of `from` and of cross joins over the `where`. */
export function joinedQuery(table: Table, joins: readonly Join[], where: Condition, catalog: Catalog): JoinedQuery {
  const paths = new Map<string, readonly string[] | undefined>([[table.key, []]]);
  const scope: Scope = { catalog, paths };
  for (const join of joins) {
    if (!join.table || paths.has(join.table.key)) continue;
    paths.set(join.table.key, join.path ?? pathTo(join.table, { kind: "and", of: [join.on, where] }, scope));
  }
  return { table, joins, where, scope };
}

/** What every row of a query satisfies. */
export function saidBy({ where, joins }: Pick<JoinedQuery, "where" | "joins">): Condition {
  return { kind: "and", of: [...joins.flatMap((join) => (join.outer ? [] : [join.on])), where] };
}

/** The filter on the query's own table. */
export function filterOf(query: JoinedQuery): Filter {
  const said = saidBy(query);
  const isBare = conjuncts(said).every((part) => part.kind === "all" || part.kind === "same");
  return isBare && query.where.kind === "all" && query.joins.length === 0 ? { kind: "all" } : lower(said, query.scope);
}

/** The rows of other tables that it joins. */
export function loadsOf(query: JoinedQuery): readonly Related[] {
  return query.joins.flatMap(({ table }) => {
    const [relation, ...more] = (table && query.scope.paths.get(table.key)) ?? [];
    if (!table || relation === undefined || more.length > 0) return [];
    return [{ kind: "load" as const, relation, model: table.model.name, filter: { kind: "all" as const }, data: [], related: [], node: undefined }];
  });
}
