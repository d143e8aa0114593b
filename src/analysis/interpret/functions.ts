import type { EntryPoint } from "../../frameworks/framework.ts";
import { handedParameters } from "../../frameworks/parts/wrapped.ts";
import { WHOLE, shapeAt } from "../../frameworks/shape.ts";
import { declarationOf } from "../../syntax/exported.ts";
import type { FunctionNode } from "../../syntax/functions.ts";
import type { Node } from "../../syntax/source-file.ts";
import type { Call } from "../call.ts";
import { constant, keyOf, list, reference, referencesIn, unknown } from "../make-value.ts";
import { isSignedIn } from "../standing.ts";
import type { FunctionValue, ParameterRoot, Reference, Shape, Value } from "../value.ts";
import { applySummary } from "./apply-summary.ts";
import { isOpenQuery } from "./chains.ts";
import { checkedByCaller } from "./checked-by-caller.ts";
import { entryFor, isEntered } from "./entered.ts";
import { learnResult, resultOf, summaryOf } from "./make-summary.ts";
import { factsAtMounts } from "./mounted.ts";
import { notePassedOn } from "./placed.ts";
import { inTransaction } from "./settings.ts";
import { factsOfValidation } from "./validators.ts";
import { runWork } from "./work.ts";
import { clientsHanded, handsOver, settingsHanded, shapesInside } from "./wrappers.ts";
import { exposeLeading, notePendingAtExit, settlePending } from "./exposure.ts";
import { bind } from "./patterns.ts";
import { clientWithin } from "./scopes.ts";
import type { Frame, Run } from "./run.ts";
import { entryOf, nextId } from "./run.ts";
import { executeAll, returnExpression } from "./statements.ts";
import type { Fact } from "./facts.ts";
import { joinStates } from "./join-states.ts";
import { State } from "./state.ts";
import type { Summary } from "./summary.ts";

const DEEPEST = 24;

/** What `@ringfence/runtime` exports for work for all tenants. */
export const RUNTIME_BYPASS = "withoutTenant";

/** What a function value closes over. */
export interface Closure {
  state: State;
  readonly frame: Frame;
}

/** A function with what it closes over; it is walked when it is called, or at the end of the function that made it. */
export function makeFunction(run: Run, fn: FunctionNode): FunctionValue {
  const closure: Closure = { state: run.state, frame: run.frame };
  const value: FunctionValue = { kind: "function", fn, closure, node: fn };
  run.frame.functions.push(value);
  return value;
}

/** Function declarations are known before the first statement runs. */
export function hoist(run: Run, statements: readonly Node[]): void {
  for (const statement of statements) {
    const declared = declarationOf(statement);
    if (declared?.type !== "FunctionDeclaration") continue;
    const value = makeFunction(run, declared);
    if (declared.id) bind(run, declared.id, value);
  }
}

/** Walks everything that was made here and that nothing has called; where functions are summarised on demand, what hands something to a callback. */
export function walkRemaining(run: Run): void {
  if (run.walks) {
    for (const value of run.frame.functions) if (!run.walked.has(value.fn) && handsOver(run, value.fn)) walkFunction(run, value, [], { shapes: handedParameters(value.fn) });
    return;
  }
  for (const value of run.frame.functions) if (!run.walked.has(value.fn)) summarize(run, value, []);
}

/** Functions of a module run when it is loaded: they see its variables as they are then, not as they were where the functions stand. */
export function settleClosures(run: Run): void {
  for (const { closure } of run.frame.functions) if (closure !== undefined) (closure as Closure).state = run.state;
}

/** A call of a function of this file. Callbacks written in place run here; others are applied by their summary. */
export function applyFunction(run: Run, value: FunctionValue, call: Call): Value {
  const isImmediate = value.fn.parent.type === "CallExpression" && value.fn.parent.callee === value.fn;
  // What it is handed to add to is the caller's query, which only running it here changes.
  if (isImmediate || call.args.some(isOpenQuery)) return runInline(run, value, call.args, "once", run.frame.bypass, isImmediate);
  const summary = summarize(run, value, call.args, selfOf(call), call);
  if (!summary) {
    runWork(run, summary, call);
    for (const argument of call.args) exposeLeading(run, argument, call.node);
    return unknown("a recursive call", call.node);
  }
  const result = applySummary(run, summary, call, value.captured);
  return runWork(run, summary, call) ?? result;
}

