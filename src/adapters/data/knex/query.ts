import type { FileFacts } from "../../../analysis/file-facts.ts";
import { optionsOf } from "../../../analysis/object-value.ts";
import type { Value } from "../../../analysis/value.ts";
import type { Chain, Step } from "../../query/chains.ts";
import { joinedQuery, saidBy, type Join, type JoinedQuery } from "../../query/joined-query.ts";
import { tableNamed, Tables, type NamedTable } from "../../query/tables.ts";
import { chains } from "./chain.ts";
import { conditionOf, joinedOn, type Reading } from "./conditions.ts";
import { joinKind } from "./methods.ts";

/** A chain's query: its tables and all that it says of their rows. */
export interface Query extends JoinedQuery {
  readonly chain: Chain;
  readonly steps: readonly Step[];
  readonly reading: Reading;
}

/** The query that a chain is, when it is on a table that is known. */
export function queryOf(chain: Chain, facts: FileFacts, outer?: Tables): Query | undefined {
  const { steps } = chain;
  const base = baseOf(chain, facts);
  if (!base?.table) return undefined;
  const joining = steps.filter(({ method }) => joinKind(method) !== undefined);
  const named = joining.map(({ args }): NamedTable => tableNamed(args[0], facts) ?? { table: undefined, alias: "" });
  const reading: Reading = {
    tables: new Tables(facts, [base, ...named], outer),
    chains,
    inner: (inside, around) => {
      const query = queryOf(inside, facts, around);
      return query && { table: query.table, condition: saidBy(query) };
    },
  };
  const joins = joining.map((step, index): Join => ({ table: named[index]?.table, outer: joinKind(step.method) === "outer" || step.optional, on: joinedOn(step.args.slice(1), reading) ?? { kind: "all" } }));
  return { chain, steps, reading, ...joinedQuery(base.table, joins, conditionOf(steps, reading), facts.catalog) };
}

/** The table that a chain is on. */
export function baseOf({ table, steps }: Chain, facts: FileFacts): NamedTable | undefined {
  const named = steps.findLast(({ method }) => method === "from" || method === "into" || method === "table" || method === "batchInsert");
  return tableNamed(onlyOption(named?.args[0] ?? table), facts);
}

function onlyOption(value: Value | undefined): Value | undefined {
  const [first, ...others] = value ? optionsOf(value) : [];
  return others.length === 0 ? first : undefined;
}
