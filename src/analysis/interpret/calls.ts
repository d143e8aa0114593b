import type { TSESTree } from "@typescript-eslint/types";
import { isOfDataLibrary } from "../../adapters/data-library.ts";
import { isExit, sourceOf } from "../../frameworks/sources.ts";
import { isGuardName, isIdentityGetter, isPropagator } from "../../frameworks/fallback-names.ts";
import type { Node } from "../../syntax/source-file.ts";
import type { Call } from "../call.ts";
import { isAuthentication, isDigested, shownTo } from "../credential.ts";
import { constant, reference, referencesIn, unknown } from "../make-value.ts";
import { choiceOf, isNullish, optionsOf } from "../object-value.ts";
import { isOperatorFlag, operatorsByName } from "../operator-check.ts";
import { originOf } from "../origin.ts";
import type { CallRoot, FunctionValue, Reference, Shape, Value } from "../value.ts";
import { recordAccess } from "./accesses.ts";
import { argumentValues } from "./argument-values.ts";
import { runWithin, settled } from "./chains.ts";
import { callCollectionMethod } from "./collections.ts";
import { assume, outcomeOf, shownFacts } from "./conditions.ts";
import { guardFacts } from "./found.ts";
import { evaluate, evaluateMemberOf } from "./expressions.ts";
import { expose, isEffect, noteAtWork, noteLeads, rowsIn } from "./exposure.ts";
import { methodOf } from "./classes.ts";
import { applyFunction, runCallback, runInline, runOn } from "./functions.ts";
import { noteHandOver } from "./hand-over.ts";
import { noteSet } from "./placed.ts";
import { summaryHanded } from "./handed-functions.ts";
import { applyElsewhere, applyImported, type Applied } from "./imported-calls.ts";
import { preparationsOf } from "./preparations.ts";
import { stepOnRequest } from "./request-steps.ts";
import { bind } from "./patterns.ts";
import { keepPromise, promiseOf, teach } from "./promises.ts";
import { noteSettings } from "./settings.ts";
import { givesResult } from "./work.ts";
import { isTie } from "./shared-facts.ts";
import { callInTrial } from "./trial.ts";
import type { Outcome, Run } from "./run.ts";
import { entryOf, nextId } from "./run.ts";
import { isSomebody, standingOf } from "../standing.ts";

type CallNode = TSESTree.CallExpression | TSESTree.NewExpression | TSESTree.TaggedTemplateExpression;

/** Evaluates a call: first as a query or a cache use, then as what can be looked into, at last as a result from elsewhere. */
export function evaluateCall(run: Run, node: CallNode): Value {
  const call = readCall(run, node);
  if (run.state.ended) return unknown("unreachable", node);
  noteHandOver(run, call);
  noteSettings(run, call);
  noteSet(run, call);
  noteIdentity(run, call);
  // Whoever is awaited runs the query that it gets; others may only add to it.
  if (node.parent.type === "AwaitExpression") for (const argument of call.args) runWithin(run, argument);
  const result =
    required(call) ??
    callInTrial(run, call) ??
    recordAccess(run, call) ??
    callOnPromise(run, call) ??
    callCollectionMethod(run, call) ??
    callOwnFunction(run, call) ??
    callAssertion(run, call, node) ??
    callHanded(run, call) ??
    callOnRequest(run, call) ??
    callImported(run, call) ??
    callFromElsewhere(run, call);
  const shown = shownFacts(shownTo(call.method ?? "", call.args, run.facts), node);
  if (shown.length > 0) teach(run, result, merged({ whenTrue: shown, whenFalse: [] }, outcomeOf(run, result)));
  const operators = isOperatorFlag(call.method) ? operatorsByName(call.args, outcomeOf(run, result).whenTrue) : undefined;
  if (operators) teach(run, result, merged({ whenTrue: [operators], whenFalse: [] }, outcomeOf(run, result)));
  return result;
}

/** What a call says of who is asking, as `getSession()` does. */
function noteAsked({ frame: { identity } }: Run): void {
  identity.seen = true;
  identity.asked = true;
}