/** A function passed to a call that cannot be looked into: an entry point is walked as one, any other runs here. */
export function runCallback(run: Run, value: FunctionValue, call: Call, passesOn: boolean): Value {
  const isInline = value.fn.range[0] >= call.node.range[0] && value.fn.range[1] <= call.node.range[1];
  if (run.walks && run.frame.fn === undefined) return unknown("a callback", value.fn);
  if (!isInline || isEntered(run, value.fn)) {
    // A handler at the top may call functions that are written below it.
    if (run.frame.fn !== undefined && !run.walked.has(value.fn)) summarize(run, value, []);
    return unknown("a callback", value.fn);
  }
  const once = /^\$?transaction$|^(then|finally|run|with[A-Z]\w*)$/.test(call.method ?? "");
  const inside = run.walks && handsOver(run, value.fn) ? shapesInside(run, value.fn, call) : [];
  const shapes = inside.some((shape) => shape !== undefined) ? inside : clientsHanded(run, value.fn, call);
  const client = clientWithin(run, call);
  const foundIn = unread(call.receiver);
  const given = value.fn.params.map((pattern, index) => (index === 0 && client) || reference({ ...parameterRoot(run, value.fn, pattern, index, shapes[index]), ...(foundIn && { foundIn }) }, [], pattern));
  const walk = (): Value => runInline(run, value, given, once ? "once" : "many", bypassOf(run, call), passesOn);
  const settings = settingsHanded(run, value.fn, call);
  return settings.length > 0 ? inTransaction(run, settings, walk) : walk();
}

/** An object whose methods are somebody else's: what a call gave, or what was passed in. */
function unread(receiver: Value | undefined): Reference | undefined {
  return receiver?.kind === "reference" && (receiver.root.kind === "call" || receiver.root.kind === "parameter") ? receiver : undefined;
}

/** `withoutTenant("reason", fn)`: why what runs inside is for all tenants. */
function bypassOf(run: Run, call: Call): string | undefined {
  if (call.method === undefined || ![RUNTIME_BYPASS, ...run.facts.settings.bypass.functions].includes(call.method)) return undefined;
  const [reason] = call.args;
  return reason?.kind === "constant" && typeof reason.value === "string" && reason.value.trim() !== "" ? `\`${call.method}\`: ${reason.value}` : undefined;
}

/**
 * Runs a function's body here, with the variables and facts of this place. What it found out about rows of its own stays
 * true of them; after `each`, which runs for every element, so does what it found out about its first argument.
 */
export function runInline(run: Run, value: FunctionValue, args: readonly Value[], times: "once" | "many" | "each", bypass = run.frame.bypass, passesOn = false): Value {
  if (run.inlined.has(value.fn)) return unknown("a recursive call", value.fn);
  if (run.depth >= DEEPEST || run.state.ended) return unknown("nested too deep", value.fn);
  run.walked.add(value.fn);
  const outer = run.frame;
  const before = run.state.fork();
  const closure = value.closure as Closure;
  for (const [variable, known] of closure.state.variables.beyond(run.state.variables)) if (!run.state.variables.has(variable)) run.state.assign(variable, known);
  run.frame = { ...outer, parent: outer, entry: undefined, parameters: outer.parameters, returns: [], functions: [], jumps: [], bypass, passesOn };
  run.depth += 1;
  run.inlined.add(value.fn);
  bindParameters(run, value.fn, args);
  walkBody(run, value.fn);
  const { returns } = run.frame;
  const result = resultOf(run, returns, value.fn, before.facts);
  learnResult(run, result, returns, before.facts);
  walkRemaining(run);
  run.depth -= 1;
  run.inlined.delete(value.fn);
  run.frame = outer;
  run.state = returns.map((one) => one.state).reduce(joinStates, run.state);
  if (run.state.ended) {
    run.state = before;
  } else if (times !== "once") {
    const after = run.state;
    const { facts, told } = joinStates(before, after);
    run.state = new State(after.variables.fork(), facts, after.seen.fork(), undefined, undefined, told);
    if (times === "each" && args[0]) run.state.learn(factsAbout(after, args[0]));
  }
  return result;
}

