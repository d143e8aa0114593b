import type { Call } from "../../../analysis/call.ts";
import type { FunctionValue, Value } from "../../../analysis/value.ts";
import { builderAt } from "../../query/chains.ts";

/** What a callback gives, by the callback as the call that it stands in evaluated it. */
const given = new WeakMap<FunctionValue, Value>();

/** Runs the callbacks of a query's call, each once; `$if` and `$call` hand theirs the query itself. */
export function runCallbacks(call: Call): void {
  for (const argument of call.args.flatMap(functionsIn)) {
    if (given.has(argument) || !call.apply) continue;
    const builder = builderAt(argument.fn, call.receiver);
    given.set(argument, builder);
    given.set(argument, call.apply(argument, [isPassedOn(call.method) && call.receiver ? call.receiver : builder]));
  }
}

/** True for calls that hand the query to their function. */
export function isPassedOn(method: string | undefined): boolean {
  return method === "$if" || method === "$call";
}

/** What a callback gives, once its call was evaluated; every other value is itself. */
export function resultOf(value: Value): Value {
  return (value.kind === "function" ? given.get(value) : undefined) ?? value;
}

function functionsIn(value: Value): readonly FunctionValue[] {
  if (value.kind === "function") return [value];
  if (value.kind === "list") return value.items.flatMap((item) => functionsIn(item.value));
  return value.kind === "object" ? value.entries.flatMap((entry) => functionsIn(entry.value)) : [];
}
