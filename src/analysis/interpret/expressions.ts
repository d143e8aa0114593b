import type { TSESTree } from "@typescript-eslint/types";
import type { Node } from "../../syntax/source-file.ts";
import { numberOfSum } from "../homemade-numbers.ts";
import { answer, constant, isFalsyConstant, reference, referencesIn, replacedWhenUndefined, text, unknown, withoutNullish } from "../make-value.ts";
import { choiceOf, isNullish, itemsOf, mayBe, mayBeNullish, optionsOf } from "../object-value.ts";
import { isFlagOfSession } from "../operator-check.ts";
import { isSomebody } from "../standing.ts";
import { tenantInScope } from "../tenant-in-scope.ts";
import type { ListItem, Reference, Text, Value } from "../value.ts";
import { evaluateCall } from "./calls.ts";
import { settled } from "./chains.ts";
import { checkedOnBoth } from "./checked-on-both.ts";
import { assume, checkedByEach, comparisonOutcome, negated, objectWith, outcomeOf, outcomeOfTest } from "./conditions.ts";
import { expose } from "./exposure.ts";
import { walkClass } from "./classes.ts";
import { makeFunction } from "./functions.ts";
import { elementsOf, member, optionalMember } from "./members.ts";
import { evaluateObject } from "./object-literals.ts";
import { awaited } from "./promises.ts";
import { bind, symbolKey } from "./patterns.ts";
import type { Outcome, Run } from "./run.ts";
import { nextId } from "./run.ts";
import { eitherRole, flipped, ofRoles } from "./roles.ts";
import { shared } from "./shared-facts.ts";
import { superOf, thisOf } from "./this-value.ts";
import { isSureToHold } from "./sure-test.ts";
import { comparedInTrial, decided, isSetInTrial } from "./trial.ts";
import type { Fact } from "./facts.ts";
import { joinStates } from "./join-states.ts";
import { valueOfVariable } from "./variables.ts";
import { branch } from "./ways.ts";

/** What an expression is, evaluated where it stands; effects on variables and facts are applied in order. */
export function evaluate(run: Run, node: Node): Value {
  switch (node.type) {
    case "Literal":
      return constant("regex" in node ? /x/ : node.value, node);
    case "Identifier":
      return node.name === "undefined" ? constant(undefined, node) : valueOfVariable(run, node);
    case "ThisExpression":
      return thisOf(run, node);
    case "Super":
      return superOf(run, node);
    case "MemberExpression":
      return evaluateMemberOf(run, node, evaluate(run, node.object));
    case "ObjectExpression":
      return evaluateObject(run, node);
    case "ArrayExpression":
      return { kind: "list", items: node.elements.flatMap((element) => (element ? itemsFor(run, element) : [])), node };
    case "ArrowFunctionExpression":
    case "FunctionExpression":
      return makeFunction(run, node);
    case "CallExpression":
    case "NewExpression":
    case "TaggedTemplateExpression":
      return evaluateCall(run, node);
    case "ConditionalExpression":
      return evaluateConditional(run, node);
    case "LogicalExpression":
      return evaluateLogical(run, node);
    case "BinaryExpression":
      return evaluateBinary(run, node);
    case "UnaryExpression":
      return evaluateUnary(run, node);
    case "TemplateLiteral":
      return evaluateTemplate(run, node);
    case "AssignmentExpression":
      return evaluateAssignment(run, node);
    case "AwaitExpression":
      return awaited(run, settled(run, evaluate(run, node.argument)));
    case "ChainExpression":
    case "TSAsExpression":
    case "TSSatisfiesExpression":
    case "TSTypeAssertion":
    case "TSInstantiationExpression":
      return evaluate(run, node.expression);
    case "TSNonNullExpression":
      return withoutNullish(evaluate(run, node.expression));
    case "SequenceExpression":
      return node.expressions.map((one) => evaluate(run, one)).at(-1) ?? unknown("nothing", node);
    case "UpdateExpression":
      return evaluateUpdate(run, node);
    case "YieldExpression": {
      const value = node.argument ? evaluate(run, node.argument) : constant(undefined, node);
      expose(run, value, node);
      return unknown("what the generator is sent", node);
    }
    case "ClassExpression":
      walkClass(run, node);
      return unknown("a class", node);
    case "ImportExpression":
      return evaluateImport(run, node);
    case "JSXElement":
    case "JSXFragment":
      walkJsx(run, node);
      return unknown("an element", node);
    default:
      return unknown(node.type, node);
  }
}

