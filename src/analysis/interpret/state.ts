import type { Variable } from "@typescript-eslint/scope-manager";
import type { Node } from "../../syntax/source-file.ts";
import { constant, keyOf } from "../make-value.ts";
import { choiceOf, isSameValue, optionsOf } from "../object-value.ts";
import type { FunctionNode, ListValue, ObjectProperty, ObjectValue, Reference, Root, Value } from "../value.ts";
import { digestOf } from "./fact-digest.ts";
import { Layers } from "./layers.ts";

/**
 * Something known on the current path. A tie says that two values belong to the same owner, because a comparison, a
 * row that holds both, or a guard that was given both vouches for it; one-way, only `b` vouches for `a`. `present` says
 * that a value is set, `absent` that it is not. `when-set` is a one-way tie that holds where its `a` is set: it was
 * checked under that condition. `is` says that a value is a constant, and `where` that a tie holds, where its `a` is set,
 * on every path on which a value is that constant.
 */
export type Fact =
  | Tie
  | Presence
  | { readonly kind: "when-set"; readonly tie: Tie }
  | Equality
  | Conditional
  /** Only the platform's own operators get here. */
  | { readonly kind: "operators" };

export interface Presence {
  readonly kind: "present" | "absent";
  readonly value: Reference;
}

export interface Equality {
  readonly kind: "is";
  readonly value: Reference;
  readonly constant: string | number;
}

export interface Conditional {
  readonly kind: "where";
  readonly is: Equality;
  readonly tie: Tie;
}

export interface Tie {
  readonly kind: "tie";
  readonly a: Reference;
  readonly b: Value;
  readonly node: Node | undefined;
  readonly oneWay?: boolean;
}

/** Facts by what they say. */
export type Facts = Layers<string, Fact>;

/** Lists of facts that are shorter are learned as fast as they are looked up. */
const MANY_FACTS = 6;

/** What teaches the same facts whenever it is met. */
export type Lesson = readonly Fact[] | Root;

/** What holds a value: a variable, or a function for what `this` is in it. */
export type Holder = Variable | FunctionNode;

export function isVariable(holder: Holder): holder is Variable {
  return "defs" in holder;
}

/**
 * What is known at one point of a function: the variables' values and the facts of the path that led here. Forks share
 * what they do not change, since most branches change little.
 */
export class State {
  readonly variables: Layers<Holder, Value>;
  readonly facts: Facts;
  /** Ids of the rows and results that this path has seen. */
  readonly seen: Layers<string, true>;
  /** What was learned wholly: a list of facts, or all that a root teaches by being there. It is taught again at each use. */
  readonly taught: Layers<Lesson, true>;
  /** True behind a return, a throw or a call that never returns. */
  ended = false;

  constructor(variables: State["variables"] = new Layers(), facts: Facts = new Layers(), seen: State["seen"] = new Layers(), taught: State["taught"] = new Layers()) {
    this.variables = variables;
    this.facts = facts;
    this.seen = seen;
    this.taught = taught;
  }

  fork(): State {
    return new State(this.variables.fork(), this.facts.fork(), this.seen.fork(), this.taught.fork());
  }

  assign(variable: Holder, value: Value): void {
    this.variables.set(variable, value);
  }

  learn(facts: readonly Fact[]): void {
    if (facts.length < MANY_FACTS) this.#learnEach(facts);
    else this.learnOnce(facts, () => facts);
  }

  /** Learns what a lesson teaches, unless all of it was learned on this path. */
  learnOnce(lesson: Lesson, teach: () => readonly Fact[]): void {
    if (this.taught.has(lesson)) return;
    this.#learnEach(teach());
    this.taught.set(lesson, true);
  }

  #learnEach(facts: readonly Fact[]): void {
    for (const fact of facts) {
      const isNew = add(this.facts, fact);
      if (!isNew) continue;
      if (fact.kind === "present" && fact.value.path.length > 0) this.learn([wholeIsPresent(fact.value)]);
      if (fact.kind === "is") this.learn(this.#heldWhere(fact));
      if (fact.kind === "where" && this.facts.has(keyOfFact(fact.is))) this.learn([{ kind: "when-set", tie: fact.tie }]);
    }
  }

  /** What was known to hold where a value is a constant. */
  #heldWhere(is: Equality): readonly Fact[] {
    const key = keyOfFact(is);
    return this.facts.layers().flatMap((layer) => digestOf(layer).where.flatMap((fact): readonly Fact[] => (keyOfFact(fact.is) === key ? [{ kind: "when-set", tie: fact.tie }] : [])));
  }

  see(root: string): void {
    if (!this.seen.has(root)) this.seen.set(root, true);
  }

  /** The same point, for a question about values that matter only where they are set. */
  whereSet(): State {
    const ties = this.facts.layers().flatMap((layer) => digestOf(layer).whenSet);
    if (ties.length === 0) return this;
    const state = this.fork();
    state.learn(ties);
    return state;
  }

  get isForOperators(): boolean {
    return this.facts.has("operators");
  }

  isPresent(value: Reference): boolean {
    return this.facts.has(`present ${keyOf(value)}`);
  }

  isAbsent(value: Reference): boolean {
    return this.facts.has(`absent ${keyOf(value)}`);
  }
}

/** Where a property is set, so is what has it. */
function wholeIsPresent(value: Reference): Fact {
  return { kind: "present", value: { ...value, path: value.path.slice(0, -1) } };
}

/** What holds after either of two paths: facts of both, and for each variable one value or the other. */
export function joinStates(a: State, b: State): State {
  if (a.ended) return b;
  if (b.ended) return a;
  // Operators may reach every tenant's rows: after a branch of theirs, what holds for everybody else decides.
  if (a.isForOperators !== b.isForOperators) return a.isForOperators ? b : a;
  return new State(joinVariables(a.variables, b.variables), joinFacts(a, b), joinSeen(a.seen, b.seen), joinTaught(a.taught, b.taught));
}

