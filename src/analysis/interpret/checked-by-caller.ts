import type { Call } from "../call.ts";
import { reference } from "../make-value.ts";
import type { ParameterRoot, Reference, Value } from "../value.ts";
import type { Fact, Tie } from "./facts.ts";
import type { Run } from "./run.ts";
import { calledHereAlone } from "./variables.ts";

/** What a handler knows of the request that it hands, as a whole, to a function that nothing else calls: the same is known there. */
export function checkedByCaller(run: Run, call: Call, parameters: readonly ParameterRoot[]): readonly Fact[] {
  if (parameters.every(({ shape }) => shape === undefined) || !calledHereAlone(run, call.node)) return [];
  const ties = [...run.state.facts.entries().values()].filter((fact) => fact.kind === "tie");
  return [...ties, ...parameters.flatMap((parameter, index) => handedOn(ties, parameter, call.args[index]))];
}

/** What ties say of the parts of a value, said of the same parts of the parameter that it is passed as. */
function handedOn(ties: readonly Tie[], parameter: ParameterRoot, given: Value | undefined): readonly Tie[] {
  if (parameter.shape === undefined || given?.kind !== "reference") return [];
  const partOf = (value: Value): Reference | undefined =>
    value.kind === "reference" && value.root.id === given.root.id && given.path.every((step, at) => step === value.path[at]) ? reference(parameter, value.path.slice(given.path.length), value.node) : undefined;
  return ties.flatMap((tie): readonly Tie[] => {
    const [a, b] = [partOf(tie.a), tie.oneWay ? undefined : partOf(tie.b)];
    return [...(a ? [{ ...tie, a, oneWay: true }] : []), ...(b ? [{ ...tie, a: b, b: tie.a, oneWay: true }] : [])];
  });
}
