import type { FileFacts } from "../../../analysis/file-facts.ts";
import type { Chain, Step } from "../../query/chains.ts";
import { always } from "../../query/condition.ts";
import type { JoinedQuery } from "../../query/joined-query.ts";
import { textOf } from "../../query/table-names.ts";
import { tableNamed, Tables, type NamedTable } from "../../query/tables.ts";
import { conditionOf } from "./conditions.ts";
import { embeddedTables } from "./embeds.ts";
import { embedsIn } from "./select-text.ts";

/** A chain's query: its tables and all that it says of their rows. */
export interface Query extends JoinedQuery {
  readonly chain: Chain;
  readonly steps: readonly Step[];
  readonly tables: Tables;
}

/** The table that a chain is on; undefined while it names none. */
export function baseOf({ steps }: Chain, facts: FileFacts): NamedTable | undefined {
  return tableNamed(lastStep(steps, "from")?.args[0], facts);
}

/** The query that a chain is, when it is on a table that is known. */
export function queryOf(chain: Chain, facts: FileFacts): Query | undefined {
  const base = baseOf(chain, facts);
  if (!base?.table) return undefined;
  const { steps } = chain;
  const selected = textOf(lastStep(steps, "select")?.args[0], facts);
  const embedded = selected === undefined ? [] : embeddedTables(embedsIn(selected), base.table.model, facts.catalog);
  const tables = new Tables(facts, [base, ...embedded]);
  const outer = new Set(embedded.flatMap((one) => (one.outer && one.table ? [one.table.key] : [])));
  const paths = new Map<string, readonly string[] | undefined>([[base.table.key, []], ...embedded.flatMap(({ table, path }) => (table ? [[table.key, path] as const] : []))]);
  return {
    chain, steps, tables,
    table: base.table,
    joins: embedded.map((one) => ({ table: one.table, outer: one.outer, on: always })),
    where: conditionOf(steps, { tables, outer }),
    scope: { catalog: facts.catalog, paths },
  };
}

export function lastStep(steps: readonly Step[], name: string): Step | undefined {
  return steps.findLast(({ method }) => method === name);
}
