import { calledName } from "../../adapters/calls.ts";
import type { Node } from "../../syntax/source-file.ts";
import { provenBy, shownBy } from "../credential.ts";
import { isFalsyConstant, reference, withoutNullish } from "../make-value.ts";
import { choiceOf, isNullish, mayBe, mayBeThere, optionsOf } from "../object-value.ts";
import { developmentOf, operatorsWhereEqual, operatorsWhereTrue } from "../operator-check.ts";
import { answerOfPublic, published } from "../publication.ts";
import type { ListValue, Reference, Value } from "../value.ts";
import { taughtByClass, taughtByPart } from "./answer-parts.ts";
import { toldBy } from "./asked.ts";
import { checkedOnBoth } from "./checked-on-both.ts";
import { foundFacts, guardFacts } from "./found.ts";
import type { Case, Outcome, Run } from "./run.ts";
import { flipped, isOneOf, roleTestOf } from "./roles.ts";
import { shared } from "./shared-facts.ts";
import type { Equality, Fact } from "./facts.ts";
import type { State } from "./state.ts";
import { recall } from "./ways.ts";

/** What a value teaches that says nothing. */
export const NOTHING: Outcome = { whenTrue: [], whenFalse: [] };

/** Puts what a test taught into a state: the facts of its outcome, and narrower variables. */
export function assume(run: Run, state: State, test: Value, truth: boolean, node: Node): void {
  const outcome = outcomeOfTest(run, test);
  const told = toldBy(run, state, node, truth);
  state.learn(truth ? outcome.whenTrue : outcome.whenFalse);
  state.tell(told);
  narrow(run, state, node, truth);
}

/** What a value's truth teaches: that of a comparison, a row or a guard's answer. */
export function outcomeOf(run: Run, value: Value): Outcome {
  const known = run.outcomes.get(value) ?? (value.kind === "reference" && value.path.length === 0 ? run.answers.get(value.root.id) : undefined);
  if (known) return withAbsence(known, absentBelow(value));
  if (value.kind === "reference") return outcomeOfReference(run, value);
  if (value.kind !== "choice") return NOTHING;
  const truthy = value.options.filter((option) => !isFalsyConstant(option)).map((option) => outcomeOf(run, option));
  const falsy = value.options.filter((option) => option.kind !== "list" && (option.kind !== "constant" || !option.value)).map((option) => outcomeOf(run, option));
  return { whenTrue: shared(truthy.map((one) => one.whenTrue)), whenFalse: [...shared(falsy.map((one) => one.whenFalse)), ...absentBelow(value)] };
}

/** The same for what decides which way is taken: `let own = a.id === plot.id; if (more) own = ids.includes(plot.id)` holds one of two tests, and what either checks, each in its way, is checked. */
export function outcomeOfTest(run: Run, test: Value): Outcome {
  const outcome = outcomeOf(run, test);
  if (test.kind !== "choice" || test.options.length !== 2 || run.outcomes.has(test)) return outcome;
  const [one, other] = test.options.map((option) => outcomeOf(run, option));
  if (!one || !other) return outcome;
  return { ...outcome, whenTrue: [...outcome.whenTrue, ...checkedByEach(run, one.whenTrue, other.whenTrue, test)], whenFalse: [...outcome.whenFalse, ...checkedByEach(run, one.whenFalse, other.whenFalse, test)] };
}

/** What either of two tests checks, each in its way: `plot.companyId === companyId || plot.agents.includes(user.id)`. */
export function checkedByEach(run: Run, one: readonly Fact[], other: readonly Fact[], { node }: Value): readonly Fact[] {
  if (![one, other].every((facts) => facts.some(({ kind }) => kind === "tie"))) return [];
  const [a, b] = [run.state.fork(), run.state.fork()];
  a.learn(one);
  b.learn(other);
  return checkedOnBoth(run, a, b, run.state, node);
}

function withAbsence(outcome: Outcome, absent: readonly Fact[]): Outcome {
  return absent.length > 0 ? { ...outcome, whenFalse: [...outcome.whenFalse, ...absent] } : outcome;
}