/** `canView(req.auth, plotId)`: code that tells others who is asking knows it. */
function noteIdentity(run: Run, { args }: Call): void {
  if (run.frame.identity.seen || !entryOf(run.frame)) return;
  if (args.flatMap(referencesIn).some((one) => isSomebody(run, one))) run.frame.identity.seen = true;
}

function readCall(run: Run, node: CallNode): Call {
  const target = node.type === "TaggedTemplateExpression" ? node.tag : node.callee;
  const access = target.type === "ChainExpression" ? target.expression : target;
  const object = access.type === "MemberExpression" ? evaluate(run, access.object) : undefined;
  const callee = access.type === "MemberExpression" && object ? evaluateMemberOf(run, access, object) : evaluate(run, target);
  const args = node.type === "TaggedTemplateExpression" ? node.quasi.expressions.map((one) => evaluate(run, one)) : node.arguments.flatMap((argument) => argumentValues(run, argument));
  return { node, callee: withoutUndefined(callee), receiver: object && withoutUndefined(object), method: nameOfTarget(access), args, construct: node.type === "NewExpression", apply: (fn, given) => applied(run, fn, given), change: (fn, given) => runOn(run, fn, given), preparations: (client) => preparationsOf(run, client) };
}

/** What a callback gives to the call that it stands in; a query that it gives becomes part of what that call makes. */
function applied(run: Run, fn: FunctionValue, given: readonly Value[]): Value {
  const result = runInline(run, fn, given, "many");
  runWithin(run, result);
  return result;
}

/** `a?.b()` calls `a.b` where there is an `a`; what is missing is not called. */
function withoutUndefined(value: Value): Value {
  const [first, ...rest] = optionsOf(value).filter((option) => !isNullish(option));
  return first ? choiceOf([first, ...rest], value.node) : value;
}

function nameOfTarget(target: Node): string | undefined {
  if (target.type === "Identifier") return target.name;
  if (target.type !== "MemberExpression") return undefined;
  if (!target.computed) return target.property.name;
  return target.property.type === "Literal" ? String(target.property.value) : undefined;
}

/** `require("./plots")` is the module, as an import of the whole of it is. */
function required({ node, callee, args: [source] }: Call): Value | undefined {
  if (callee.kind !== "reference" || callee.root.kind !== "global" || callee.root.name !== "require" || callee.path.length > 0) return undefined;
  if (source?.kind !== "constant" || typeof source.value !== "string") return undefined;
  return reference({ kind: "import", id: `import ${source.value} *`, source: source.value, name: "*" }, [], node);
}

/** `query.then((rows) => rows[0])`, `findPlot(id).then((plot) => plot?.id)`: the callback gets what awaiting would give. */
function callOnPromise(run: Run, call: Call): Value | undefined {
  const { method, receiver, args: [callback] } = call;
  if (method !== "then" || callback?.kind !== "function" || !receiver || !optionsOf(receiver).some((one) => one.kind === "reference" && one.root.kind === "row")) return undefined;
  return runInline(run, callback, [settled(run, receiver)], "once", run.frame.bypass, true);
}

function callOwnFunction(run: Run, call: Call): Value | undefined {
  const fn = call.callee.kind === "function" ? call.callee : methodOf(run, call);
  return fn && applyFunction(run, fn, call);
}

/** `invariant(a === b)`, `assert(row)` and `assert.ok(row)` leave unless their argument holds. */
function callAssertion(run: Run, call: Call, node: CallNode): Value | undefined {
  if (!isAssertion(call) || node.type !== "CallExpression") return undefined;
  const [test] = call.args;
  const [written] = node.arguments;
  if (!test || !written) return undefined;
  assume(run, run.state, test, true, written);
  return constant(undefined, node);
}