/** A property of what `node.object` was evaluated to. */
export function evaluateMemberOf(run: Run, node: TSESTree.MemberExpression, object: Value): Value {
  const key = node.computed ? symbolKey(run, evaluate(run, node.property)) : node.property.name;
  if (key === undefined) return elementsOf(object, node);
  const read = node.optional ? optionalMember(run, object, key, node) : member(run, object, key, node);
  // `session?.user.companyId`: what ends the chain early is undefined at its end too.
  const value = !node.optional && isShortened(node.object) && mayBeNullish(object) ? choiceOf([read, constant(undefined, node)], node) : read;
  // `c.get` alone says nothing: what is got may be the logger.
  const isCalled = node.parent.type === "CallExpression" && node.parent.callee === node;
  if (!isCalled && !run.frame.identity.seen && referencesIn(value).some((one) => isSomebody(run, one))) run.frame.identity.seen = true;
  if (value.kind !== "choice") return value;
  if (node.optional && object.kind === "reference" && object.root.kind !== "call") teachAbsence(run, value);
  return ofFound(run, object, value);
}

/** `ids?.length` is not set where either the list or its length is not. */
function teachAbsence(run: Run, value: Value): void {
  const [read] = optionsOf(value);
  if (read?.kind === "reference") run.outcomes.set(value, { whenTrue: outcomeOf(run, value).whenTrue, whenFalse: [{ kind: "absent", value: read }] });
}

/** `members.find(isMe)?.role`: where the property is set, what it is read from was found. */
function ofFound(run: Run, object: Value, value: Value): Value {
  const found = run.outcomes.get(object);
  if (!found || found.whenTrue.length === 0) return value;
  const read = { ...value };
  run.outcomes.set(read, { whenTrue: [...found.whenTrue, ...outcomeOf(run, value).whenTrue], whenFalse: run.outcomes.get(value)?.whenFalse ?? [] });
  return read;
}

/** True when `?.` stands earlier in the same chain. */
function isShortened(node: Node): boolean {
  if (node.type === "TSNonNullExpression") return isShortened(node.expression);
  if (node.type === "CallExpression") return node.optional || isShortened(node.callee);
  return node.type === "MemberExpression" && (node.optional || isShortened(node.object));
}

function itemsFor(run: Run, element: TSESTree.Expression | TSESTree.SpreadElement): readonly ListItem[] {
  if (element.type !== "SpreadElement") return [{ value: evaluate(run, element), optional: false, many: false }];
  const spread = evaluate(run, element.argument);
  return optionsOf(spread).filter((option) => !isFalsyConstant(option)).flatMap((option) => itemsOf(option).map((item) => (spread.kind === "choice" ? { ...item, optional: true, when: undefined } : item)));
}

function evaluateConditional(run: Run, node: TSESTree.ConditionalExpression): Value {
  const test = evaluate(run, node.test);
  const sure = decided(run, test);
  if (sure !== undefined) return evaluate(run, sure ? node.consequent : node.alternate);
  const isSure = isSureToHold(run, test, node.test);
  const otherwise = branch(run);
  assume(run, run.state, test, true, node.test);
  const consequent = evaluate(run, node.consequent);
  const then = run.state;
  run.state = otherwise;
  assume(run, run.state, test, false, node.test);
  const alternate = evaluate(run, node.alternate);
  const forOperators = { then: then.isForOperators, otherwise: run.state.isForOperators };
  const joined = joinStates(then, run.state);
  joined.learn(checkedOnBoth(run, then, run.state, joined, node));
  run.state = joined;
  // `user.isSuperAdmin ? {} : { companyId }`: what everybody else gets decides.
  if (forOperators.then !== forOperators.otherwise) return forOperators.then ? alternate : consequent;
  if (isSure) return consequent;
  const taught = outcomeOf(run, test);
  const value = choiceOf([objectWith(run, consequent, taught.whenTrue), objectWith(run, alternate, taught.whenFalse)], node);
  if (value.kind === "choice" && value !== consequent && value !== alternate) run.outcomes.set(value, outcomeOfConditional(run, taught, consequent, alternate));
  return value;
}

/** `own ? plot : null` is true where both its test and the plot are. */
function outcomeOfConditional(run: Run, test: Outcome, consequent: Value, alternate: Value): Outcome {
  const branches = [{ value: consequent, taught: test.whenTrue }, { value: alternate, taught: test.whenFalse }];
  const facts = (truth: boolean): Outcome["whenTrue"] => {
    const possible = branches.filter(({ value }) => mayBe(value, truth));
    return shared(possible.map(({ value, taught }) => [...taught, ...outcomeOf(run, value)[truth ? "whenTrue" : "whenFalse"]]));
  };
  return { whenTrue: facts(true), whenFalse: facts(false) };
}

