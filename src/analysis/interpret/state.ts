import type { Variable } from "@typescript-eslint/scope-manager";
import type { Node } from "../../syntax/source-file.ts";
import { constant, keyOf } from "../make-value.ts";
import { choiceOf, isSameValue, optionsOf } from "../object-value.ts";
import type { FunctionNode, ListValue, ObjectProperty, ObjectValue, Reference, Root, Value } from "../value.ts";

/**
 * Something known on the current path. A tie says that two values belong to the same owner, because a comparison, a
 * row that holds both, or a guard that was given both vouches for it; one-way, only `b` vouches for `a`. `present` says
 * that a value is set, `absent` that it is not. `when-set` is a one-way tie that holds where its `a` is set: it was
 * checked under that condition.
 */
export type Fact =
  | Tie
  | { readonly kind: "present" | "absent"; readonly value: Reference }
  | { readonly kind: "when-set"; readonly tie: Tie }
  /** Only the platform's own operators get here. */
  | { readonly kind: "operators" };

export interface Tie {
  readonly kind: "tie";
  readonly a: Reference;
  readonly b: Value;
  readonly node: Node | undefined;
  readonly oneWay?: boolean;
}

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
 * their maps until one of them writes, since most branches change little.
 */
export class State {
  #variables: ReadonlyMap<Holder, Value>;
  #facts: ReadonlyMap<string, Fact>;
  #seen: ReadonlySet<string>;
  /** What was learned wholly: a list of facts, or all that a root teaches by being there. It is taught again at each use. */
  #taught: ReadonlySet<Lesson>;
  /** The same maps where no other state shares them. */
  #ownVariables: Map<Holder, Value> | undefined;
  #ownFacts: Map<string, Fact> | undefined;
  #ownSeen: Set<string> | undefined;
  #ownTaught: Set<Lesson> | undefined;
  /** True behind a return, a throw or a call that never returns. */
  ended = false;

  constructor(variables: ReadonlyMap<Holder, Value> = new Map(), facts: ReadonlyMap<string, Fact> = new Map(), seen: ReadonlySet<string> = new Set(), taught: ReadonlySet<Lesson> = new Set()) {
    this.#variables = variables;
    this.#facts = facts;
    this.#seen = seen;
    this.#taught = taught;
  }

  get variables(): ReadonlyMap<Holder, Value> {
    return this.#variables;
  }

  get facts(): ReadonlyMap<string, Fact> {
    return this.#facts;
  }

  /** Ids of the rows and results that this path has seen. */
  get seen(): ReadonlySet<string> {
    return this.#seen;
  }

