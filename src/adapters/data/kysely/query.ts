import type { FileFacts } from "../../../analysis/file-facts.ts";
import { itemsOf, optionsOf } from "../../../analysis/object-value.ts";
import type { Value } from "../../../analysis/value.ts";
import type { Chain, Step } from "../../query/chains.ts";
import { joinedQuery, saidBy, type Join, type JoinedQuery } from "../../query/joined-query.ts";
import { tableNamed, Tables, type NamedTable } from "../../query/tables.ts";
import { conditionOf, joinedOn, type Reading } from "./conditions.ts";
import { joinKind, starters } from "./methods.ts";

/** A chain's query: its tables and all that it says of their rows. */
export interface Query extends JoinedQuery {
  readonly chain: Chain;
  readonly start: Step;
  readonly steps: readonly Step[];
  readonly reading: Reading;
}

const nothing: NamedTable = { table: undefined, alias: "" };

/** The query that a chain is, when it is on a table that is known. */
export function queryOf(chain: Chain, facts: FileFacts, outer?: Tables): Query | undefined {
  const { steps } = chain;
  const start = steps.find(({ method }) => starters.has(method));
  const [base, ...listed] = tablesIn(start?.args[0]).map((value) => tableNamed(value, facts) ?? nothing);
  if (!start || !base?.table) return undefined;
  const joining = steps.filter(({ method }) => joinKind(method) !== undefined);
  const named = joining.map(({ args }) => tableNamed(args[0], facts) ?? nothing);
  const reading: Reading = {
    tables: new Tables(facts, [base, ...listed, ...named], outer),
    inner: (inside, around) => {
      const query = queryOf(inside, facts, around);
      return query && { table: query.table, condition: saidBy(query) };
    },
  };
  const crossed = listed.map(({ table }): Join => ({ table, outer: false, on: { kind: "all" } }));
  const joins = joining.map((step, index): Join => ({ table: named[index]?.table, outer: joinKind(step.method) === "outer" || step.optional, on: joinedOn(step.args.slice(1), reading) }));
  return { chain, start, steps, reading, ...joinedQuery(base.table, [...crossed, ...joins], conditionOf(steps, "where", reading), facts.catalog) };
}

/** `selectFrom("plots")`, `selectFrom(["plots", "estates as e"])`. */
function tablesIn(value: Value | undefined): readonly Value[] {
  const [first, ...others] = value ? optionsOf(value) : [];
  if (!first || others.length > 0) return [];
  return first.kind === "list" ? itemsOf(first).map((item) => item.value) : [first];
}
