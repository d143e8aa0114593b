import type { Call } from "../call.ts";
import { optionsOf } from "../object-value.ts";
import type { ParameterRoot, Value } from "../value.ts";
import { runCallback } from "./functions.ts";
import { summaryHanded } from "./handed-functions.ts";
import { importedFunction } from "./imported-calls.ts";
import type { Run } from "./run.ts";
import type { Summary } from "./summary.ts";
import { clientsHanded } from "./wrappers.ts";

/**
 * Runs what a function of this file is handed to do, where it hands that a client of one tenant's schema, or gives what that
 * gives: `inSchema(companyId, (tx) => tx.plot.findFirst(…))`. What it gives then, where its code shows that it is just that.
 */
export function runWork(run: Run, summary: Summary | undefined, call: Call): Value | undefined {
  let given: Value | undefined;
  call.args.forEach((work, index) => {
    if (work.kind !== "function") return;
    const parameter = summary?.returns === true ? summary.parameters[index] : undefined;
    const isResult = summary !== undefined && parameter !== undefined && isResultOf(summary.result, parameter);
    if (!isResult && clientsHanded(run, work.fn, call).length === 0) return;
    const result = runCallback(run, work, call, isResult);
    if (isResult && result.kind !== "unknown") given = result;
  });
  return given;
}

/** True for a call of another file's function that gives what the first callback gives which it is handed: `inCompany(companyId, (tx) => …)`. */
export function givesResult(run: Run, call: Call): boolean {
  const index = call.args.findIndex(({ kind }) => kind === "function");
  const wrapper = index < 0 ? undefined : importedFunction(run, call);
  const summary = wrapper ? run.elsewhere?.summaryOf(wrapper) : index < 0 ? undefined : summaryHanded(call);
  const parameter = summary?.returns === true ? summary.parameters[index] : undefined;
  return summary !== undefined && parameter !== undefined && isResultOf(summary.result, parameter);
}

/** True for `work(tx)` on every way out of the function whose parameter `work` is. */
function isResultOf(result: Value, { id }: ParameterRoot): boolean {
  return optionsOf(result).every((option) => {
    if (option.kind !== "reference" || option.path.length > 0 || option.root.kind !== "call" || option.root.construct) return false;
    const { callee } = option.root;
    return callee.kind === "reference" && callee.path.length === 0 && callee.root.id === id;
  });
}
