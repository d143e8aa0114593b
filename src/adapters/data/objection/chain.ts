import { builtBy } from "../../query/callbacks.ts";
import { Chains } from "../../query/chains.ts";
import { continuations, ends, starters } from "./methods.ts";

/** The chains of Objection; `modify(fn)` goes on with what the function made of the query. */
export const chains = new Chains({
  library: "objection",
  starters,
  continuations,
  flags: new Set(),
  tableCalls: false,
  ends,
  changed: (method, [fn]) => (method === "modify" && fn?.kind === "function" ? builtBy(fn) : undefined),
});

/** A query builder changes itself; what begins a query leaves the row alone that it is called on. */
export function inPlace(method: string): boolean {
  return method !== "clone" && !starters.has(method);
}
