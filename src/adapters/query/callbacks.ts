import type { Call } from "../../analysis/call.ts";
import type { FunctionValue, Value } from "../../analysis/value.ts";
import { builderAt } from "./chains.ts";

/** What a callback made of the builder it was given, by the callback as the call that it stands in evaluated it. */
const built = new WeakMap<FunctionValue, Value>();

/** Runs the callbacks of a query's call, each once; `modify` hands its own the query itself. */
export function runBuilders(call: Call): void {
  for (const argument of call.args.flatMap(functionsIn)) {
    const subject = call.method === "modify" ? call.receiver : builderAt(argument.fn);
    if (built.has(argument) || !call.change || !subject) continue;
    built.set(argument, subject);
    built.set(argument, call.change(argument, call.method === "modify" ? [subject, ...call.args.slice(1)] : [subject]));
  }
}

/** What a callback made, once its call was evaluated. */
export function builtBy(fn: FunctionValue): Value | undefined {
  return built.get(fn);
}

function functionsIn(value: Value): readonly FunctionValue[] {
  if (value.kind === "function") return [value];
  return value.kind === "list" ? value.items.flatMap((item) => functionsIn(item.value)) : [];
}