function evaluateLogical(run: Run, node: TSESTree.LogicalExpression): Value {
  const left = evaluate(run, node.left);
  const sure = node.operator === "??" ? undefined : decided(run, left);
  if (node.operator === "??" && isSetInTrial(run, left)) return left;
  if (sure !== undefined) return sure === (node.operator === "&&") ? evaluate(run, node.right) : left;
  const skipped = branch(run);
  if (node.operator !== "??") {
    assume(run, run.state, left, node.operator === "&&", node.left);
    assume(run, skipped, left, node.operator !== "&&", node.left);
  }
  const right = evaluate(run, node.right);
  const both = run.state;
  run.state = joinStates(skipped, both);
  const a = outcomeOf(run, left);
  const value = node.operator === "&&" ? choiceOf([...falsyOptions(left, node), objectWith(run, right, a.whenTrue)], node) : orElse(left, right, node);
  const b = outcomeOf(run, right);
  if (node.operator === "&&") {
    const excused: readonly Fact[] = isExcuse(run, node.left) ? [{ kind: "operators" }] : a.whenFalse;
    run.outcomes.set(value, { whenTrue: [...a.whenTrue, ...b.whenTrue], whenFalse: [...shared([excused, b.whenFalse]), ...checkedByEach(run, a.whenFalse, b.whenFalse, value), ...ofMissing(left, b.whenFalse), ...ofRoles(negated(a), negated(b))], role: flipped(eitherRole(negated(a), negated(b))) });
  }
  if (node.operator === "||") {
    run.outcomes.set(value, { whenTrue: [...(isFalsyConstant(right) ? a.whenTrue : shared([a.whenTrue, b.whenTrue])), ...checkedByEach(run, a.whenTrue, b.whenTrue, value), ...ofRoles(a, b)], whenFalse: [...a.whenFalse, ...b.whenFalse], role: eitherRole(a, b) });
  }
  if (node.operator === "??" && value !== left && value !== right) {
    // Where neither names anything, both are missing; what else either would show, only the one that was taken does.
    const { whenTrue, whenFalse } = outcomeOf(run, value);
    run.outcomes.set(value, { whenTrue, whenFalse: [...whenFalse, ...[...a.whenFalse, ...b.whenFalse].filter(({ kind }) => kind === "absent")] });
  }
  return value;
}

/** True for `!user.isOwner` before a comparison that owners need not stand. */
function isExcuse(run: Run, test: Node): boolean {
  if (test.type !== "UnaryExpression" || test.operator !== "!") return false;
  const { argument } = test;
  return (argument.type === "MemberExpression" || argument.type === "ChainExpression") && isFlagOfSession(evaluate(run, argument));
}

/** In `row && row.companyId !== companyId` a missing row is nobody's, so what the rest says of the row holds for it either way. */
function ofMissing(left: Value, facts: readonly Fact[]): readonly Fact[] {
  const missing = new Set(optionsOf(left).flatMap((one) => (one.kind === "reference" && one.path.length === 0 && one.root.kind === "row" ? [one.root.id] : [])));
  return facts.flatMap((fact): readonly Fact[] => {
    if (fact.kind !== "tie" || fact.b.kind !== "reference") return [];
    if (missing.has(fact.a.root.id)) return [{ ...fact, oneWay: true }];
    return missing.has(fact.b.root.id) ? [{ ...fact, a: fact.b, b: fact.a, oneWay: true }] : [];
  });
}

/** What `left && right` gives when `left` is not true: only a constant is known to be such. */
function falsyOptions(left: Value, node: Node): readonly [Value] {
  const falsy = optionsOf(left).find(isFalsyConstant);
  return [falsy ?? constant(false, node)];
}

function orElse(left: Value, right: Value, node: TSESTree.LogicalExpression): Value {
  const kept = optionsOf(left).filter((option) => (node.operator === "??" ? !isNullish(option) : !isFalsyConstant(option)));
  return choiceOf([right, ...kept.map(replacedWhenUndefined)], node);
}

const COMPARING = new Set(["==", "!=", "===", "!==", "<", "<=", ">", ">=", "in", "instanceof"]);

function evaluateBinary(run: Run, node: TSESTree.BinaryExpression): Value {
  if (node.left.type === "PrivateIdentifier") return answer("a private check", node);
  const left = evaluate(run, node.left);
  const right = evaluate(run, node.right);
  if (node.operator === "+") return concatenation(run, left, right, node);
  const compared = comparedInTrial(run, node.operator, left, right, node);
  if (compared) return compared;
  const value = COMPARING.has(node.operator) ? answer("a comparison", node) : unknown("a calculation", node);
  const outcome = comparisonOutcome(run, node.operator, left, right, node);
  if (outcome) run.outcomes.set(value, outcome);
  return value;
}

