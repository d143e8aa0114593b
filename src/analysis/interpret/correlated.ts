import type { Node } from "../../syntax/source-file.ts";
import { keyOf, reference, referencesIn } from "../make-value.ts";
import { isNullish, optionsOf } from "../object-value.ts";
import type { Reference, Value } from "../value.ts";
import { equalityOf } from "./conditions.ts";
import { evaluate } from "./expressions.ts";
import type { Run } from "./run.ts";
import { wholeOf, type Equality, type Fact, type Tie } from "./facts.ts";
import { tiedForRoles, type RoleTest } from "./roles.ts";
import type { State } from "./state.ts";

/** A test that may come again: a value equals a constant, and others, which may have been left out, are there. */
export interface Condition {
  readonly is: Equality;
  /** Keys of what the test asks to be there. */
  readonly present: readonly string[];
}

/**
 * `kind === "plot" && ids && ids.length > 0`: what is checked under it is checked wherever `kind` is that again. Nothing is
 * said of a test that asks for more, since that may have been the reason why nothing was checked.
 */
export function conditionOf(run: Run, test: Node): Condition | undefined {
  const parts = conjuncts(test);
  const equalities = parts.flatMap((part) => equalityIn(run, part) ?? []);
  const present = parts.flatMap((part) => presentIn(run, part) ?? []);
  const [is, ...others] = equalities;
  return is && others.length === 0 && present.length + 1 === parts.length ? { is, present: present.map(wholeOf) } : undefined;
}

/** What the way on which a condition held knows beyond the one on which it did not, as far as it is about what both have. */
export function tiesWhere({ is, present }: Condition, then: State, otherwise: State): readonly Fact[] {
  const isAsked = (one: Reference): boolean => present.length === 0 || present.some((key) => keyOf(one) === key || keyOf(one).startsWith(`${key}.`));
  return [...then.facts.beyond(otherwise.facts).values()].flatMap((fact) => oneWays(fact).flatMap((tie) => (isKnownOn(otherwise, tie.a) && isAsked(tie.a) ? [{ kind: "where", is, tie } as const] : [])));
}

/** The same for what a test of somebody's role tells apart: who has one of its roles came over one way, everybody else over the other. */
export function tiesOnRoles(test: RoleTest | undefined, then: State, otherwise: State): readonly Fact[] {
  if (!test) return [];
  const [own, others] = test.holds ? [then, otherwise] : [otherwise, then];
  return tiedForRoles({ ...test, holds: true }, [...own.facts.beyond(others.facts).values()].flatMap((fact) => tiesAbout(others, fact)));
}

/** What a tie says of what both ways have. */
function tiesAbout(state: State, fact: Fact): readonly Tie[] {
  if (fact.kind !== "tie") return [];
  const isShared = [fact.a, ...referencesIn(fact.b)].every((one) => isKnownOn(state, one));
  return isShared ? [fact] : oneWays(fact).filter((tie) => isKnownOn(state, tie.a));
}

function isKnownOn(state: State, { root }: Reference): boolean {
  return (root.kind !== "row" && root.kind !== "call") || state.seen.has(root.id);
}

/** What a fact says of each of the two that it ties, apart. */
function oneWays(fact: Fact): readonly Tie[] {
  if (fact.kind === "when-set") return [fact.tie];
  if (fact.kind !== "tie") return [];
  const { a, b } = fact;
  const there = { ...fact, oneWay: true };
  return fact.oneWay || b.kind !== "reference" ? [there] : [there, { ...there, a: b, b: a }];
}

function conjuncts(test: Node): readonly Node[] {
  return test.type === "LogicalExpression" && test.operator === "&&" ? [...conjuncts(test.left), ...conjuncts(test.right)] : [test];
}

function equalityIn(run: Run, node: Node): Equality | undefined {
  if (node.type !== "BinaryExpression" || (node.operator !== "===" && node.operator !== "==")) return undefined;
  const [left, right] = [read(run, node.left), read(run, node.right)];
  return left && right && equalityOf(left, right);
}

/** What a test asks to be there: `ids`, `ids?.length`, `ids.length > 0`, `ids !== undefined`. */
function presentIn(run: Run, node: Node): Reference | undefined {
  if (node.type !== "BinaryExpression") return referenceTo(run, node);
  const [left, right] = [read(run, node.left), read(run, node.right)];
  if (left?.kind !== "reference" || right?.kind !== "constant") return undefined;
  const isSet = (node.operator === "!==" || node.operator === "!=") && isNullish(right);
  const isFilled = node.operator === ">" && right.value === 0 && left.path.at(-1) === "length";
  return isSet || isFilled ? left : undefined;
}

function referenceTo(run: Run, node: Node): Reference | undefined {
  const value = read(run, node);
  return value?.kind === "reference" ? value : undefined;
}

/** The value of what can be read twice, since nothing happens by it; over `?.` it is what it is where it is there. */
function read(run: Run, node: Node): Value | undefined {
  switch (node.type) {
    case "ChainExpression":
      return read(run, node.expression);
    case "MemberExpression": {
      const object = node.computed || node.property.type !== "Identifier" ? undefined : read(run, node.object);
      return object?.kind === "reference" && node.property.type === "Identifier" ? reference(object.root, [...object.path, node.property.name], node) : undefined;
    }
    case "Identifier":
    case "Literal":
      return onlyOption(evaluate(run, node));
    default:
      return undefined;
  }
}

/** What is there where a value is: a choice between something and nothing is the something. */
function onlyOption(value: Value): Value {
  const [only, ...others] = optionsOf(value).filter((option) => !isNullish(option));
  return only && others.length === 0 ? only : value;
}
