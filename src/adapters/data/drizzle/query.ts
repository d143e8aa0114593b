import type { Value } from "../../../analysis/value.ts";
import type { Catalog, Model } from "../../../catalog/catalog.ts";
import type { Chain, Step } from "./chain.ts";
import { joinedQuery, saidBy, type Join, type JoinedQuery } from "../../query/joined-query.ts";
import { readCondition, type Reading } from "./conditions.ts";
import { modelsOf, tableOf } from "./tables.ts";

/** A chain's query: its tables and all that it says of their rows. */
export interface Query extends JoinedQuery {
  readonly start: Step;
  readonly steps: readonly Step[];
}

/** The query that a chain is, when it is on a table that is known. */
export function queryOf({ steps }: Chain, reading: Reading): Query | undefined {
  const [start] = steps;
  const table = tableOf(subjectOf(steps), reading.tables);
  if (!start || !table) return undefined;
  const prepared = { ...reading, given: reading.given ?? givenTo(steps) };
  const joins = steps.flatMap((step) => joinOf(step, start, prepared) ?? []);
  // The last `where` counts: each replaces the one before.
  const where = start.method === "$count" ? start.args[1] : steps.findLast((step) => step.method === "where")?.args[0];
  return { start, steps, ...joinedQuery(table, joins, readCondition(where, prepared), reading.tables.catalog) };
}

/** What a chain reads from or writes to. */
function subjectOf(steps: readonly Step[]): Value | undefined {
  const [start] = steps;
  const from = start && /^select/.test(start.method) ? steps.find((step) => step.method === "from") : start;
  return from?.args[0];
}

/** The models that a chain may be about, where it is on one of several tables; what it inserts into one is not followed. */
export function modelsChosenBy({ steps }: Chain, catalog: Catalog): readonly Model[] {
  const subject = steps[0]?.method === "insert" ? undefined : subjectOf(steps);
  return subject?.kind === "choice" ? modelsOf(subject, { catalog }) : [];
}

/** What `execute`, `all`, `get` or `run` gives a prepared query for its placeholders. */
function givenTo(steps: readonly Step[]): Value | undefined {
  return steps.some((step) => step.method === "prepare") ? steps.findLast((step) => /^(?:execute|all|get|run)$/.test(step.method))?.args[0] : undefined;
}

function joinOf({ method, args }: Step, start: Step, reading: Reading): Join | undefined {
  const [, kind] = /^(inner|left|right|full|cross)Join/.exec(method) ?? [];
  const isSecondTable = method === "from" && start.method === "update";
  if (kind === undefined && !isSecondTable) return undefined;
  return { table: tableOf(args[0], reading.tables), outer: kind === "left" || kind === "right" || kind === "full", on: readCondition(args[1], reading) };
}

/** What reading a query may ask; of the tables that code chooses from, `chosen` is looked at. */
export function readingOf(catalog: Catalog, chosen?: Model): Reading {
  const reading: Reading = {
    tables: { catalog, chosen },
    given: undefined,
    inner: (chain) => {
      const query = queryOf(chain, reading);
      return query && { table: query.table, condition: saidBy(query) };
    },
  };
  return reading;
}
