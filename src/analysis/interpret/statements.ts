import type { TSESTree } from "@typescript-eslint/types";
import type { Node } from "../../syntax/source-file.ts";
import { isRequiredArgument, isRequiredId } from "../declared-argument.ts";
import { constant, unknown } from "../make-value.ts";
import { choiceOf } from "../object-value.ts";
import type { Value } from "../value.ts";
import { runAsBuilt } from "./chains.ts";
import { assume, comparisonOutcome, outcomeOf } from "./conditions.ts";
import { conditionOf, tiesOnRoles, tiesWhere } from "./correlated.ts";
import { executeEnum } from "./enums.ts";
import { evaluate } from "./expressions.ts";
import { expose, noteChecked, notePendingAtExit } from "./exposure.ts";
import { walkClass } from "./classes.ts";
import { foldInLoop } from "./folds.ts";
import { factsAbout, hoist } from "./functions.ts";
import { withoutKnown } from "./known-where-set.ts";
import { elementsOf } from "./members.ts";
import { bind } from "./patterns.ts";
import type { Run } from "./run.ts";
import { comparedInTrial, decided } from "./trial.ts";
import type { State } from "./state.ts";
import { isSureToHold } from "./sure-test.ts";
import { joinStates } from "./join-states.ts";
import { branch, joinBranches, teachChosen } from "./ways.ts";

/** Walks statements in order; what follows a return, a throw or a call that never returns is left out. */
export function executeAll(run: Run, statements: readonly Node[]): void {
  hoist(run, statements);
  for (const statement of statements) {
    if (run.state.ended) return;
    execute(run, statement);
  }
}

export function execute(run: Run, node: Node): void {
  switch (node.type) {
    case "ExpressionStatement":
      executeEffect(run, node.expression);
      return;
    case "VariableDeclaration":
      for (const declaration of node.declarations) declare(run, declaration, node.kind);
      return;
    case "ReturnStatement":
      executeReturn(run, node.argument, node);
      return;
    case "ThrowStatement":
      evaluate(run, node.argument);
      run.state.ended = true;
      return;
    case "IfStatement":
      executeIf(run, node);
      return;
    case "BlockStatement":
    case "StaticBlock":
      executeAll(run, node.body);
      return;
    case "ForOfStatement":
    case "ForInStatement":
      executeForEach(run, node);
      return;
    case "ForStatement":
      if (node.init?.type === "VariableDeclaration") execute(run, node.init);
      else if (node.init) evaluate(run, node.init);
      executeLoop(run, node.test, node.body, undefined);
      return;
    case "WhileStatement":
      executeLoop(run, node.test, node.body, undefined);
      return;
    case "DoWhileStatement":
      execute(run, node.body);
      if (!run.state.ended) evaluate(run, node.test);
      return;
    case "SwitchStatement":
      executeSwitch(run, node);
      return;
    case "TryStatement":
      executeTry(run, node);
      return;
    case "LabeledStatement":
      execute(run, node.body);
      return;
    case "BreakStatement":
    case "ContinueStatement":
      run.frame.jumps.at(-1)?.states.push(run.state.fork());
      run.state.ended = true;
      return;
    case "ClassDeclaration":
      walkClass(run, node);
      return;
    case "TSEnumDeclaration":
      executeEnum(run, node);
      return;
    case "ExportNamedDeclaration":
      if (node.declaration) execute(run, node.declaration);
      return;
    case "ExportDefaultDeclaration":
      if (node.declaration.type === "ClassDeclaration") walkClass(run, node.declaration);
      else if (node.declaration.type !== "FunctionDeclaration") evaluate(run, node.declaration);
      return;
    case "TSExportAssignment":
      evaluate(run, node.expression);
      return;
    default:
  }
}

/** `await Promise.all(rows.map((row) => send(row)))`: what was computed for its effect hands out what it was computed from; what a variable is given stays here. */
function executeEffect(run: Run, node: Node): void {
  const value = evaluate(run, node);
  if (node.type !== "AssignmentExpression" && (value.kind === "list" || (value.kind === "reference" && value.root.kind === "call"))) expose(run, value, node);
}

function declare(run: Run, declaration: TSESTree.VariableDeclarator, kind: string): void {
  if (!declaration.init) {
    if (kind !== "const") bind(run, declaration.id, constant(undefined, declaration.id));
    return;
  }
  bind(run, declaration.id, evaluate(run, declaration.init));
}