/** Of rows that were loaded one way or another, the one that was not found was the only one looked for; a list that is not there was made from nothing. */
function absentBelow(value: Value): readonly Fact[] {
  return optionsOf(value).flatMap((one): readonly Fact[] => {
    if (one.kind === "list") return absentIn(one);
    return one.kind === "reference" && one.root.kind === "row" && one.path.length === 0 ? [{ kind: "absent", value: one }] : [];
  });
}

/** That a list is empty, or was not made, shows that there are none of those that it would hold. */
export function absentIn({ items }: ListValue): readonly Fact[] {
  return items.flatMap(({ value }): readonly Fact[] => (value.kind === "reference" ? [{ kind: "absent", value }] : []));
}

/** The state for a question about a value that matters only where it is set: what the tests that chose it taught holds there. */
export function whereSet(run: Run, state: State, values: readonly Value[]): State {
  const set = state.whereSet();
  const taught = values.flatMap((value) => run.outcomes.get(value)?.whenTrue ?? []);
  if (taught.length === 0) return set;
  const after = set.fork();
  after.learn(taught);
  return after;
}

/** An object that a test chose, as in `...(estate && { estateId })`: what the test taught holds for all that the object is made of. */
export function objectWith(run: Run, value: Value, taught: readonly Fact[]): Value {
  return value.kind === "object" && taught.some(({ kind }) => kind === "tie") ? withOutcome(run, value, taught) : value;
}

function withOutcome(run: Run, value: Value, taught: readonly Fact[]): Value {
  if (value.kind === "object") return { ...value, entries: value.entries.map((entry) => ({ ...entry, value: withOutcome(run, entry.value, taught) })) };
  if (value.kind !== "reference") return value;
  const chosen = { ...value };
  const { whenTrue, whenFalse } = outcomeOf(run, value);
  run.outcomes.set(chosen, { whenTrue: [...taught, ...whenTrue], whenFalse });
  return chosen;
}

function outcomeOfReference(run: Run, value: Reference): Outcome {
  const operators = operatorsWhereTrue(value, run.facts.catalog);
  if (operators) return { whenTrue: [operators, ...foundFacts(value)], whenFalse: [] };
  const found = [...foundFacts(value), ...counted(value)];
  if (value.root.kind !== "call") return alsoPublic({ whenTrue: found, whenFalse: [{ kind: "absent", value }] }, value);
  // `if (await isForbidden(user, doc)) throw` and `if (!(await canRead(user, doc))) throw`: the answer may be meant
  // either way, so both branches take the guard to have looked at all it was given.
  const proven = shownFacts(provenBy(calledName(value.root) ?? "", value.root.args), value.node);
  return { whenTrue: [...found, ...proven], whenFalse: value.path.length > 0 ? [...guardFacts(value), { kind: "absent", value }] : guardFacts(value) };
}

/** With what the answer shows of who may see the row that is asked. */
function alsoPublic({ whenTrue, whenFalse }: Outcome, asked: Reference, other?: Value): Outcome {
  const answer = answerOfPublic(asked, other);
  if (answer === undefined) return { whenTrue, whenFalse };
  return answer ? { whenTrue: [...whenTrue, published(asked)], whenFalse } : { whenTrue, whenFalse: [...whenFalse, published(asked)] };
}

/** Whatever belongs to who shows a secret is tied to them. */
export function shownFacts(owned: readonly Reference[], node: Node | undefined): readonly Fact[] {
  if (owned.length === 0 || !node) return [];
  const bearer = reference({ kind: "call", id: `bearer ${String(node.range[0])}`, node, callee: reference({ kind: "global", id: "bearer", name: "bearer" }, []), args: [], construct: false, shape: "identity" }, [], node);
  return owned.map((one): Fact => ({ kind: "tie", a: bearer, b: one, node }));
}

