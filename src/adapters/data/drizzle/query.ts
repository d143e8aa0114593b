import type { FileFacts } from "../../../analysis/file-facts.ts";
import type { Value } from "../../../analysis/value.ts";
import type { Chain, Step } from "./chain.ts";
import { joinedQuery, saidBy, type Join, type JoinedQuery } from "../../query/joined-query.ts";
import { readCondition, type Reading } from "./conditions.ts";
import { tableOf } from "./tables.ts";

/** A chain's query: its tables and all that it says of their rows. */
export interface Query extends JoinedQuery {
  readonly start: Step;
  readonly steps: readonly Step[];
}

/** The query that a chain is, when it is on a table that is known. */
export function queryOf({ steps }: Chain, reading: Reading): Query | undefined {
  const [start] = steps;
  const from = start && (/^select/.test(start.method) ? steps.find((step) => step.method === "from") : start);
  const table = tableOf(from?.args[0], reading.facts);
  if (!start || !table) return undefined;
  const prepared = { ...reading, given: reading.given ?? givenTo(steps) };
  const joins = steps.flatMap((step) => joinOf(step, start, prepared) ?? []);
  // The last `where` counts: each replaces the one before.
  const where = start.method === "$count" ? start.args[1] : steps.findLast((step) => step.method === "where")?.args[0];
  return { start, steps, ...joinedQuery(table, joins, readCondition(where, prepared), reading.facts.catalog) };
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

/** What reading a query in this file may ask. */
export function readingOf(facts: FileFacts): Reading {
  const reading: Reading = {
    facts,
    given: undefined,
    inner: (chain) => {
      const query = queryOf(chain, reading);
      return query && { table: query.table, condition: saidBy(query) };
    },
  };
  return reading;
}