/** What a function that is run in the frame at hand gives on each way out of it, and what is known there. */
export function waysOutOf(run: Run, { fn }: FunctionValue, args: readonly Value[]): Frame["returns"] {
  bindParameters(run, fn, args);
  walkBody(run, fn);
  const { returns } = run.frame;
  return run.state.ended ? returns : [...returns, { value: constant(undefined, fn), state: run.state }];
}

/** What a state knows of the elements that a value stands for. */
export function factsAbout({ facts }: State, element: Value): readonly Fact[] {
  const elements = referencesIn(element).filter(({ root, path }) => path.includes("*") || (root.kind === "row" && root.access.many)).map(keyOf);
  const isAbout = (value: Value): boolean => value.kind === "reference" && elements.some((key) => keyOf(value) === key || keyOf(value).startsWith(`${key}.`));
  const tells = (fact: Fact): boolean => {
    if (fact.kind === "when-set" || fact.kind === "where") return tells(fact.tie);
    return fact.kind === "tie" ? isAbout(fact.a) || isAbout(fact.b) : fact.kind === "present" && isAbout(fact.value);
  };
  return elements.length === 0 ? [] : [...facts.entries().values()].filter(tells);
}

/** Runs a function here once, and gives what has become of its first argument, which is its `this` as well. */
export function runOn(run: Run, value: FunctionValue, args: readonly [Value, ...Value[]]): Value {
  const [subject] = args;
  run.state.assign(value.fn, subject);
  runInline(run, value, args, "once");
  const [parameter] = value.fn.params;
  const variable = parameter && run.variables.get(parameter);
  return run.state.variables.get(variable ?? value.fn) ?? subject;
}

/**
 * Walks a function by itself, with its parameters standing for whatever callers pass, and keeps what callers need to
 * know. Undefined while it is being walked: a recursion.
 */
export function summarize(run: Run, value: FunctionValue, args: readonly Value[], self?: Reference, call?: Call): Summary | undefined {
  const { fn } = value;
  if (run.walks) return run.walks.summaryOf(walkedAs(fn, self), () => walkFunction(run, { ...value, closure: withThis(value, self) }, []));
  const known = run.summaries.get(fn);
  if (known) return known;
  if (run.inlined.has(fn) || run.depth >= DEEPEST) return undefined;
  run.walked.add(fn);
  run.inlined.add(fn);
  const summary = walkFunction(run, value, args, { call });
  run.inlined.delete(fn);
  run.summaries.set(fn, summary);
  return summary;
}

/** What stands for a method where it is walked for the objects of one class that extends its own. */
export function walkedAs(fn: FunctionNode, self: Reference | undefined): FunctionNode {
  const held = self?.root.kind === "this" ? self.root.held : undefined;
  if (!held) return fn;
  const ofClass = methodsWalked.get(held) ?? new Map<FunctionNode, FunctionNode>();
  methodsWalked.set(held, ofClass);
  const known = ofClass.get(fn) ?? { ...fn };
  ofClass.set(fn, known);
  return known;
}

const methodsWalked = new WeakMap<ReadonlyMap<string, Value>, Map<FunctionNode, FunctionNode>>();

function withThis({ fn, closure }: FunctionValue, self: Reference | undefined): unknown {
  if (!self) return closure;
  const { state, frame } = closure as Closure;
  const own = state.fork();
  own.assign(fn, self);
  return { state: own, frame } satisfies Closure;
}

/** `this` of `this.method()`, where more is known of it than its class. */
function selfOf({ receiver }: Call): Reference | undefined {
  return receiver?.kind === "reference" && receiver.path.length === 0 && receiver.root.kind === "this" && receiver.root.held ? receiver : undefined;
}

/** What a function does whose parameters are known to carry something; nothing of it is kept. */
export function walkShaped(run: Run, value: FunctionValue, shapes: readonly (Shape | undefined)[], more: Pick<Walk, "atEnd" | "known"> = {}): Summary {
  return walkFunction(run, value, [], { shapes, asEntered: false, ...more });
}

interface Walk {
  readonly shapes?: readonly (Shape | undefined)[];
  /** False for a function that is not looked at as one that requests enter. */
  readonly asEntered?: boolean;
  /** Hears what the function gives, before its frame is left. */
  readonly atEnd?: (returns: Frame["returns"]) => void;
  /** What the parameters hold, of which parts are known. */
  readonly known?: (parameters: readonly Reference[]) => readonly Value[];
  /** The call that leads here. */
  readonly call?: Call | undefined;
}