/** What `a === b` and its kin teach; undefined for operators that teach nothing. */
export function comparisonOutcome(run: Run, operator: string, left: Value, right: Value, node: Node): Outcome | undefined {
  switch (operator) {
    case "===":
    case "==":
      return equality(run, left, right, node);
    case "!==":
    case "!=":
      return negated(equality(run, left, right, node));
    case ">":
    case ">=":
      return above(run, left, right);
    case "<":
    case "<=":
      return above(run, right, left);
    case "in":
      return (left.kind === "constant" ? taughtByPart(run, right, String(left.value)) : undefined) ?? { whenTrue: tiesBetween(left, right, node), whenFalse: [] };
    case "instanceof":
      return right.kind === "reference" ? taughtByClass(run, left, right) : undefined;
    default:
      return undefined;
  }
}

/** What it teaches that something is not so. */
export function negated({ whenTrue, whenFalse, role }: Outcome): Outcome {
  return { whenTrue: whenFalse, whenFalse: whenTrue, role: flipped(role) };
}

/** `rows.length > 0` is true as `rows.length` is; a count that is above something shows that there are rows. */
function above(run: Run, more: Value, less: Value): Outcome {
  const isAboveNothing = less.kind === "constant" && less.value === 0;
  const isBelowOne = more.kind === "constant" && more.value === 1;
  if (isAboveNothing) return outcomeOf(run, more);
  if (isBelowOne) return { whenTrue: outcomeOf(run, less).whenFalse, whenFalse: [...outcomeOf(run, less).whenTrue, ...counted(less)] };
  return { whenTrue: counted(more, less), whenFalse: counted(less, more) };
}

function equality(run: Run, left: Value, right: Value, node: Node): Outcome {
  const role = roleTestOf(left, right);
  const outcome = equalityOutcome(run, left, right, node);
  return role ? { ...outcome, whenTrue: [...outcome.whenTrue, ...isOneOf(role)], role } : outcome;
}

function equalityOutcome(run: Run, left: Value, right: Value, node: Node): Outcome {
  const operators = operatorsWhereEqual(left, right, run.facts.catalog);
  if (operators) return { whenTrue: [operators], whenFalse: [] };
  const development = developmentOf(left, right);
  if (development) return development === "when-equal" ? { whenTrue: [{ kind: "operators" }], whenFalse: [] } : { whenTrue: [], whenFalse: [{ kind: "operators" }] };
  const constant = left.kind === "constant" ? left : right.kind === "constant" ? right : undefined;
  const asked = [left, right].find((one) => one.kind === "reference" && one.root.kind === "row");
  const compared = asked === left ? right : left;
  const about = (outcome: Outcome): Outcome => (asked?.kind === "reference" ? alsoPublic(outcome, asked, compared) : outcome);
  if (!constant) {
    // `rows.length !== ids.length` leaves unless every id was found.
    return about({ whenTrue: [...tiesBetween(left, right, node), ...shownFacts(shownBy(left, right, run.facts), node), ...counted(left), ...counted(right)], whenFalse: [] });
  }
  const other = constant === left ? right : left;
  const outcome = outcomeOf(run, other);
  const truthiness = { whenTrue: outcome.whenFalse, whenFalse: outcome.whenTrue };
  if (isNullish(constant) || constant.value === false) return truthiness;
  if (constant.value === 0) return { whenTrue: outcome.whenFalse, whenFalse: [...outcome.whenTrue, ...counted(other)] };
  if (constant.value === true) return outcome;
  if (outcome.cases) return outcomeOfCase(outcome.cases, constant.value);
  const is = equalityOf(other, constant);
  return about({ whenTrue: [...counted(other), ...outcome.whenTrue, ...(is ? [is] : [])], whenFalse: [] });
}

/** That a value is a constant that is neither missing, false nor none. */
export function equalityOf(left: Value, right: Value): Equality | undefined {
  const [value, other] = left.kind === "constant" ? [right, left] : [left, right];
  if (value.kind !== "reference" || other.kind !== "constant") return undefined;
  const constant = other.value;
  return (typeof constant === "string" || typeof constant === "number") && Boolean(constant) ? { kind: "is", value, constant } : undefined;
}