function executeReturn(run: Run, argument: Node | null, node: Node): void {
  if (argument) returnExpression(run, argument);
  else returnValue(run, constant(undefined, node), node);
}

/** Returns what an expression gives; a conditional returns in each of its branches, with what its test taught there. */
export function returnExpression(run: Run, node: Node): void {
  if (node.type !== "ConditionalExpression") {
    returnValue(run, evaluate(run, node), node);
    return;
  }
  const test = evaluate(run, node.test);
  if (run.state.ended) return;
  const sure = decided(run, test);
  if (sure !== undefined) {
    returnExpression(run, sure ? node.consequent : node.alternate);
    return;
  }
  const otherwise = branch(run);
  assume(run, run.state, test, true, node.test);
  returnExpression(run, node.consequent);
  run.state = otherwise;
  assume(run, otherwise, test, false, node.test);
  returnExpression(run, node.alternate);
}

/** Ends the path with a result. */
function returnValue(run: Run, value: Value, node: Node): void {
  if (run.state.ended) return;
  runAsBuilt(run, value);
  if (run.frame.passesOn !== true) expose(run, value, node);
  notePendingAtExit(run);
  // `return plot.companyId === companyId` gives away nothing but the check.
  noteChecked(run, outcomeOf(run, value));
  run.frame.returns.push({ value, state: run.state.fork() });
  run.state.ended = true;
}

function executeIf(run: Run, node: TSESTree.IfStatement): void {
  const test = evaluate(run, node.test);
  const sure = decided(run, test);
  if (sure !== undefined) {
    const taken = sure ? node.consequent : node.alternate;
    if (taken) execute(run, taken);
    return;
  }
  const condition = conditionOf(run, node.test);
  const isSure = isSureToHold(run, test, node.test);
  const otherwise = branch(run);
  assume(run, run.state, test, true, node.test);
  execute(run, node.consequent);
  const then = run.state;
  run.state = otherwise;
  assume(run, otherwise, test, false, node.test);
  if (node.alternate) execute(run, node.alternate);
  if (!then.ended && !node.alternate && (isSure || isDeclaredToHold(test, then, otherwise))) {
    run.state = then;
    return;
  }
  const where = then.ended || run.state.ended ? [] : [...(condition ? tiesWhere(condition, then, run.state) : []), ...tiesOnRoles(outcomeOf(run, test).role, then, run.state)];
  run.state = joinBranches(run, then, run.state, node);
  run.state.learn(where);
}

/**
 * `if (user) authorize(user, plot)`, where `user: User` is declared to be there; of an id that is, which an empty text is too,
 * where it is only checked: a filter that is set for it may be missing.
 */
function isDeclaredToHold(test: Value, then: State, otherwise: State): boolean {
  if (test.kind !== "reference") return false;
  if (isRequiredArgument(test)) return true;
  const { ofA, ofB } = then.variables.split(otherwise.variables);
  return ofA.size === 0 && ofB.size === 0 && isRequiredId(test);
}

function executeForEach(run: Run, node: TSESTree.ForOfStatement | TSESTree.ForInStatement): void {
  const collection = evaluate(run, node.right);
  const variable = node.left.type === "VariableDeclaration" ? node.left.declarations[0].id : node.left;
  if (node.type === "ForOfStatement" && foldInLoop(run, variable, node.body, collection)) return;
  const only = node.type === "ForOfStatement" ? onlyOf(run, collection) : undefined;
  const element = node.type === "ForOfStatement" ? elementsOf(collection, node.left) : unknown("a key", node.left);
  const whole = executeLoop(run, undefined, node.body, () => {
    bind(run, variable, element);
  }, only !== undefined);
  // Every element went through the body to its end.
  if (whole) run.state.learn(factsAbout(whole, element));
}

/**
 * One turn of the body stands for all; afterwards holds what holds with no turn and with one. Gives the state at the
 * body's end where no turn ends in another way.
 */