  fork(): State {
    this.#ownVariables = undefined;
    this.#ownFacts = undefined;
    this.#ownSeen = undefined;
    this.#ownTaught = undefined;
    return new State(this.#variables, this.#facts, this.#seen, this.#taught);
  }

  assign(variable: Holder, value: Value): void {
    this.#ownVariables ??= new Map(this.#variables);
    this.#ownVariables.set(variable, value);
    this.#variables = this.#ownVariables;
  }

  learn(facts: readonly Fact[]): void {
    if (facts.length < MANY_FACTS) this.#learnEach(facts);
    else this.learnOnce(facts, () => facts);
  }

  /** Learns what a lesson teaches, unless all of it was learned on this path. */
  learnOnce(lesson: Lesson, teach: () => readonly Fact[]): void {
    if (this.#taught.has(lesson)) return;
    this.#learnEach(teach());
    this.#ownTaught ??= new Set(this.#taught);
    this.#ownTaught.add(lesson);
    this.#taught = this.#ownTaught;
  }

  #learnEach(facts: readonly Fact[]): void {
    for (const fact of facts) {
      const key = keyOfFact(fact);
      if (this.#facts.has(key)) continue;
      this.#ownFacts ??= new Map(this.#facts);
      this.#ownFacts.set(key, fact);
      this.#facts = this.#ownFacts;
      if (fact.kind === "present" && fact.value.path.length > 0) this.learn([wholeIsPresent(fact.value)]);
    }
  }

  see(root: string): void {
    this.#ownSeen ??= new Set(this.#seen);
    this.#ownSeen.add(root);
    this.#seen = this.#ownSeen;
  }

  /** The same point, for a question about values that matter only where they are set. */
  whereSet(): State {
    const ties = [...this.#facts.values()].flatMap((fact) => (fact.kind === "when-set" ? fact.tie : []));
    if (ties.length === 0) return this;
    const state = this.fork();
    state.learn(ties);
    return state;
  }

  /** What was learned wholly, here and on another path. */
  taughtAlso({ taught }: State): ReadonlySet<Lesson> {
    return this.#taught === taught ? taught : new Set([...this.#taught].filter((lesson) => taught.has(lesson)));
  }

  get taught(): ReadonlySet<Lesson> {
    return this.#taught;
  }

  get isForOperators(): boolean {
    return this.#facts.has("operators");
  }

  isPresent(value: Reference): boolean {
    return this.#facts.has(`present ${keyOf(value)}`);
  }

  isAbsent(value: Reference): boolean {
    return this.#facts.has(`absent ${keyOf(value)}`);
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
  const facts = a.facts === b.facts ? a.facts : new Map([...commonFacts(a.facts, b.facts), ...ownFacts(a, b), ...ownFacts(b, a)]);
  const seen = a.seen === b.seen ? a.seen : new Set([...a.seen, ...b.seen]);
  return new State(joinVariables(a.variables, b.variables), facts, seen, a.taughtAlso(b));
}

function joinVariables(a: State["variables"], b: State["variables"]): State["variables"] {
  if (a === b) return a;
  const joined = new Map(a);
  for (const [variable, value] of b) {
    const other = a.get(variable);
    if (other === undefined) joined.set(variable, value);
    else if (other !== value) joined.set(variable, joinValues(other, value));
  }
  return joined;
}

/** What a path knows of rows and results that only it has seen stays true of them, whichever path was taken; not that they are there. */
function ownFacts(state: State, other: State): readonly (readonly [string, Fact])[] {
  const isOwn = (value: Value): boolean => value.kind === "reference" && (value.root.kind === "row" || value.root.kind === "call") && !other.seen.has(value.root.id);
  return [...state.facts].flatMap(([key, fact]): readonly (readonly [string, Fact])[] => {
    if (fact.kind === "when-set" && isOwn(fact.tie.a)) return [[key, fact]];
    if (fact.kind !== "tie" || other.facts.has(key)) return [];
    if (isOwn(fact.a) && isOwn(fact.b)) return [[key, fact]];
    const oneWay = isOwn(fact.a) ? { ...fact, oneWay: true } : fact.b.kind === "reference" && isOwn(fact.b) && !fact.oneWay ? { ...fact, a: fact.b, b: fact.a, oneWay: true } : undefined;
    return oneWay ? [[keyOfFact(oneWay), oneWay]] : [];
  });
}

/** What holds on both of two paths; what one says of a value that the other knows to be absent holds where it is set. */
export function commonFacts(a: State["facts"], b: State["facts"]): State["facts"] {
  if (a === b) return a;
  const common = new Map(intersectFacts(a, b));
  for (const [facts, others] of [[a, b], [b, a]] as const) {
    const absent = absencesIn(others).map(({ value }) => wholeOf(value));
    // A list that is not there on one way and has nothing in it on the other holds nothing on either.
    for (const fact of absent.length > 0 ? absencesIn(facts) : []) if (fact.value.path.at(-1) === "length" && absent.includes(wholeOf(fact.value))) common.set(keyOfFact(fact), fact);
    const isAbsent = (value: Value): boolean => value.kind === "reference" && absent.some((key) => keyOf(value) === key || keyOf(value).startsWith(`${key}.`));
    for (const fact of facts.values()) {
      for (const tie of conditionalTies(fact, absent.length > 0 ? isAbsent : undefined, others)) common.set(keyOfFact(tie), tie);
    }
  }
  return common;
}

function absencesIn(facts: State["facts"]): readonly { readonly kind: "absent" | "present"; readonly value: Reference }[] {
  return [...facts.values()].flatMap((fact) => (fact.kind === "absent" ? fact : []));
}

/** A list without a length has no elements. */
function wholeOf({ root, path, node }: Reference): string {
  return keyOf({ kind: "reference", root, path: path.at(-1) === "length" ? path.slice(0, -1) : path, node });
}

function conditionalTies(fact: Fact, isAbsent: ((value: Value) => boolean) | undefined, others: State["facts"]): readonly Fact[] {
  if (fact.kind === "when-set") return isAbsent?.(fact.tie.a) || others.has(keyOfFact(fact.tie)) || others.has(keyOfFact({ ...fact.tie, oneWay: false })) ? [fact] : [];
  if (fact.kind !== "tie" || !isAbsent) return [];
  const ofA: readonly Fact[] = isAbsent(fact.a) ? [{ kind: "when-set", tie: { ...fact, oneWay: true } }] : [];
  const { a, b } = fact;
  return b.kind === "reference" && !fact.oneWay && isAbsent(b) ? [...ofA, { kind: "when-set", tie: { ...fact, a: b, b: a, oneWay: true } }] : ofA;
}

function intersectFacts<T>(a: ReadonlyMap<string, T>, b: ReadonlyMap<string, T>): ReadonlyMap<string, T> {
  if (a === b) return a;
  return new Map([...a].filter(([key]) => b.has(key)));
}

export function keyOfFact(fact: Fact): string {
  if (fact.kind === "operators") return "operators";
  if (fact.kind === "when-set") return `when-set ${keyOfFact(fact.tie)}`;
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
