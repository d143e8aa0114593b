import type { FunctionNode } from "../../syntax/functions.ts";
import type { Node } from "../../syntax/source-file.ts";
import type { Call } from "../call.ts";
import { constant, reference, referencesIn, unknown } from "../make-value.ts";
import { isOnwards, isPlaceholder, withPlaceholders, withRoots } from "../preparation.ts";
import { choiceOf, entriesOf, opaqueSpreadsOf, optionsOf } from "../object-value.ts";
import type { CallRoot, Constant, FunctionValue, ListItem, Value } from "../value.ts";
import { evaluate } from "./expressions.ts";
import { runInline, waysOutOf, type Closure } from "./functions.ts";
import { calledOn, callOnObject, fieldIn, instanceMade, partsOfInstance, type ClassNode } from "./objects.ts";
import type { Setting } from "../row-settings.ts";
import { importedFunction } from "./imported-calls.ts";
import { bind } from "./patterns.ts";
import { nextId, type Frame, type Run } from "./run.ts";
import type { State } from "./state.ts";

/**
 * A function that is run apart for one case that is fully known: tests of constants are decided, own helpers run in place,
 * and nothing of it is judged or kept but what it passes on and what it gives.
 */
export interface Trial {
  /** What it ran queries with, in order. */
  readonly passed: Value[];
  /** What was called on an object of a class of its own that changes a client in place. */
  readonly changes: CallRoot[];
  /** All that was called, where somebody asks. */
  readonly calls?: Call[];
}

/** What came of a trial. */
export interface Tried {
  /** What queries were run with. */
  readonly passed: readonly Value[];
  readonly result: Value;
  /** What was set for the transactions that it began. */
  readonly settings: readonly Setting[];
}

/** Runs a function with some arguments, apart from everything else. */
export function tried(run: Run, value: FunctionValue, args: readonly Value[]): Tried {
  return apartFrom(run, (value.closure as Closure).state, value.fn, (apart) => {
    if (value.captured) recall(apart.state, value.captured);
    return runInline(apart, value, args, "once");
  });
}

/** What a function gives on each way out of it, likewise. */
export function triedWays(run: Run, value: FunctionValue, args: readonly Value[]): Frame["returns"] {
  let ways: Frame["returns"] = [];
  apartFrom(run, (value.closure as Closure).state, value.fn, (apart) => {
    ways = waysOutOf(apart, value, args);
    return constant(undefined);
  });
  return ways;
}

/** All that is called, likewise, by a function that gives a decorator, and by the decorator. */
export function callsOfDecorator(run: Run, value: FunctionValue, args: readonly Value[]): readonly Call[] {
  const calls: Call[] = [];
  const given = unknown("what a decorator stands on", value.fn);
  apartFrom(run, (value.closure as Closure).state, value.fn, (apart) => {
    const made = runInline(apart, value, args, "once");
    return made.kind === "function" ? runInline(apart, made, [given, given, given], "once") : made;
  }, calls);
  return calls;
}

/** What an expression gives, likewise. */
export function evaluatedApart(run: Run, node: Node): Value {
  return apartFrom(run, run.state, run.frame.fn, (apart) => evaluate(apart, node)).result;
}

/** Calls a method of an object, likewise, which `make` gives; undefined where it cannot be looked into. */
export function triedOn(run: Run, make: (apart: Run) => Value | undefined, method: string, args: readonly Value[]): Tried | undefined {
  const unread = unknown("what cannot be looked into");
  const found = apartFrom(run, run.state, run.frame.fn, (apart) => {
    const object = make(apart);
    return (object && calledOn(apart, object, method, args)) ?? unread;
  });
  return found.result === unread ? undefined : found;
}

/** What a field of a class's objects holds, by its constructor and its getters; what the constructor is given is known as `this` of the class knows it. */
export function fieldOf(run: Run, owner: Node, key: string): Value | undefined {
  if (owner.type !== "ClassDeclaration" && owner.type !== "ClassExpression") return undefined;
  const known = fields.get(owner) ?? new Map<string, Value | undefined>();
  fields.set(owner, known);
  if (!known.has(key)) {
    known.set(key, undefined);
    const self = reference({ kind: "this", id: `this@${String(owner.range[0])}`, owner }, []);
    const unset = unknown("a field that is not set");
    const found = apartFrom(run, run.state, run.frame.fn, (apart) => fieldIn(apart, owner, self, key) ?? unset).result;
    if (found !== unset) known.set(key, found);
  }
  return known.get(key);
}

/** What the fields hold of the objects of a class, or of one that is made with some arguments, and what they hand to a base class of another file. */
export function partsOf(run: Run, owner: ClassNode, args: readonly Value[] | undefined, types: ReadonlyMap<string, string>): ReturnType<typeof partsOfInstance> {
  let parts: ReturnType<typeof partsOfInstance> | undefined;
  apartFrom(run, run.state, run.frame.fn, (apart) => {
    parts = partsOfInstance(apart, owner, reference({ kind: "this", id: `this@${run.facts.file.path}:${String(owner.range[0])}`, owner, types }, []), args);
    return constant(undefined);
  });
  return parts ?? { fields: new Map(), handedOn: undefined };
}

