import type { SqlExecutor } from "../sql/sql-executor.ts";
import { startingPoint } from "./safe-integer.ts";
import type { SequenceSeed } from "./sequence-key.ts";

/** Where a counter begins, as an SQL expression with its own parameters in front of all others. */
export interface Start {
  readonly sql: string;
  readonly params: readonly unknown[];
}

/** How a dialect writes the two kinds of seed; `query` is the seed's own scalar SELECT and may give null. */
export interface StartSyntax {
  query(query: string): string;
  readonly parameter: string;
}

/** The seed as an expression that is never null and never negative; a seed that is a function is asked now. */
export async function startOf(seed: SequenceSeed | undefined, db: SqlExecutor, syntax: StartSyntax): Promise<Start> {
  if (seed === undefined) return { sql: "0", params: [] };
  if (typeof seed !== "function") return { sql: syntax.query(seed.sql), params: seed.params ?? [] };
  const highest = await seed(db);
  return { sql: syntax.parameter, params: [String(startingPoint(highest))] };
}