function isAssertion({ method = "", callee }: Call): boolean {
  if (/^(assert|invariant|tiny_?invariant)$/i.test(method)) return true;
  // Many a project has an `ok` of its own, which answers a request.
  if (!/^(ok|strictEqual)$/.test(method) || callee.kind !== "reference") return false;
  const { root } = callee;
  return (root.kind === "import" && /^(node:)?assert(\/strict)?$/.test(root.source)) || (root.kind === "global" && root.name === "assert");
}

/** A method of what a request brought is one more step: `await req.json()`, `searchParams.get("id")`. */
function callOnRequest(run: Run, call: Call): Value | undefined {
  const step = stepOnRequest(call);
  if (!step) return undefined;
  if (originOf(step, run.facts) === "identity") noteAsked(run);
  runCallbacks(run, call);
  return step;
}

/** A call of another file's function, by what its code does. Sessions are known by their names, callbacks by where they stand. */
function callImported(run: Run, call: Call): Value | undefined {
  if (saysLittle(run, call)) return undefined;
  const applied = applyImported(run, call);
  return applied && resultOfRead(run, call, applied);
}

/** A call of a function that server code handed on, such as a check that middleware puts on the context: likewise. */
function callHanded(run: Run, call: Call): Value | undefined {
  const summary = summaryHanded(call);
  if (!summary || saysLittle(run, call)) return undefined;
  const applied = applyElsewhere(run, summary, call);
  return (applied.result || run.state.ended ? undefined : callOnRequest(run, call)) ?? resultOfRead(run, call, applied);
}

/** True where the code of the function called says less than its name, or than what it is handed. */
function saysLittle(run: Run, call: Call): boolean {
  return shapeOfResult(run, call) !== undefined || makesClient(run, call) || call.args.some((argument) => inlineFunctions(argument).length > 0);
}

function resultOfRead(run: Run, call: Call, applied: Applied): Value {
  if (applied.heard && isGuardCall(run, call) && !isTold(run, call, applied)) run.state.learn(guardFacts(reference(callRoot(run, call), [], call.node)));
  // What a call computes is looked at where its result goes.
  else if (isEffect(call.node)) for (const argument of call.args) expose(run, argument, call.node);
  else noteLeads(run, call.args);
  if (run.state.ended || applied.result) return applied.known;
  return resultOfImported(run, call, applied);
}

/** True where the code of a guard says itself what it looks at; what the settings name is taken at their word. */
function isTold(run: Run, { method = "" }: Call, { tells }: Applied): boolean {
  return tells && !run.facts.settings.guards.includes(method);
}

/**
 * A result that the function's code says too little of: it was made from the arguments. Its truth teaches what its code
 * shows, which also says which answer is the good one; its name speaks where the code shows nothing, or compares with what
 * nobody can see.
 */
function resultOfImported(run: Run, call: Call, { known, heard, tests }: Applied): Value {
  const root: CallRoot = { ...callRoot(run, call), ...(tests && { test: true }) };
  run.state.see(root.id);
  const value = reference(root, [], call.node);
  const byCode = outcomeOf(run, known);
  const isShown = [...byCode.whenTrue, ...byCode.whenFalse].some((fact) => isTie(fact) && ![fact.a, fact.b].some(isUnread));
  if (isShown || !heard) teach(run, value, byCode);
  else teach(run, value, merged(outcomeOf(run, value), byCode));
  const promised = promiseOf(run, known);
  if (promised) keepPromise(run, value, promised);
  return value;
}

function merged(byName: Outcome, { whenTrue, whenFalse, ...byValue }: Outcome): Outcome {
  return { whenTrue: [...byName.whenTrue, ...whenTrue], whenFalse: [...byName.whenFalse, ...whenFalse], ...byValue };
}

/** True for the result of a call that cannot be looked into. */
function isUnread(value: Value): boolean {
  return value.kind === "reference" && value.root.kind === "call" && value.root.shape === undefined;
}