/** What is called that changes a client in place on an object of a class, as it is made and as its framework sets it up: `this.$use(…)`. */
export function changesOf(run: Run, owner: Node): readonly CallRoot[] {
  if (owner.type !== "ClassDeclaration" && owner.type !== "ClassExpression") return [];
  const self = reference({ kind: "this", id: `this@${String(owner.range[0])}`, owner }, []);
  const changes: CallRoot[] = [];
  apartFrom(run, run.state, run.frame.fn, (apart) => {
    const object = instanceMade(apart, owner, self);
    for (const method of new Set(run.frameworks.flatMap(({ setsUp = [] }) => setsUp))) calledOn(apart, object, method, []);
    changes.push(...(apart.trial?.changes ?? []));
    return object;
  });
  return changes;
}

const fields = new WeakMap<Node, Map<string, Value | undefined>>();

function apartFrom(run: Run, state: State, fn: FunctionNode | undefined, work: (apart: Run) => Value, calls?: Call[]): Tried {
  const trial: Trial = { passed: [], changes: [], ...(calls && { calls }) };
  const apart: Run = {
    ...run,
    trial,
    summaries: new Map(), walked: new Set(), judgements: new Map(), caches: new Map(), entries: new Map(), superseded: new Map(), accesses: new Map(), tenantsAtSums: new Map(), inlined: new Set(),
    state: state.fork(),
    frame: { fn, parent: undefined, entry: undefined, parameters: [], returns: [], duties: [], owedColumns: [], pending: [], functions: [], settings: [], identity: { seen: false }, bypass: undefined, jumps: [] },
    depth: 0,
  };
  apart.state.ended = false;
  const result = work(apart);
  // What was made there has names that nothing else may have.
  run.lastId = apart.lastId;
  return { passed: trial.passed, result, settings: apart.frame.settings };
}

/** Puts what the functions around one were called with in the place of their parameters. */
function recall(state: State, captured: ReadonlyMap<string, Value>): void {
  for (const [variable, known] of state.variables.entries()) if (referencesIn(known).some(({ root }) => captured.has(root.id))) state.assign(variable, withRoots(known, captured));
}

/** In a trial: the call that runs the query, a test of constants, or a helper of the file. */
export function callInTrial(run: Run, call: Call): Value | undefined {
  if (!run.trial) return undefined;
  run.trial.calls?.push(call);
  if (isOnwards(call.callee)) {
    run.trial.passed.push(call.args[0] ?? constant(undefined, call.node));
    return unknown("what a query gives", call.node);
  }
  return changeInPlace(run, run.trial, call) ?? ofLibrary(run, call) ?? testedMember(run, call) ?? callOnSingle(run, call) ?? callOnObject(run, call) ?? (call.callee.kind === "function" ? helped(run, call.callee, call) : helpedElsewhere(run, run.trial, call));
}

/** `this.$use(middleware)` on an object of a class of its own. */
function changeInPlace(run: Run, { changes }: Trial, { node, receiver, method = "", args }: Call): Value | undefined {
  if (receiver?.kind !== "object" || !run.dataAdapters.some(({ clients }) => clients?.inPlace?.test(method))) return undefined;
  changes.push({ kind: "call", id: nextId(run, "call"), node, callee: reference({ kind: "global", id: "global @client", name: "@client" }, [method]), args, construct: false, shape: undefined });
  return constant(undefined, node);
}

/** What a library's own function gives, where its adapter knows. */
function ofLibrary({ dataAdapters, facts }: Run, call: Call): Value | undefined {
  for (const { clients } of dataAdapters) {
    const value = clients?.evaluates?.(call, facts);
    if (value) return value;
  }
  return undefined;
}

/** `tables.some((table) => …)` over a list that holds one thing, or nothing; what is asked of each may be asked of more. */
function callOnSingle(run: Run, { receiver, method = "", args: [fn, start], node }: Call): Value | undefined {
  if (receiver?.kind !== "list" || fn?.kind !== "function" || receiver.items.some(({ many }) => many)) return undefined;
  if (receiver.items.length > 1) return method === "some" || method === "every" ? askedOfEach(run, fn, receiver.items, method === "every", node) : undefined;
  const [item] = receiver.items;
  if (method === "reduce" && start) return item ? maybe(item, runInline(run, fn, [start, item.value], "once"), start) : start;
  if (!/^(?:some|every|find|filter)$/.test(method)) return undefined;
  const result = item && runInline(run, fn, [item.value], "once");
  const holds = result?.kind === "constant" && item?.optional === false ? Boolean(result.value) : undefined;
  if (method === "filter") return { ...receiver, items: item && holds !== false ? [{ ...item, optional: holds === undefined }] : [] };
  if (method === "find") return item ? (holds === undefined ? choiceOf([item.value, constant(undefined, node)]) : holds ? item.value : constant(undefined, node)) : constant(undefined, node);
  const said = item ? holds : method === "every";
  return said === undefined ? unknown("a test of elements", node) : constant(said, node);
}

