import type { Variable } from "@typescript-eslint/scope-manager";
import { ancestorsOf } from "../../frameworks/parts/descendants.ts";
import type { Node } from "../../syntax/source-file.ts";
import { choiceOf, isNullish, mayBe, mayBeThere, optionsOf } from "../object-value.ts";
import type { Value } from "../value.ts";
import { checkedOnBoth } from "./checked-on-both.ts";
import { objectWith, outcomeOf } from "./conditions.ts";
import type { Fact } from "./facts.ts";
import { commonFacts, joinStates } from "./join-states.ts";
import { knownWhereSet } from "./known-where-set.ts";
import type { Run } from "./run.ts";
import { isTie } from "./shared-facts.ts";
import { isVariable, type Holder, type State } from "./state.ts";

/** Two ways that met, as a variable tells them apart. */
export interface Ways {
  /** What the variable was where they met. */
  readonly value: Value;
  /** What else differed on them, and what it was where they met. */
  readonly others: ReadonlyMap<Holder, Value>;
  readonly ways: readonly [State, State];
}

/** Sets out on one of two ways, and gives the other: functions that were declared before keep what held where the ways part. */
export function branch(run: Run): State {
  const other = run.state.fork();
  run.state = run.state.fork();
  return other;
}

/**
 * What holds after either of two branches, as `joinStates` says. It is remembered of variables that only one of them sets, so that
 * a test later on tells which was taken: `let kind, where = {}; if (…) { where = { companyId }; kind = "plot"; } if (!kind) throw …`.
 */
export function joinBranches(run: Run, a: State, b: State, at: Node): State {
  const joined = joinStates(a, b);
  if (joined === a || joined === b) return joined;
  joined.learn(checkedOnBoth(run, a, b, joined, at));
  const differing = differingIn(joined, a, b);
  for (const [variable, value] of knownWhereSet(run, joined, a, b, differing)) {
    if (!isVariable(variable) || !isOfThisTurn(variable, at)) continue;
    joined.assign(variable, value);
    differing.set(variable, value);
  }
  for (const [variable, value] of differing) {
    if (isVariable(variable) && (tells(a, variable) || tells(b, variable)) && isOfThisTurn(variable, at)) joined.ways.set(variable, { value, others: differing, ways: [a, b] });
  }
  teachChosen(run, joined, a, b, at, differing);
  return joined;
}

/** What is a row behind one of two ways and nothing behind the other, `let own = null; if (plot.companyId === companyId) own = plot`, teaches where it is the row what that way knew. */
export function teachChosen(run: Run, joined: State, a: State, b: State, at: Node, differing = differingIn(joined, a, b)): void {
  for (const [variable, value] of differing) {
    if (value.kind !== "choice" || !isVariable(variable) || !isOfThisTurn(variable, at)) continue;
    const [one, other] = [a.variables.get(variable), b.variables.get(variable)];
    const way = one && isNullish(one) ? b : other && isNullish(other) ? a : undefined;
    const row = way?.variables.get(variable);
    if (!way || !row || row === value || !optionsOf(row).every(isRowOrNothing)) continue;
    const taught = [...learnedOn(way, joined), ...(row.kind === "choice" ? (run.outcomes.get(row)?.whenTrue ?? []) : [])].filter(isTie);
    const { whenTrue, whenFalse } = outcomeOf(run, value);
    if (taught.length > 0) run.outcomes.set(value, { whenTrue: [...whenTrue, ...taught], whenFalse });
  }
}

function isRowOrNothing(value: Value): boolean {
  return isNullish(value) || (value.kind === "reference" && value.root.kind === "row");
}

/** Goes back to what held on those ways on which a variable is what a test asks for, where it was not so on all of them. */
export function recall(run: Run, state: State, variable: Variable, isAsked: (value: Value) => boolean): void {
  const known = waysOf(state, variable);
  if (!known) return;
  const all = [...leadingTo(state, variable, () => true)];
  const [first, ...rest] = [...leadingTo(state, variable, isAsked)];
  if (!first || rest.length + 1 === all.length) return;
  for (const [other, value] of known.others) {
    if (other === variable || state.variables.get(other) !== value) continue;
    const on = (way: State): Value => objectWith(run, valueIn(way, other, value), learnedOn(way, state));
    state.assign(other, choiceOf([on(first), ...rest.map(on)]));
  }
  const facts = rest.reduce((shared, way) => commonFacts(shared, way.facts), first.facts);
  state.learn([...facts.beyond(state.facts).values()]);
}

function learnedOn(way: State, state: State): readonly Fact[] {
  return [...way.facts.beyond(state.facts).values()];
}

/** The ways on which a variable is what is asked for, each as what is known now to who came over it. */
function* leadingTo(state: State, variable: Variable, isAsked: (value: Value) => boolean): Iterable<State> {
  const known = waysOf(state, variable);
  if (!known) {
    const value = state.variables.get(variable);
    if (!value || isAsked(value)) yield state;
    return;
  }
  for (const way of known.ways) {
    for (const end of leadingTo(way, variable, isAsked)) yield asOn(state, end, known);
  }
}

/** A point behind two ways, as it is for who came over one of them. */
function asOn(state: State, way: State, { others }: Ways): State {
  const there = state.fork();
  for (const [other, value] of others) if (state.variables.get(other) === value) there.assign(other, valueIn(way, other, value));
  there.learn(learnedOn(way, state));
  return there;
}

function waysOf(state: State, variable: Variable): Ways | undefined {
  const known = state.ways.get(variable);
  return known && known.value === state.variables.get(variable) ? known : undefined;
}

function valueIn(way: State, variable: Holder, otherwise: Value): Value {
  return way.variables.get(variable) ?? otherwise;
}

function tells(way: State, variable: Variable): boolean {
  const value = way.variables.get(variable);
  return waysOf(way, variable) !== undefined || (value !== undefined && [mayBe, mayBeThere].some((may) => !may(value, true) || !may(value, false)));
}

function differingIn(joined: State, a: State, b: State): Map<Holder, Value> {
  const { ofA, ofB } = a.variables.split(b.variables);
  const differing = new Map<Holder, Value>();
  for (const variable of [...ofA.keys(), ...ofB.keys()]) {
    const value = joined.variables.get(variable);
    if (value && a.variables.get(variable) && b.variables.get(variable) && a.variables.get(variable) !== b.variables.get(variable)) differing.set(variable, value);
  }
  return differing;
}

/** False for a variable that may still hold what an earlier turn of a loop, or an earlier call, left in it. */
function isOfThisTurn({ defs: [definition] }: Variable, at: Node): boolean {
  if (!definition) return false;
  for (const around of ancestorsOf(at)) {
    if (/^(For|While|DoWhile|FunctionDeclaration|FunctionExpression|ArrowFunction)/.test(around.type)) return around.range[0] <= definition.name.range[0] && definition.name.range[1] <= around.range[1];
  }
  return true;
}
