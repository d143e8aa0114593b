import { keyOf } from "../make-value.ts";
import type { Value } from "../value.ts";
import { digestOf } from "./fact-digest.ts";
import { add, keyOfFact, wholeOf, type Fact, type Facts, type Presence } from "./facts.ts";
import type { Layers } from "./layers.ts";
import { joinValues, testsBetween } from "./join-values.ts";
import { amongOnEither } from "./roles.ts";
import { State } from "./state.ts";

/** What holds after either of two paths: facts of both, and for each variable one value or the other. */
export function joinStates(a: State, b: State): State {
  if (a.ended) return b;
  if (b.ended) return a;
  // Operators may reach every tenant's rows: after a branch of theirs, what holds for everybody else decides.
  if (a.isForOperators !== b.isForOperators) return a.isForOperators ? b : a;
  return new State(joinVariables(a, b), joinFacts(a, b), joinSeen(a.seen, b.seen), joinSame(a.taught, b.taught), joinSame(a.ways, b.ways), joinTold(a, b));
}

function joinFacts(a: State, b: State): Facts {
  const { ofA, ofB } = a.facts.split(b.facts);
  const joined = commonFacts(a.facts, b.facts);
  for (const fact of [...ownFacts(a, ofA, b), ...ownFacts(b, ofB, a)]) add(joined, fact);
  return joined;
}

function joinVariables(a: State, b: State): State["variables"] {
  const { shared, ofA, ofB } = a.variables.split(b.variables);
  const tests = testsBetween(a, b);
  for (const [variable, value] of new Map([...ofA, ...ofB])) {
    const [one, other] = [a.variables.get(variable), b.variables.get(variable)];
    shared.set(variable, one && other && one !== other ? joinValues(one, other, tests) : value);
  }
  return shared;
}

/** What tests told on both of two ways, each for itself. */
function joinTold({ told: a }: State, { told: b }: State): State["told"] {
  const { shared, ofA, ofB } = a.split(b);
  for (const [key, entry] of ofA) if (ofB.has(key)) shared.set(key, entry);
  return shared;
}

function joinSeen(a: State["seen"], b: State["seen"]): State["seen"] {
  const { shared, ofA, ofB } = a.split(b);
  for (const root of [...ofA.keys(), ...ofB.keys()]) shared.set(root, true);
  return shared;
}

/** What is the same on both. */
function joinSame<Key, Entry extends object | true>(a: Layers<Key, Entry>, b: Layers<Key, Entry>): Layers<Key, Entry> {
  const { shared, ofA, ofB } = a.split(b);
  for (const [key, entry] of ofA) if (ofB.get(key) === entry) shared.set(key, entry);
  return shared;
}

/** What a path knows of rows and results that only it has seen stays true of them, whichever path was taken; not that they are there. */
function ownFacts(state: State, facts: ReadonlyMap<string, Fact>, other: State): readonly Fact[] {
  const isOwn = (value: Value): boolean => value.kind === "reference" && (value.root.kind === "row" || value.root.kind === "call") && !other.seen.has(value.root.id);
  return [...facts].flatMap(([key, fact]): readonly Fact[] => {
    if (fact.kind === "when-set" && isOwn(fact.tie.a)) return [fact];
    if (fact.kind !== "tie" || other.facts.has(key)) return [];
    if (isOwn(fact.a) && isOwn(fact.b)) return [fact];
    const oneWay = isOwn(fact.a) ? { ...fact, oneWay: true } : fact.b.kind === "reference" && isOwn(fact.b) && !fact.oneWay ? { ...fact, a: fact.b, b: fact.a, oneWay: true } : undefined;
    return oneWay ? [oneWay] : [];
  });
}

/** What holds on both of two paths; what one says of a value that the other knows to be absent holds where it is set. */
export function commonFacts(a: Facts, b: Facts): Facts {
  const { shared: common, ofA, ofB } = a.split(b);
  if (ofA.size === 0 && ofB.size === 0) return common;
  const past = common.layers();
  for (const [key, fact] of ofA) if (ofB.has(key)) common.set(key, fact);
  for (const fact of amongOnEither(ofA, ofB)) add(common, fact);
  for (const [facts, own, others] of [[a, ofA, b], [b, ofB, a]] as const) {
    const absent = absencesIn(others);
    const keys = absent.map(({ value }) => wholeOf(value));
    // A list that is not there on one way and has nothing in it on the other holds nothing on either.
    for (const fact of absent.length > 0 ? absencesIn(facts) : []) if (fact.value.path.at(-1) === "length" && keys.includes(wholeOf(fact.value))) add(common, fact);
    const roots = new Set(absent.map(({ value }) => value.root.id));
    const isAbsent = (value: Value): boolean => value.kind === "reference" && roots.has(value.root.id) && keys.some((key) => keyOf(value) === key || keyOf(value).startsWith(`${key}.`));
    // What both knew before says something new only of what is absent on one of them.
    const concerned = past.filter((layer) => absent.some(({ value }) => digestOf(layer).tied.has(value.root.id)));
    for (const layer of [...concerned, own]) {
      for (const fact of layer.values()) for (const tie of conditionalTies(fact, absent.length > 0 ? isAbsent : undefined, others)) add(common, tie);
    }
  }
  return common;
}

function absencesIn(facts: Facts): readonly Presence[] {
  return facts.layers().flatMap((layer) => digestOf(layer).absent);
}

function conditionalTies(fact: Fact, isAbsent: ((value: Value) => boolean) | undefined, others: Facts): readonly Fact[] {
  if (fact.kind === "when-set") return isAbsent?.(fact.tie.a) || others.has(keyOfFact(fact.tie)) || others.has(keyOfFact({ ...fact.tie, oneWay: false })) ? [fact] : [];
  if (fact.kind !== "tie" || !isAbsent) return [];
  const ofA: readonly Fact[] = isAbsent(fact.a) ? [{ kind: "when-set", tie: { ...fact, oneWay: true } }] : [];
  const { a, b } = fact;
  return b.kind === "reference" && !fact.oneWay && isAbsent(b) ? [...ofA, { kind: "when-set", tie: { ...fact, a: b, b: a, oneWay: true } }] : ofA;
}
