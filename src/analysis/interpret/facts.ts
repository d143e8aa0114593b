import type { Node } from "../../syntax/source-file.ts";
import { keyOf } from "../make-value.ts";
import type { Reference, Value } from "../value.ts";
import type { Layers } from "./layers.ts";

/**
 * Something known on the current path. A tie says that two values belong to the same owner, because a comparison, a
 * row that holds both, or a guard that was given both vouches for it; one-way, only `b` vouches for `a`. `present` says
 * that a value is set, `absent` that it is not. `when-set` is a one-way tie that holds where its `a` is set: it was
 * checked under that condition. `is` says that a value is a constant, and `where` that a tie holds, where its `a` is set,
 * on every path on which a value is that constant. `among` says which roles somebody may have.
 */
export type Fact =
  | Tie
  | Presence
  | { readonly kind: "when-set"; readonly tie: Tie }
  | Equality
  | Conditional
  | Among
  | Operators;

/** Only the platform's own operators get here. */
export interface Operators {
  readonly kind: "operators";
  /** What says so of somebody: nothing, where it is what the client says of itself. */
  readonly by?: Value | undefined;
}

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
  /** True where the tie holds whether or not its `a` is set. */
  readonly always?: true;
}

export interface Among {
  readonly kind: "among";
  readonly value: Reference;
  /** The roles by their names, or a list that callers pass. */
  readonly of: readonly string[] | Reference;
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

export function keyOfFact(fact: Fact): string {
  if (fact.kind === "operators") return "operators";
  if (fact.kind === "when-set") return `when-set ${keyOfFact(fact.tie)}`;
  if (fact.kind === "where") return `where${fact.always ? " always" : ""} ${keyOfFact(fact.is)} ${keyOfFact(fact.tie)}`;
  if (fact.kind === "among") return `among ${keyOf(fact.value)} ${"root" in fact.of ? keyOf(fact.of) : fact.of.join()}`;
  if (fact.kind === "is") return `is ${keyOf(fact.value)} ${JSON.stringify(fact.constant)}`;
  if (fact.kind !== "tie") return `${fact.kind} ${keyOf(fact.value)}`;
  const a = keyOf(fact.a);
  const b = fact.b.kind === "reference" ? keyOf(fact.b) : "=";
  if (fact.oneWay) return `tie ${a} > ${b}`;
  return a < b ? `tie ${a} ${b}` : `tie ${b} ${a}`;
}