function walkFunction(run: Run, value: FunctionValue, args: readonly Value[], { shapes = [], asEntered = true, atEnd, known, call }: Walk = {}): Summary {
  const { fn } = value;
  const closure = value.closure as Closure;
  const { entry, mounted } = asEntered ? entryFor(run, fn) : { entry: undefined, mounted: undefined };
  const parameters = fn.params.map((pattern, index) => parameterRoot(run, fn, pattern, index, entry ? entry.parameters[index] : shapes[index] ?? shapeOf(args[index])));
  const checked = call && !entry ? checkedByCaller(run, call, parameters) : [];
  const outer = { frame: run.frame, state: run.state };
  run.frame = { fn, parent: closure.frame, entry: entry ?? inheritedEntry(run, parameters), parameters, returns: [], duties: [], owedColumns: [], pending: [], functions: [], settings: [], identity: { seen: false }, bypass: undefined, jumps: [], ...(run.walks && { handed: [], placed: [] }) };
  const atEntry = closure.state.fork();
  atEntry.learn([...(mounted ? factsAtMounts(mounted, parameters) : []), ...(entry ? factsOfValidation(run, entry, parameters) : []), ...checked]);
  run.state = atEntry.fork();
  run.depth += 1;
  const own = parameters.map((root) => reference(root, [], fn.params[root.index]));
  bindParameters(run, fn, known?.(own) ?? own);
  walkBody(run, fn);
  walkRemaining(run);
  settlePending(run);
  notePassedOn(run);
  if (entry) run.entries.set(fn, { ...entry, signedIn: entry.signedIn || run.frame.identity.seen || (!entry.vouched && isSignedIn(run)) });
  const summary = summaryOf(run, parameters, atEntry.facts);
  atEnd?.(run.frame.returns);
  run.depth -= 1;
  run.frame = outer.frame;
  run.state = outer.state;
  return summary;
}

/** A helper that is handed the request is part of the handler that hands it over. */
function inheritedEntry(run: Run, parameters: readonly ParameterRoot[]): EntryPoint | undefined {
  if (parameters.every((root) => root.shape === undefined)) return undefined;
  const entry = entryOf(run.frame);
  return entry && isSignedIn(run) ? { ...entry, signedIn: true } : entry;
}

function shapeOf(argument: Value | undefined): Shape | undefined {
  if (argument?.kind !== "reference") return undefined;
  const { root, path } = argument;
  const shape = (root.kind === "parameter" || root.kind === "call") && root.shape ? shapeAt(root.shape, path) : undefined;
  // Only the request as a whole marks a helper as a handler's part; single values are its callers' duty.
  return typeof shape === "object" && !Object.hasOwn(shape, WHOLE) ? shape : undefined;
}

function parameterRoot(run: Run, fn: FunctionNode, pattern: Node, index: number, shape: Shape | undefined): ParameterRoot {
  const rest = pattern.type === "RestElement";
  const plain = pattern.type === "TSParameterProperty" ? pattern.parameter : rest ? pattern.argument : pattern;
  const named = plain.type === "AssignmentPattern" ? plain.left : plain;
  return { kind: "parameter", id: nextId(run, "parameter"), fn, index, name: named.type === "Identifier" ? named.name : undefined, shape, ...(rest && { rest }) };
}

function bindParameters(run: Run, fn: FunctionNode, args: readonly Value[]): void {
  fn.params.forEach((pattern, index) => {
    if (pattern.type === "RestElement") bind(run, pattern.argument, restOf(args, index));
    else bind(run, pattern, args[index] ?? constant(undefined, pattern));
  });
}

/** What a rest parameter gets: the collection that the function's own parameter stands for, or the arguments a call lists. */
function restOf(args: readonly Value[], index: number): Value {
  const [first, ...others] = args.slice(index);
  const isOwn = first?.kind === "reference" && first.root.kind === "parameter" && first.root.rest === true && first.path.length === 0;
  return isOwn && others.length === 0 ? first : list(args.slice(index).map((value) => ({ value, optional: false, many: false })));
}

function walkBody(run: Run, fn: FunctionNode): void {
  if (fn.body.type === "BlockStatement") {
    executeAll(run, fn.body.body);
    if (!run.state.ended) notePendingAtExit(run);
  } else {
    returnExpression(run, fn.body);
  }
}