function joinFacts(a: State, b: State): Facts {
  const { ofA, ofB } = a.facts.split(b.facts);
  const joined = commonFacts(a.facts, b.facts);
  for (const fact of [...ownFacts(a, ofA, b), ...ownFacts(b, ofB, a)]) add(joined, fact);
  return joined;
}

function joinVariables(a: State["variables"], b: State["variables"]): State["variables"] {
  const { shared, ofA, ofB } = a.split(b);
  for (const [variable, value] of new Map([...ofA, ...ofB])) {
    const [one, other] = [a.get(variable), b.get(variable)];
    shared.set(variable, one && other && one !== other ? joinValues(one, other) : value);
  }
  return shared;
}

function joinSeen(a: State["seen"], b: State["seen"]): State["seen"] {
  const { shared, ofA, ofB } = a.split(b);
  for (const root of [...ofA.keys(), ...ofB.keys()]) shared.set(root, true);
  return shared;
}

function joinTaught(a: State["taught"], b: State["taught"]): State["taught"] {
  const { shared, ofA, ofB } = a.split(b);
  for (const lesson of ofA.keys()) if (ofB.has(lesson)) shared.set(lesson, true);
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

/** Adds a fact unless it is known; true when it was not. */
export function add(facts: Facts, fact: Fact): boolean {
  const key = keyOfFact(fact);
  if (facts.has(key)) return false;
  facts.set(key, fact);
  return true;
}

/** A list without a length has no elements. */
export function wholeOf({ root, path, node }: Reference): string {
  return keyOf({ kind: "reference", root, path: path.at(-1) === "length" ? path.slice(0, -1) : path, node });
}

function conditionalTies(fact: Fact, isAbsent: ((value: Value) => boolean) | undefined, others: Facts): readonly Fact[] {
  if (fact.kind === "when-set") return isAbsent?.(fact.tie.a) || others.has(keyOfFact(fact.tie)) || others.has(keyOfFact({ ...fact.tie, oneWay: false })) ? [fact] : [];
  if (fact.kind !== "tie" || !isAbsent) return [];
  const ofA: readonly Fact[] = isAbsent(fact.a) ? [{ kind: "when-set", tie: { ...fact, oneWay: true } }] : [];
  const { a, b } = fact;
  return b.kind === "reference" && !fact.oneWay && isAbsent(b) ? [...ofA, { kind: "when-set", tie: { ...fact, a: b, b: a, oneWay: true } }] : ofA;
}

export function keyOfFact(fact: Fact): string {
  if (fact.kind === "operators") return "operators";
  if (fact.kind === "when-set") return `when-set ${keyOfFact(fact.tie)}`;
  if (fact.kind === "where") return `where ${keyOfFact(fact.is)} ${keyOfFact(fact.tie)}`;
  if (fact.kind === "is") return `is ${keyOf(fact.value)} ${JSON.stringify(fact.constant)}`;
  if (fact.kind !== "tie") return `${fact.kind} ${keyOf(fact.value)}`;
  const a = keyOf(fact.a);
  const b = fact.b.kind === "reference" ? keyOf(fact.b) : "=";
  if (fact.oneWay) return `tie ${a} > ${b}`;
  return a < b ? `tie ${a} ${b}` : `tie ${b} ${a}`;
}

/** Two objects become one whose properties may be absent where only one side has them; other values a choice. */
function joinValues(a: Value, b: Value): Value {
  if (isSameValue(a, b)) return a;
  if (a.kind === "object" && b.kind === "object") return joinObjects(a, b) ?? choiceOf([a, b]);
  if (a.kind === "list" && b.kind === "list") return (a.items.length <= b.items.length ? grownList(a, b) : grownList(b, a)) ?? choiceOf([a, b]);
  return isNarrowed(a, b) ? b : isNarrowed(b, a) ? a : choiceOf([a, b]);
}

/** True for what a test left of a choice; put together again, they are the choice that they were, with all it teaches. */
function isNarrowed(value: Value, from: Value): boolean {
  return from.kind === "choice" && optionsOf(value).every((option) => from.options.includes(option));
}

/** The longer of two lists that begin alike, with what it has beyond the other as what may be missing. */
function grownList(shorter: ListValue, longer: ListValue): ListValue | undefined {
  if (!shorter.items.every((item, index) => item.value === longer.items[index]?.value)) return undefined;
  return { ...longer, items: longer.items.map((item, index) => (index < shorter.items.length ? item : { ...item, optional: true })) };
}

function joinObjects(a: ObjectValue, b: ObjectValue): ObjectValue | undefined {
  const ofA = plainProperties(a);
  const ofB = plainProperties(b);
  if (!ofA || !ofB) return undefined;
  const entries = [...new Set([...ofA.keys(), ...ofB.keys()])].map((key): ObjectProperty => {
    const left = ofA.get(key);
    const right = ofB.get(key);
    const one = left ?? right;
    if (!left || !right) return { kind: "property", key, value: one?.value ?? constant(undefined), optional: true, node: one?.node };
    return { ...left, value: joinValues(left.value, right.value), optional: left.optional || right.optional };
  });
  return { kind: "object", entries, node: a.node ?? b.node };
}

function plainProperties(object: ObjectValue): Map<string, ObjectProperty> | undefined {
  const properties = new Map<string, ObjectProperty>();
  for (const entry of object.entries) {
    if (entry.kind === "spread") return undefined;
    properties.set(entry.key, entry);
  }
  return properties;
}
