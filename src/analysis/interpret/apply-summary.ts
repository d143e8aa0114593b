import type { Call } from "../call.ts";
import { constant } from "../make-value.ts";
import type { Value } from "../value.ts";
import { answerFor } from "./answer-for.ts";
import { NOTHING } from "./conditions.ts";
import { expose, isEffect, noteLeads } from "./exposure.ts";
import { givenBack } from "./given-back.ts";
import { keepPromise, takingOf } from "./promises.ts";
import type { Run } from "./run.ts";
import type { Fact } from "./facts.ts";
import { Substitution } from "./substitution.ts";
import type { Summary } from "./summary.ts";

/** Applies a function's summary at a call: its result, its facts and its duties, in terms of what is passed here. */
export function applySummary(run: Run, summary: Summary, call: Call, captured?: ReadonlyMap<string, Value>): Value {
  const swap = new Substitution(run, summary, call, captured);
  if (summary.readsIdentity) run.frame.identity.seen = true;
  if (summary.asksIdentity) run.frame.identity.asked = true;
  run.led.add(call.node);
  answerFor(run, summary, swap, call);
  if (!summary.returns) {
    run.state.ended = true;
    return constant(undefined, call.node);
  }
  const learned = (facts: readonly Fact[]): readonly Fact[] => facts.flatMap((fact) => swap.fact(fact));
  const taking = summary.async === true ? takingOf(call.node) : "heard";
  if (taking === "heard") run.state.learn(learned(summary.facts));
  // What a call computes is looked at where its result goes; what takes its time may do more than compute.
  if (!summary.elsewhere && (summary.async === true || isEffect(call.node))) exposeTo(run, call);
  else if (!summary.elsewhere) noteLeads(run, call.args);
  const swapped = swap.value(summary.result);
  // Each call has a result of its own: what its truth teaches must not be taken for another call's.
  const result = swapped.kind === "reference" ? swapped : { ...swapped };
  const cases = summary.cases?.map((one) => ({ ...one, facts: learned(one.facts) }));
  const parts = summary.parts?.map(({ key, whenTrue, whenFalse }) => ({ key, whenTrue: learned(whenTrue), whenFalse: learned(whenFalse) }));
  const outcome = { whenTrue: learned(summary.whenTrue), whenFalse: learned(summary.whenFalse), ...(cases && { cases }), ...(parts && { parts }) };
  if (taking === "kept") keepPromise(run, result, { facts: learned(summary.facts), outcome });
  run.outcomes.set(result, taking === "heard" ? outcome : NOTHING);
  return result;
}

function exposeTo(run: Run, { callee, args, node }: Call): void {
  const returned = callee.kind === "function" ? givenBack(run, callee.fn) : [];
  args.forEach((argument, index) => {
    if (returned[index] !== true) expose(run, argument, node);
  });
}
