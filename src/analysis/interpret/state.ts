import type { Variable } from "@typescript-eslint/scope-manager";
import type { FunctionNode } from "../../syntax/functions.ts";
import { keyOf } from "../make-value.ts";
import type { Asked, Reference, Root, Value } from "../value.ts";
import type { Cases } from "./asked.ts";
import { digestOf } from "./fact-digest.ts";
import { add, keyOfFact, type Among, type Conditional, type Equality, type Fact, type Facts } from "./facts.ts";
import { Layers } from "./layers.ts";
import { heldForAll } from "./roles.ts";
import type { Ways } from "./ways.ts";

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
  /** Of variables that tell which of two branches was taken: what held on either. */
  readonly ways: Layers<Holder, Ways>;
  /** What the tests on this path asked for and found, or one of which they found. */
  readonly told: Layers<string, Asked | Cases>;
  /** True behind a return, a throw or a call that never returns. */
  ended = false;

  constructor(variables: State["variables"] = new Layers(), facts: Facts = new Layers(), seen: State["seen"] = new Layers(), taught: State["taught"] = new Layers(), ways: State["ways"] = new Layers(), told: State["told"] = new Layers()) {
    this.variables = variables;
    this.facts = facts;
    this.seen = seen;
    this.taught = taught;
    this.ways = ways;
    this.told = told;
  }

  fork(): State {
    return new State(this.variables.fork(), this.facts.fork(), this.seen.fork(), this.taught.fork(), this.ways.fork(), this.told.fork());
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
      if (fact.kind === "where" && this.facts.has(keyOfFact(fact.is))) this.learn([heldBy(fact)]);
      if (fact.kind === "where" && fact.always) for (const among of this.#amongOf(fact.is)) this.learn(heldForAll(this.facts, among));
      if (fact.kind === "among") this.learn(heldForAll(this.facts, fact));
    }
  }

  #amongOf({ value }: Equality): readonly Among[] {
    return this.facts.layers().flatMap((layer) => digestOf(layer).among.filter((one) => keyOf(one.value) === keyOf(value)));
  }

  /** What was known to hold where a value is a constant. */
  #heldWhere(is: Equality): readonly Fact[] {
    const key = keyOfFact(is);
    return this.facts.layers().flatMap((layer) => digestOf(layer).where.flatMap((fact): readonly Fact[] => (keyOfFact(fact.is) === key ? [heldBy(fact)] : [])));
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

  tell(told: readonly (Asked | Cases)[]): void {
    for (const one of told) this.told.set("cases" in one ? one.cases.map((each) => each.map(keyOfAsked).join()).join(" or ") : keyOfAsked(one), one);
  }

  /** True where a test that would ask for the same would turn out as one did. */
  holds(asked: Asked): boolean {
    return this.told.has(keyOfAsked(asked)) || (asked.set ? this.isPresent(asked.value) : this.isAbsent(asked.value));
  }

  isPresent(value: Reference): boolean {
    return this.facts.has(`present ${keyOf(value)}`);
  }

  isAbsent(value: Reference): boolean {
    return this.facts.has(`absent ${keyOf(value)}`);
  }
}

export function keyOfAsked({ value, set }: Asked): string {
  return `${set ? "" : "no "}${keyOf(value)}`;
}

/** What a conditional tie comes to where its condition holds. */
function heldBy({ tie, always }: Conditional): Fact {
  return always ? tie : { kind: "when-set", tie };
}

/** Where a property is set, so is what has it. */
function wholeIsPresent(value: Reference): Fact {
  return { kind: "present", value: { ...value, path: value.path.slice(0, -1) } };
}
