import { choiceOf } from "../../../analysis/object-value.ts";
import { Chains } from "../../query/chains.ts";
import { isPassedOn, resultOf } from "./callbacks.ts";
import { continuations, starters } from "./methods.ts";

/** The chains of Kysely; `$call(fn)` goes on with what the function made of the query, `$if(test, fn)` with that or the query as it was. */
export const chains = new Chains({
  library: "kysely",
  starters,
  continuations,
  flags: new Set(),
  tableCalls: false,
  changed: (method, args, before) => {
    const fn = args.at(-1);
    if (!isPassedOn(method) || fn?.kind !== "function") return undefined;
    const after = resultOf(fn);
    if (after === fn) return undefined;
    return method === "$call" ? after : choiceOf([before, after]);
  },
});