function callFromElsewhere(run: Run, call: Call): Value {
  const passedOn = propagated(run, call);
  if (passedOn) return passedOn;
  noteAtWork(run, call.callee);
  const root = callRoot(run, call);
  const givesBack = root.shape === undefined && !isGuardCall(run, call);
  const results = runCallbacks(run, call, givesBack);
  for (const part of [...call.args, ...results]) runWithin(run, part);
  const [result] = results;
  // A transaction runs its callback once and returns what that returns.
  if (result && call.method !== undefined && /^\$?transaction$|^(batch|withTransaction|inTransaction)$/.test(call.method)) return result;
  if (call.method === "$transaction" && call.args[0]?.kind === "list") return call.args[0];
  if (result && result.kind !== "unknown" && givesResult(run, call)) return result;
  if (givesBack && results.some((one) => rowsIn(one).length > 0)) return givenBack(run, call, results);
  run.state.see(root.id);
  const value = reference(root, [], call.node);
  if (call.node.type === "CallExpression" && call.node.callee.type === "MemberExpression" && (isDigested(call.callee) || run.dataAdapters.some(({ clients }) => clients?.inPlace?.test(call.method ?? "")))) bind(run, call.node.callee.object, value);
  const identity = identityIn(root.shape);
  if (identity) {
    noteAsked(run);
    // A row whose secret verified the token belongs to whoever holds the token.
    run.state.learn(call.args.flatMap((argument) => rowsIn(argument)).map((row) => ({ kind: "tie", a: reference(root, identity, call.node), b: reference(row.root, [], row.node), node: call.node })));
  }
  if (isExitCall(run, call)) run.state.ended = true;
  const guard = isGuardCall(run, call);
  if (guard) run.state.learn(guardFacts(value));
  else if (isEffect(call.node)) for (const argument of call.args) expose(run, argument, call.node);
  else if (!isOfDataLibrary(call.callee)) noteLeads(run, call.args);
  return value;
}

/** `retried(() => db.plot.findFirst(…))`: what is handed a query to run is taken to give what the query gives. */
function givenBack(run: Run, { node }: Call, results: readonly Value[]): Value {
  const [first = constant(undefined, node), ...others] = results.filter((one) => rowsIn(one).length > 0);
  const rows = choiceOf([first, ...others], node);
  if (isEffect(node)) expose(run, rows, node);
  return rows;
}

/** Where a result holds who is asking. `await requireSession()` shows that the user is known, whether or not its result is used. */
function identityIn(shape: Shape | undefined): readonly string[] | undefined {
  if (shape === "identity") return [];
  if (typeof shape !== "object") return undefined;
  for (const [key, part] of Object.entries(shape)) {
    const path = identityIn(part);
    if (path) return [key, ...path];
  }
  return undefined;
}

function isExitCall(run: Run, { callee }: Call): boolean {
  if (callee.kind !== "reference") return false;
  const isProcessExit = callee.root.kind === "global" && callee.root.name === "process" && callee.path[0] === "exit";
  return isProcessExit || isExit(callee, run.frameworks);
}

function callRoot(run: Run, call: Call): CallRoot {
  const args = isMaker(run, call) ? call.args : call.args.map(resultOfCallback);
  return { kind: "call", id: nextId(run, "call"), node: call.node, callee: call.callee, args, construct: call.construct, shape: shapeOfResult(run, call) };
}

/** True for what makes a client, or a part of one, whose code is looked into where queries are made with it. */
function isMaker(run: Run, call: Call): boolean {
  return makesClient(run, call) || run.dataAdapters.some(({ clients }) => clients?.parts?.test(call.method ?? "") === true);
}

function makesClient({ dataAdapters }: Run, { method = "" }: Call): boolean {
  return dataAdapters.some(({ clients }) => clients?.makers.test(method) === true);
}

/** A callback passed to an unread call counts as what it returns. */
function resultOfCallback(argument: Value): Value {
  return argument.kind === "function" ? unknown("a callback", argument.node) : argument;
}