function concatenation(run: Run, left: Value, right: Value, node: Node): Value {
  if (left.kind === "constant" && right.kind === "constant" && typeof left.value === "string" && typeof right.value === "string") return constant(left.value + right.value, node);
  const sides = [left, right];
  const isSum = sides.some((side) => side.kind === "constant" && typeof side.value === "number") && !sides.some(isPasted);
  if (!isSum) return text(sides.flatMap((side) => (isPasted(side) ? side.parts : [side])), node);
  const sum: Text = { ...text(sides, node), sum: true };
  noteTenant(run, sum, node);
  return sum;
}

/** Whose counter a number should come from is known where it is made. */
function noteTenant(run: Run, sum: Text, node: Node): void {
  const [number] = numberOfSum(sum);
  if (!number) return;
  const tenant = tenantInScope(run, node, run.facts.catalog.models.get(number.read?.model ?? ""));
  if (tenant !== undefined) run.tenantsAtSums.set(node, tenant);
}

function isPasted(value: Value): value is Text {
  return value.kind === "text" && value.sum !== true;
}

/** What a variable holds after `n++` is no longer what it was given. */
function evaluateUpdate(run: Run, node: TSESTree.UpdateExpression): Value {
  const value = unknown("a counter", node);
  bind(run, node.argument, value);
  return value;
}

function evaluateUnary(run: Run, node: TSESTree.UnaryExpression): Value {
  const argument = evaluate(run, node.argument);
  if (node.operator === "+") return argument;
  if (node.operator === "void") return constant(undefined, node);
  const sure = node.operator === "!" ? decided(run, argument) : undefined;
  if (sure !== undefined) return constant(!sure, node);
  const value = (node.operator === "!" ? answer : unknown)(`\`${node.operator}\``, node);
  if (node.operator === "!") {
    run.outcomes.set(value, negated(outcomeOfTest(run, argument)));
  }
  return value;
}

function evaluateTemplate(run: Run, node: TSESTree.TemplateLiteral): Value {
  const parts = node.quasis.flatMap((quasi, index): readonly Value[] => {
    const expression = node.expressions[index];
    const literal = quasi.value.cooked === "" ? [] : [constant(quasi.value.cooked, quasi)];
    return expression ? [...literal, evaluate(run, expression)] : literal;
  });
  const [only] = parts;
  if (parts.length === 0) return constant("", node);
  return parts.length === 1 && only?.kind === "constant" ? constant(String(only.value), node) : text(parts, node);
}

function evaluateAssignment(run: Run, node: TSESTree.AssignmentExpression): Value {
  const right = evaluate(run, node.right);
  const { left } = node;
  if (node.operator === "=") {
    bind(run, left, right);
    if (left.type === "MemberExpression" && evaluate(run, left.object).kind === "reference") expose(run, right, node);
    return right;
  }
  const before = evaluate(run, left);
  const value = node.operator === "+=" ? concatenation(run, before, right, node) : node.operator === "??=" || node.operator === "||=" ? choiceOf([before, right], node) : unknown(node.operator, node);
  bind(run, left, value);
  return value;
}

function evaluateImport(run: Run, node: TSESTree.ImportExpression): Value {
  const source = evaluate(run, node.source);
  if (source.kind !== "constant" || typeof source.value !== "string") return unknown("a computed import", node);
  return reference({ kind: "import", id: `import ${source.value} *`, source: source.value, name: "*" }, [], node);
}

function walkJsx(run: Run, node: TSESTree.JSXElement | TSESTree.JSXFragment): void {
  if (node.type === "JSXElement") {
    for (const attribute of node.openingElement.attributes) {
      if (attribute.type === "JSXSpreadAttribute") expose(run, evaluate(run, attribute.argument), attribute);
      else if (attribute.value?.type === "JSXExpressionContainer") walkJsxExpression(run, attribute.value);
    }
  }
  for (const child of node.children) {
    if (child.type === "JSXElement" || child.type === "JSXFragment") walkJsx(run, child);
    else if (child.type === "JSXExpressionContainer") walkJsxExpression(run, child);
  }
}

function walkJsxExpression(run: Run, node: TSESTree.JSXExpressionContainer): void {
  if (node.expression.type !== "JSXEmptyExpression") expose(run, evaluate(run, node.expression), node);
}

/** A value about which nothing is known but that it is one and the same. */
export function opaque(run: Run, node: Node): Reference {
  return reference({ kind: "opaque", id: nextId(run, "opaque"), node }, [], node);
}
