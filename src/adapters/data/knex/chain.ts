import { Chains } from "../../query/chains.ts";
import { builtBy } from "../../query/callbacks.ts";
import { continuations, flags, starters } from "./methods.ts";

/** The chains of Knex; `modify(fn)` goes on with what the function made of the query. */
export const chains = new Chains({
  library: "knex",
  starters,
  continuations,
  flags,
  tableCalls: true,
  changed: (method, [fn]) => (method === "modify" && fn?.kind === "function" ? builtBy(fn) : undefined),
});