/** What it teaches that one of several constants was answered, or another. */
function outcomeOfCase(cases: readonly Case[], value: unknown): Outcome {
  return { whenTrue: shared(cases.filter((one) => one.value === value).map((one) => one.facts)), whenFalse: shared(cases.filter((one) => one.value !== value).map((one) => one.facts)) };
}

/** Under which the libraries say how many rows there are, or were changed. */
const COUNT = /^(?:length|count|rowCount|affected(?:Rows)?|rowsAffected|changes|num(?:Updated|Deleted|Changed)Rows|(?:modified|matched|deleted)Count)$/;

/** A count of rows that is above something shows that they were found; `bound` is what it is compared with. */
function counted(value: Value, bound?: Value): readonly Fact[] {
  if (bound && bound.kind !== "constant") return [];
  if (value.kind !== "reference" || value.root.kind !== "row") return [];
  const counts = COUNT.test(value.path.at(-1) ?? "");
  return counts || value.path.length === 0 ? foundFacts(reference(value.root, counts ? value.path.slice(0, -1) : [], value.node)) : [];
}

/** Two values that are equal belong together; so do a value and the members of the list that has it. */
export function tiesBetween(left: Value, right: Value, node: Node): readonly Fact[] {
  const lefts = optionsOf(left).filter((one) => !isNullish(one));
  const rights = optionsOf(right).filter((one) => !isNullish(one));
  return lefts.flatMap((a) => rights.flatMap((b) => tieOf(a, b, node)));
}

function tieOf(a: Value, b: Value, node: Node): readonly Fact[] {
  if (a.kind === "reference" && b.kind === "reference") {
    // What equals something was found, and whatever it was found by belongs with it.
    return [{ kind: "tie", a, b, node }, ...foundFacts(a), ...foundFacts(b)];
  }
  return [];
}

/** Variables that a test mentions lose the options it rules out. */
function narrow(run: Run, state: State, node: Node, truth: boolean, may = mayBe): void {
  switch (node.type) {
    case "Identifier": {
      const variable = run.variables.get(node);
      const value = variable && state.variables.get(variable);
      if (variable && value?.kind === "choice") {
        recall(run, state, variable, (one) => may(one, truth));
        state.assign(variable, truth ? withoutNullish(value) : falsyPart(value));
      }
      return;
    }
    case "UnaryExpression":
      if (node.operator === "!") narrow(run, state, node.argument, !truth);
      return;
    case "LogicalExpression":
      if ((node.operator === "&&") === truth && node.operator !== "??") {
        narrow(run, state, node.left, truth);
        narrow(run, state, node.right, truth);
      }
      return;
    case "BinaryExpression": {
      const equals = node.operator === "===" || node.operator === "==";
      const differs = node.operator === "!==" || node.operator === "!=";
      if ((equals || differs) && isNullLiteral(node.right) && node.left.type === "Identifier") narrow(run, state, node.left, differs === truth, mayBeThere);
      return;
    }
    case "ChainExpression":
      narrow(run, state, node.expression, truth);
      return;
    case "MemberExpression":
      // What has a property that is set is there itself.
      if (truth && node.object.type === "Identifier") learnFound(run, state, node.object);
      if (truth) narrow(run, state, node.object, true);
      return;
    default:
  }
}

/** What a variable that turns out to hold something teaches, such as what \`find\` looked for. */
function learnFound(run: Run, state: State, identifier: Node): void {
  const variable = run.variables.get(identifier);
  const value = variable && state.variables.get(variable);
  if (value) state.learn(outcomeOf(run, value).whenTrue);
}

function falsyPart(value: Extract<Value, { kind: "choice" }>): Value {
  const [first, ...rest] = value.options.filter((option) => option.kind !== "object" && option.kind !== "list" && option.kind !== "function");
  return first ? choiceOf([first, ...rest], value.node) : value;
}

function isNullLiteral(node: Node): boolean {
  return (node.type === "Literal" && node.value === null) || (node.type === "Identifier" && node.name === "undefined");
}
