import type { FunctionNode } from "../../syntax/functions.ts";
import { constant, isFalsyConstant, keyOf, referencesIn, unknown } from "../make-value.ts";
import { choiceOf, mayBe, optionsOf } from "../object-value.ts";
import type { ParameterRoot, Reference, Value } from "../value.ts";
import { partsOfAnswers } from "./answer-parts.ts";
import { callbackCalls } from "./callback-calls.ts";
import { outcomeOf } from "./conditions.ts";
import { digestOf } from "./fact-digest.ts";
import { summarize } from "./functions.ts";
import { merged } from "./hand-over.ts";
import { knownWhereGiven } from "./known-where-set.ts";
import type { Case, Frame, Run } from "./run.ts";
import { isUndecided, shared } from "./shared-facts.ts";
import { keyOfFact, type Fact, type Tie } from "./facts.ts";
import type { State } from "./state.ts";
import type { Summary } from "./summary.ts";

/** What a function gives; what only operators get counts where nobody else gets anything but `null` or `false`. */
export function resultOf(run: Run, returns: Frame["returns"], fn: FunctionNode, before: State["facts"]): Value {
  const others = returns.filter(({ state }) => !state.isForOperators);
  const [first, ...rest] = knownWhereGiven(run, others.some(({ value }) => !isFalsyConstant(value)) ? others : returns, before);
  return first ? choiceOf([first, ...rest], undefined) : constant(undefined, fn);
}

/** What the function that was just walked comes to, whoever calls it. */
export function summaryOf(run: Run, parameters: readonly ParameterRoot[], before: State["facts"]): Summary {
  const { returns, duties, owedColumns, fn } = run.frame;
  const ends = [...returns.map((one) => one.state), ...(run.state.ended ? [] : [run.state])];
  const cases = casesOf(run, before);
  const parts = partsOfAnswers(run, before);
  const certain = factsOf(ends, before);
  const [whenTrue, whenFalse] = [waysTo(run, returns, true, [], before), waysTo(run, returns, false, run.state.ended ? [] : [run.state], before)];
  return {
    parameters,
    result: fn ? resultOf(run, returns, fn, before) : unknown("no result"),
    returns: ends.length > 0,
    facts: [...certain, ...factsOfAnswers(returns, before), ...factsOfRows(returns, before)],
    whenTrue: shared(whenTrue),
    whenFalse: shared(whenFalse),
    undecided: returns.some(({ value }) => saysYes(value)) && (isUndecided(whenTrue) || isUndecided(whenFalse)),
    ...(cases && { cases }),
    ...(parts.length > 0 && { parts }),
    tells: tiesArguments(certain),
    duties,
    owedColumns,
    async: fn?.async === true,
    readsIdentity: run.frame.identity.seen,
    asksIdentity: run.frame.identity.asked === true,
    ...handOvers(run),
  };
}

/**
 * What ties a value that one answer alone holds: whoever gets the value got that answer. Parameters are the callers' own, who may
 * use what they passed without regard to the answer.
 */
function factsOfAnswers(returns: Frame["returns"], before: State["facts"]): readonly Fact[] {
  if (returns.length < 2) return [];
  const held = returns.map(({ value }) => new Set(referencesIn(value).filter(({ root }) => root.kind === "call" || root.kind === "row").map(keyOf)));
  return returns.flatMap(({ state }, index) => {
    const own = [...(held[index] ?? [])].filter((key) => !held.some((others, at) => at !== index && others.has(key)));
    return own.length === 0 ? [] : tiesFrom(own, beyond(state, before).flatMap((fact) => (fact.kind === "tie" ? fact : [])));
  });
}

/** What rows that some answer holds were sought by, which is so whatever was answered. */
function factsOfRows(returns: Frame["returns"], before: State["facts"]): readonly Fact[] {
  const held = new Set(returns.flatMap(({ value }) => referencesIn(value)).map(({ root }) => root.id));
  const found = returns.flatMap(({ state }) => beyond(state, before)).filter((fact) => fact.kind === "when-set" && held.has(fact.tie.a.root.id));
  return [...new Map(found.map((fact) => [keyOfFact(fact), fact])).values()];
}

/** The ties that lead on from some values, over any number of others, and never over a parameter. */
function tiesFrom(start: readonly string[], ties: readonly Tie[]): readonly Tie[] {
  const reached = new Set(start);
  const found = new Set<Tie>();
  const own = ties.map((tie) => ({ tie, ends: [tie.a, ...referencesIn(tie.b)] })).filter(({ ends }) => ends.every(({ root }) => root.kind !== "parameter"));
  for (let before = -1; before < found.size; ) {
    before = found.size;
    for (const { tie, ends } of own) {
      if (!ends.some((end) => reached.has(keyOf(end)))) continue;
      found.add(tie);
      for (const end of ends) reached.add(keyOf(end));
    }
  }
  return [...found];
}