function executeLoop(run: Run, test: Node | null | undefined, body: Node, start: (() => void) | undefined, isSure = false): State | undefined {
  const tested = test ? evaluate(run, test) : undefined;
  const skipped = branch(run);
  if (tested && test) assume(run, run.state, tested, true, test);
  start?.();
  const jumps: State[] = [];
  run.frame.jumps.push({ label: undefined, states: jumps });
  execute(run, body);
  run.frame.jumps.pop();
  const whole = jumps.length === 0 && !run.state.ended ? run.state.fork() : undefined;
  const ends = [run.state, ...jumps];
  run.state = isSure ? ends.reduce(joinStates) : ends.map(manyTimes).reduce(joinStates, skipped);
  return whole;
}

/** In a trial: the one thing that a list holds for certain, so that a loop over it takes one turn. */
function onlyOf({ trial }: Run, collection: Value): Value | undefined {
  const [item, ...others] = trial && collection.kind === "list" ? collection.items : [];
  return item && others.length === 0 && !item.optional && !item.many ? item.value : undefined;
}

/** What one turn pushed may have been pushed any number of times. */
function manyTimes(state: State): State {
  for (const [variable, value] of state.variables.entries()) {
    if (value.kind !== "list" || value.items.every((item) => item.many)) continue;
    const last = value.items.at(-1);
    if (!last || last.many || !last.optional) continue;
    const sure = value.items.filter((item) => !item.optional && !item.many);
    const pushed = elementsOf({ ...value, items: value.items.filter((item) => !sure.includes(item)) });
    state.assign(variable, { ...value, items: [...sure, { value: pushed, optional: true, many: true }] });
  }
  return state;
}

function executeSwitch(run: Run, node: TSESTree.SwitchStatement): void {
  const value = evaluate(run, node.discriminant);
  const taken = casesTaken(run, node, value);
  const start = run.state;
  const jumps: State[] = [];
  run.frame.jumps.push({ label: undefined, states: jumps });
  let through: State | undefined;
  for (const branch of taken ?? node.cases) {
    if (taken && through?.ended) break;
    const fresh = start.fork();
    if (branch.test && !taken) assumeCase(run, fresh, value, branch.test);
    run.state = through && !through.ended ? (taken ? through : joinStates(through, fresh)) : fresh;
    executeAll(run, branch.consequent);
    through = run.state;
  }
  run.frame.jumps.pop();
  const hasDefault = node.cases.some((branch) => branch.test === null);
  const ends = [...(through ? [through] : []), ...jumps, ...(hasDefault || (taken && taken.length > 0) ? [] : [start])];
  run.state = ends.reduce((a, b) => joinBranches(run, a, b, node));
}

/** What holds where a case is what a value is. */
function assumeCase(run: Run, state: State, value: Value, test: Node): void {
  run.state = state;
  const outcome = comparisonOutcome(run, "===", value, evaluate(run, test), test);
  if (outcome) state.learn(outcome.whenTrue);
}

/** The cases that a value leads to, where a trial decides it: the one that names it with those that it falls into, or the default. */
function casesTaken(run: Run, { cases }: TSESTree.SwitchStatement, value: Value): readonly TSESTree.SwitchCase[] | undefined {
  if (!run.trial || value.kind !== "constant") return undefined;
  const tests = cases.map(({ test }) => (test ? comparedInTrial(run, "===", value, evaluate(run, test), test)?.value : false));
  if (tests.includes(undefined)) return undefined;
  const named = tests.indexOf(true);
  const first = named >= 0 ? named : cases.findIndex(({ test }) => test === null);
  return first >= 0 ? cases.slice(first) : [];
}

function executeTry(run: Run, node: TSESTree.TryStatement): void {
  const before = run.state.fork();
  execute(run, node.block);
  const tried = run.state;
  if (node.handler) {
    run.state = before;
    // Variables assigned in the block may have been, by the time it threw.
    for (const [variable, set] of tried.variables.beyond(before.variables)) {
      const known = before.variables.get(variable);
      const value = known === set ? set : withoutKnown(run, set);
      if (known !== value) before.assign(variable, known ? choiceOf([known, value]) : value);
    }
    if (node.handler.param) bind(run, node.handler.param, unknown("what was thrown", node.handler.param));
    execute(run, node.handler.body);
    const caught = run.state;
    run.state = joinStates(tried, caught);
    if (run.state !== tried && run.state !== caught) teachChosen(run, run.state, tried, caught, node);
  }
  if (!node.finalizer) return;
  const { ended } = run.state;
  run.state.ended = false;
  execute(run, node.finalizer);
  run.state.ended ||= ended;
}

