import type { Gate } from "../../frameworks/framework.ts";
import { constant, reference } from "../make-value.ts";
import { memberOf } from "../object-value.ts";
import type { FunctionValue, ObjectValue, Reference, Value } from "../value.ts";
import { evaluate } from "./expressions.ts";
import { nextId, type Run } from "./run.ts";
import { triedWays } from "./trial.ts";

/** True where what requests pass first, in a file of its own, refuses everybody but operators. */
export function isKeptForOperators({ elsewhere, facts }: Run, gates: readonly Gate[]): boolean {
  const from = facts.file.path;
  return elsewhere !== undefined && gates.some((gate) => gate.names.some((name) => elsewhere.onlyOperatorsPass({ from, source: gate.source, path: [name] }, gate)));
}

/** True for a function that refuses all requests for some paths but those of operators: it is run for each path. */
export function letsOnlyOperatorsPass(run: Run, value: Value, config: Value | undefined, gate: Gate): boolean {
  const fn = gateFunction(run, value);
  if (!fn || !gate.isAt(run.path) || gate.leadsAround(run.facts.file.program)) return false;
  return gate.paths.every((path) => gate.covers(config, path) && triedWays(run, fn, [requestFor(run, fn, gate, path)]).every((way) => way.state.isForOperators || gate.refuses(way.value)));
}

/** The function itself, or the one that a wrapper is given: `auth((request) => …)`. */
function gateFunction(run: Run, value: Value): FunctionValue | undefined {
  if (value.kind === "function") return value;
  const call = value.kind === "reference" && value.path.length === 0 && value.root.kind === "call" ? value.root.node : undefined;
  const [given] = call?.type === "CallExpression" ? call.arguments : [];
  const known = given?.type === "Identifier" ? evaluate(run, given) : run.frame.functions.find(({ fn }) => fn === given);
  return known?.kind === "function" ? known : undefined;
}

function requestFor(run: Run, { fn }: FunctionValue, { request, pathAt }: Gate, path: string): Value {
  const whole = reference({ kind: "parameter", id: nextId(run, "parameter"), fn, index: 0, name: undefined, shape: request }, []);
  return pathAt.length > 0 ? withPart(whole, pathAt, constant(path)) : whole;
}

/** A value of which one part is known. */
function withPart(whole: Reference, [step = "", ...rest]: readonly string[], part: Value): ObjectValue {
  const value = rest.length > 0 ? withPart(memberOf(whole, step), rest, part) : part;
  return { kind: "object", entries: [{ kind: "spread", value: whole }, { kind: "property", key: step, value, optional: false }] };
}