/** Whether a test holds for every element, or for any: the first that says otherwise decides. */
function askedOfEach(run: Run, fn: FunctionValue, items: readonly ListItem[], every: boolean, node: Node): Value | undefined {
  const answers = items.map(({ value, optional }) => {
    const result = runInline(run, fn, [value], "once");
    return result.kind === "constant" && !optional ? Boolean(result.value) : undefined;
  });
  if (answers.includes(!every)) return constant(!every, node);
  return answers.includes(undefined) ? undefined : constant(every, node);
}

function maybe({ optional }: ListItem, value: Value, otherwise: Value): Value {
  return optional ? choiceOf([value, otherwise]) : value;
}

/** The same for a helper of another file, where it is told of the case or of the query's arguments. */
function helpedElsewhere(run: Run, { passed }: Trial, call: Call): Value | undefined {
  const isTold = call.args.some((argument) => argument.kind === "constant" || referencesIn(argument).some(isPlaceholder));
  const fn = isTold ? importedFunction(run, call) : undefined;
  const { values, meant } = withPlaceholders(call.args);
  const found = fn && run.elsewhere?.trialOf(fn, values);
  if (!found) return undefined;
  passed.push(...found.passed.map((value) => withRoots(value, meant)));
  run.frame.settings.push(...found.settings.map((one) => ({ ...one, value: withRoots(one.value, meant) })));
  return withRoots(found.result, meant);
}

/** A helper that is called in place; what it sets on an object that it is handed is set for whoever handed it. */
function helped(run: Run, helper: FunctionValue, { node, args }: Call): Value {
  const result = runInline(run, helper, args, "once");
  helper.fn.params.forEach((parameter, index) => {
    const written = node.type === "CallExpression" ? node.arguments[index] : undefined;
    const variable = run.variables.get(parameter);
    const after = variable && run.state.variables.get(variable);
    if (written?.type === "Identifier" && after?.kind === "object" && args[index]?.kind === "object") bind(run, written, after);
  });
  return result;
}

/** What a test comes to, where a trial decides it. */
export function decided(run: Run, test: Value): boolean | undefined {
  if (run.trial && test.kind === "constant") return Boolean(test.value);
  return isSetInTrial(run, test) ? true : undefined;
}

/** True where a trial knows that a value is neither null nor undefined. */
export function isSetInTrial(run: Run, { kind }: Value): boolean {
  return run.trial !== undefined && (kind === "object" || kind === "list" || kind === "function");
}

/** `operation === "create"` and `"where" in args`, where both sides are known. */
export function comparedInTrial(run: Run, operator: string, left: Value, right: Value, node: Node): Constant | undefined {
  if (!run.trial || left.kind !== "constant") return undefined;
  if (operator === "in") {
    const known = right.kind === "object" && opaqueSpreadsOf(right).length === 0 ? entriesOf(right).has(String(left.value)) : undefined;
    return known === undefined ? undefined : constant(known, node);
  }
  if (right.kind !== "constant") return undefined;
  if (operator === "===" || operator === "==") return constant(left.value === right.value, node);
  return operator === "!==" || operator === "!=" ? constant(left.value !== right.value, node) : undefined;
}

/** `["create", "update"].includes(operation)`, `MODELS.has(model)`, `operation.startsWith("find")`, `/^find/.test(operation)`. */
function testedMember(run: Run, { receiver, method, args: [value], node }: Call): Value | undefined {
  if (value?.kind !== "constant" || receiver === undefined) return undefined;
  const whole = receiver.kind === "reference" ? (run.facts.imported(receiver) ?? receiver) : receiver;
  const text = whole.kind === "constant" ? whole.value : undefined;
  switch (method) {
    case "includes":
    case "has":
      if (whole.kind === "list") return amongConstants(whole.items.flatMap((item) => (item.many || item.optional ? [unknown("any")] : optionsOf(item.value))), value, node);
      return typeof text === "string" ? constant(text.includes(String(value.value)), node) : undefined;
    case "startsWith":
    case "endsWith":
      return typeof text === "string" ? constant(text[method](String(value.value)), node) : undefined;
    case "test":
      return text instanceof RegExp && whole.node?.type === "Literal" && "regex" in whole.node ? constant(new RegExp(whole.node.regex.pattern, whole.node.regex.flags).test(String(value.value)), node) : undefined;
    default:
      return undefined;
  }
}

function amongConstants(items: readonly Value[], { value }: Constant, node: Node): Constant | undefined {
  if (items.some((item) => item.kind === "constant" && item.value === value)) return constant(true, node);
  return items.every((item) => item.kind === "constant") ? constant(false, node) : undefined;
}