/** What the function hands to callbacks: those that it takes, and those that a function takes that it gives back. */
function handOvers(run: Run): Pick<Summary, "handOvers"> {
  const { handed, returns, fn } = run.frame;
  if (!handed) return {};
  const given = returns.flatMap(({ value }) => optionsOf(value)).flatMap((value) => (value.kind === "function" && value.fn !== fn && callbackCalls(value.fn, run.facts.file.scopes).length > 0 ? summarize(run, value, [])?.handOvers ?? [] : []));
  const all = merged([...handed, ...given.map((one) => ({ ...one, depth: one.depth + 1 }))]);
  return all.length > 0 ? { handOvers: all } : {};
}

/** What each of the constants that a function answers with shows; undefined where it also answers with something else. */
function casesOf(run: Run, before: State["facts"]): readonly Case[] | undefined {
  const answers = run.frame.returns.flatMap(({ value, state }) => optionsOf(value).map((option) => ({ answer: option.kind === "constant" ? option.value : undefined, state })));
  const values = new Set(answers.flatMap(({ answer }) => (typeof answer === "string" || typeof answer === "number" ? answer : [])));
  if (!run.state.ended || values.size < 2 || answers.some(({ answer }) => answer === undefined || !values.has(answer as string))) return undefined;
  return [...values].map((value) => ({ value, facts: factsOf(answers.filter(({ answer }) => answer === value).map(({ state }) => state), before) }));
}

/** True where facts tie one thing that the function is passed to another, over any number of steps. */
function tiesArguments(facts: readonly Fact[]): boolean {
  const passed = new Set<string>();
  const groups = new Map<string, Set<string>>();
  const groupOf = (one: Reference): Set<string> => {
    const isPassed = one.root.kind === "parameter";
    const name = isPassed ? keyOf(one) : one.root.id;
    if (isPassed) passed.add(name);
    const group = groups.get(name) ?? new Set([name]);
    groups.set(name, group);
    return group;
  };
  for (const fact of facts) {
    if (fact.kind !== "tie") continue;
    for (const other of referencesIn(fact.b)) {
      const [kept, joined] = [groupOf(fact.a), groupOf(other)];
      for (const name of joined) {
        kept.add(name);
        groups.set(name, kept);
      }
    }
  }
  return [...new Set(groups.values())].some((group) => [...group].filter((name) => passed.has(name)).length > 1);
}

function saysYes(value: Value): boolean {
  return optionsOf(value).some((option) => option.kind === "constant" && option.value === true);
}

/** A predicate's result teaches what its returned test teaches, and what led to the return. */
export function learnResult(run: Run, result: Value, returns: Frame["returns"], before: State["facts"]): void {
  if (run.outcomes.has(result) || returns.length === 0) return;
  run.outcomes.set(result, { whenTrue: shared(waysTo(run, returns, true, [], before)), whenFalse: shared(waysTo(run, returns, false, [], before)) });
}

/** What each way to a result that turns out true or false knows beyond `before`; `others` are ends that return nothing. */
export function waysTo(run: Run, returns: Frame["returns"], truth: boolean, others: readonly State[], before: State["facts"]): readonly (readonly Fact[])[] {
  const possible = returns.filter(({ value }) => mayBe(value, truth));
  const withTest = possible.map(({ value, state }) => {
    const after = state.fork();
    const outcome = outcomeOf(run, value);
    after.learn(truth ? outcome.whenTrue : outcome.whenFalse);
    return after;
  });
  return knownIn([...withTest, ...others], before);
}

/** What all states know beyond `before`. */
function factsOf(states: readonly State[], before: State["facts"]): readonly Fact[] {
  return shared(knownIn(states, before));
}

/** What each state knows beyond `before`; a flag of the user's that lets anything pass says nothing of the others. */
function knownIn(states: readonly State[], before: State["facts"]): readonly (readonly Fact[])[] {
  const others = states.filter((state) => !state.facts.layers().some((layer) => digestOf(layer).isForAdmins));
  return (others.length > 0 ? others : states).map((state) => beyond(state, before));
}

/** What a state knows beyond `before`. */
function beyond({ facts }: State, before: State["facts"]): readonly Fact[] {
  return [...facts.beyond(before)].flatMap(([key, fact]) => (before.has(key) ? [] : [fact]));
}
