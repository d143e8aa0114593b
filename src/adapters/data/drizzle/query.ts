import type { Filter, Related } from "../../../analysis/access.ts";
import type { Value } from "../../../analysis/value.ts";
import type { Chain, Step } from "./chain.ts";
import { always, readCondition, type Condition, type Reading } from "./conditions.ts";
import { conjuncts, lower, pathTo, type Scope } from "./lower.ts";
import { tableOf, type Table } from "./tables.ts";

/** A chain's query: its tables and all that it says of their rows. */
export interface Query {
  readonly start: Step;
  readonly steps: readonly Step[];
  readonly table: Table;
  readonly joins: readonly Join[];
  /** The last `where` counts: each replaces the one before. */
  readonly where: Condition;
  readonly scope: Scope;
}

interface Join {
  /** Undefined for a subquery. */
  readonly table: Table | undefined;
  /** True when rows without a partner are kept, so that what `on` says holds no row back. */
  readonly outer: boolean;
  readonly on: Condition;
}

/** The query that a chain is, when it is on a table that is known. */
export function queryOf({ steps }: Chain, reading: Reading): Query | undefined {
  const [start] = steps;
  const from = start && (/^select/.test(start.method) ? steps.find((step) => step.method === "from") : start);
  const table = tableOf(from?.args[0], reading.facts);
  if (!start || !table) return undefined;
  const prepared = { ...reading, given: reading.given ?? givenTo(steps) };
  const joins = steps.flatMap((step) => joinOf(step, start, prepared) ?? []);
  const where = start.method === "$count" ? start.args[1] : steps.findLast((step) => step.method === "where")?.args[0];
  const condition = readCondition(where, prepared);
  return { start, steps, table, joins, where: condition, scope: scopeOf(table, joins, condition, prepared) };
}

/** What `execute`, `all`, `get` or `run` gives a prepared query for its placeholders. */
function givenTo(steps: readonly Step[]): Value | undefined {
  return steps.some((step) => step.method === "prepare") ? steps.findLast((step) => /^(?:execute|all|get|run)$/.test(step.method))?.args[0] : undefined;
}

function joinOf({ method, args }: Step, start: Step, reading: Reading): Join | undefined {
  const [, kind] = /^(inner|left|right|full|cross)Join/.exec(method) ?? [];
  const isSecondTable = method === "from" && start.method === "update";
  if (kind === undefined && !isSecondTable) return undefined;
  return { table: tableOf(args[0], reading.facts), outer: kind === "left" || kind === "right" || kind === "full", on: readCondition(args[1], reading) };
}

/** Tables are found over what their `on` says; those of `from` and of cross joins over the `where`. */
function scopeOf(table: Table, joins: readonly Join[], where: Condition, reading: Reading): Scope {
  const paths = new Map<string, readonly string[] | undefined>([[table.key, []]]);
  const scope: Scope = {
    catalog: reading.facts.catalog,
    paths,
    inner: ({ chain }) => {
      const query = queryOf(chain, reading);
      return query && { table: query.table, condition: saidBy(query) };
    },
  };
  for (const join of joins) {
    if (!join.table || paths.has(join.table.key)) continue;
    paths.set(join.table.key, pathTo(join.table, { kind: "and", of: [join.on, where] }, scope));
  }
  return scope;
}

/** What every row of a query satisfies. */
export function saidBy({ where, joins }: Pick<Query, "where" | "joins">): Condition {
  return { kind: "and", of: [...joins.flatMap((join) => (join.outer ? [] : [join.on])), where] };
}

/** The filter on the query's own table. */
export function filterOf(query: Query): Filter {
  const said = saidBy(query);
  const isBare = conjuncts(said).every((part) => part.kind === always.kind || part.kind === "same");
  return isBare && query.where.kind === "all" && query.joins.length === 0 ? { kind: "all" } : lower(said, query.scope);
}

/** The rows of other tables that it joins. */
export function loadsOf(query: Query): readonly Related[] {
  return query.joins.flatMap(({ table }) => {
    const [relation, ...more] = (table && query.scope.paths.get(table.key)) ?? [];
    if (!table || relation === undefined || more.length > 0) return [];
    return [{ kind: "load" as const, relation, model: table.model.name, filter: { kind: "all" as const }, data: [], related: [], node: undefined }];
  });
}