function shapeOfResult(run: Run, call: Call): Shape | undefined {
  const given = sourceOf(call.callee, run.frameworks);
  if (given) return given;
  const name = call.method ?? "";
  const fromRequest = call.args.flatMap(referencesIn).some((one) => originOf(one, run.facts) === "request" && isNamedPart(one));
  if (isIdentityGetter(name) && !fromRequest && !call.args.flatMap(referencesIn).some(namesOne)) return "identity";
  if (isAuthentication(name, call.args)) return "identity";
  // A guard that is given the whole request decides by the session in it, and hands back what it found there.
  if (isGuardName(name) && !fromRequest && call.args.some(isWholeRequest)) return "identity";
  return undefined;
}

/** True for what names one thing: `getSession(result.sessionId)` loads that one, not the caller's own. */
function namesOne(value: Reference): boolean {
  return value.root.kind === "row" || /(^id|Id|_id)$/.test(value.path.at(-1) ?? (value.root.kind === "parameter" ? value.root.name ?? "" : ""));
}

/** True for one thing the client chose, false for the request or the context as a whole and for its headers. */
function isNamedPart(value: Reference): boolean {
  const step = value.path.at(-1);
  // A server action's own arguments are one thing each.
  if (step === undefined) return value.root.kind === "parameter" && value.root.shape === "request";
  return !/^(headers|cookies|raw|req|request|ctx|context)(\(\))?$/.test(step);
}

function isWholeRequest(value: Value): boolean {
  return value.kind === "reference" && value.root.kind === "parameter" && value.root.shape !== undefined && !isNamedPart(value);
}

/** Parsers, conversions and string methods give back what they were given. */
function propagated(run: Run, call: Call): Value | undefined {
  const { method, receiver, args, callee } = call;
  if (method === undefined || !isPropagator(method) || args.some(isTemplateList)) return undefined;
  const candidates = [...args, ...(receiver ? [receiver] : [])].filter((one) => one.kind !== "function" && one.kind !== "constant" && one.kind !== "unknown");
  const [carrier] = candidates.filter((one) => referencesIn(one).some(isData));
  if (!carrier || callee.kind === "function") return undefined;
  runCallbacks(run, call);
  return carrier.kind === "reference" ? { ...carrier, node: call.node } : carrier;
}

/** Tagged templates, which their library puts together: ``sql.join([sql`…`, sql`…`], sql` and `)``. */
function isTemplateList(value: Value): boolean {
  return value.kind === "list" && value.items.some((item) => item.value.kind === "reference" && item.value.root.kind === "call" && item.value.root.node.type === "TaggedTemplateExpression");
}

/** True for what is no module and no built-in object: what a program is given, its environment included. */
function isData({ root, path }: Reference): boolean {
  return root.kind === "global" ? root.name === "process" && path[0] === "env" : root.kind !== "import";
}

/** Functions written in the call's arguments run here, with parameters that the callee supplies. */
export function runCallbacks(run: Run, call: Call, passesOn = false): readonly Value[] {
  return call.args.flatMap((argument) => inlineFunctions(argument)).map((fn) => runCallback(run, fn, call, passesOn));
}

function inlineFunctions(value: Value): readonly FunctionValue[] {
  switch (value.kind) {
    case "function":
      return [value];
    case "object":
      return value.entries.flatMap((entry) => inlineFunctions(entry.value));
    case "list":
      return value.items.flatMap((item) => inlineFunctions(item.value));
    default:
      return [];
  }
}

/** A call that throws unless what it is given belongs to the caller: by settings, or by name and by being given both. */
function isGuardCall(run: Run, call: Call): boolean {
  const name = call.method ?? "";
  if (run.facts.settings.guards.includes(name)) return true;
  // `getPlotOrThrow({ companyId, plotId })` leaves unless what it is given belongs together.
  // `const allowed = await canEdit(id)` stops nobody: what it says counts where it is tested.
  if (/^(can|cannot|cant|may|is|are|has|owns|belongs)[A-Z]/.test(name) && !isEffect(call.node)) return false;
  if (!isGuardName(name) && !/Or(Throw|Fail|NotFound|Redirect|404)/.test(name)) return false;
  const references = call.args.flatMap(referencesIn);
  return references.length > 1 || call.receiver !== undefined || references.some((one) => standingOf(run, run.state, one).kind === "trusted");
}
