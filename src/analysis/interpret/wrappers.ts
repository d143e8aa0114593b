import type { EntryPoint, FunctionSite } from "../../frameworks/framework.ts";
import { handedParameters } from "../../frameworks/parts/wrapped.ts";
import { nameOf } from "../../frameworks/parts/names.ts";
import type { FunctionNode } from "../../syntax/functions.ts";
import type { Node } from "../../syntax/source-file.ts";
import type { Call } from "../call.ts";
import { constant } from "../make-value.ts";
import { withRoots } from "../preparation.ts";
import { mayBeSet, SEARCH_PATH, type Setting } from "../row-settings.ts";
import { Walks, WalkStack } from "../modules/walks.ts";
import { PREPARES, type Shape } from "../value.ts";
import { leftBy, shapeBehind } from "./builders.ts";
import { callbackCalls } from "./callback-calls.ts";
import { summarize } from "./functions.ts";
import { methodOf } from "./classes.ts";
import { summaryHanded } from "./handed-functions.ts";
import { isBetrayal, shapeOfPart, type HandOver, type Part } from "./hand-over.ts";
import { importedFunction } from "./imported-calls.ts";
import { framesOf, type Run } from "./run.ts";
import { State } from "./state.ts";
import type { Summary } from "./summary.ts";
import { varies } from "./tenant-schemas.ts";

/** True for a function in which one around it calls a callback of its own: `async (req) => handler(req, session)`. */
export function handsOver(run: Run, { range }: FunctionNode): boolean {
  for (const { fn } of framesOf(run.frame)) {
    if (fn && callbackCalls(fn, run.facts.file.scopes).some((call) => call.range[0] >= range[0] && call.range[1] <= range[1])) return true;
  }
  return false;
}

/** What the parameters of a callback carry in a wrapper that is made of another one: `withLog(async (req, session) => handler(…))`. */
export function shapesInside(run: Run, fn: FunctionNode, call: Call): readonly (Shape | undefined)[] {
  const names = handedParameters(fn);
  const given = handOverOf(run, call, call.args.findIndex((argument) => argument.kind === "function" && argument.fn === fn), [])?.given ?? [];
  return names.map((name, index) => shapeOfPart(given[index], name));
}

/** What a function sets for the transaction in which it runs a callback, where it is another file's or was handed on, in terms of this call. */
export function settingsHanded(run: Run, fn: FunctionNode, call: Call): readonly Setting[] {
  if (!mayBeSet(run.facts.catalog)) return [];
  const index = call.args.findIndex((argument) => argument.kind === "function" && argument.fn === fn);
  const wrapper = importedFunction(run, call);
  const summary = wrapper ? run.elsewhere?.summaryOf(wrapper) : summaryHanded(call);
  const handed = summary?.handOvers?.find((one) => one.depth === 0 && one.index === index && one.path.length === 0)?.settings?.filter(({ name }) => name !== SEARCH_PATH) ?? [];
  const passed = new Map(summary?.parameters.map((root, at) => [root.id, call.args[at] ?? constant(undefined, call.node)] as const));
  const [first] = fn.params;
  return handed.map(({ name, value }) => ({ name, value: withRoots(value, passed), client: first?.type === "Identifier" ? first.name : undefined }));
}

/** For each parameter of a callback, a client that the function called hands to it, bound to the schema of the tenant that this call names. */
export function clientsHanded(run: Run, fn: FunctionNode, call: Call): readonly (Shape | undefined)[] {
  if (run.facts.catalog.tenantSchemas !== "handed") return [];
  const index = call.args.findIndex((argument) => argument.kind === "function" && argument.fn === fn);
  const told = call.args.filter(({ kind }) => kind !== "function");
  if (index < 0 || (told.length > 0 && !told.some((argument) => varies(run, argument)))) return [];
  const own = call.callee.kind === "function" ? call.callee : methodOf(run, call);
  const there = own ? undefined : importedFunction(run, call);
  const summary = own ? summarize(onDemand(run), own, []) : there && run.elsewhere?.summaryOf(there);
  const given = summary?.handOvers?.find((one) => one.depth === 0 && one.index === index && one.path.length === 0)?.given ?? [];
  return given.map((part) => (isBound(part) ? shapeOfPart(part, undefined) : undefined));
}

/** True for a client, or for an object that holds one, that is bound to a tenant's schema. */
function isBound(part: Part): boolean {
  return typeof part === "object" && (part[PREPARES]?.some(({ hold }) => hold?.sure) === true || Object.values(part).some(isBound));
}

/** An entry point whose parameters carry what the wrapper around it hands over, by the wrapper's code. */
export function withHandOver(run: Run, entry: EntryPoint, sites: readonly FunctionSite[]): EntryPoint {
  const [innermost] = sites[0]?.wrappers ?? [];
  if (!innermost || sites.some(({ wrappers: [first] }) => first?.call.node !== innermost.call.node)) return entry;
  const handOver = handOverOf(run, innermost.call, innermost.argument, sites[0]?.property?.split(".") ?? []);
  if (!handOver) return withLeft(run, entry, innermost.call.node);
  const { given, signedIn, operators } = handOver;
  const parameters = entry.parameters.map((byName, index) => shapeOfPart(given[index], byName));
  const isAlone = sites.every(({ wrappers }) => wrappers.length === 1);
  // What hands on a tenant as the client named it has not checked that the user belongs to it.
  const betrays = isAlone && signedIn && entry.parameters.some((byName, index) => isBetrayal(run, given[index], byName, nameOf(sites[0]?.fn.params[index])));
  return { ...entry, parameters, vouched: entry.vouched && !betrays, operators: entry.operators || operators };
}

/** An entry point at the end of a builder's chain, with what the chain's middleware leaves to it. */
function withLeft(run: Run, entry: EntryPoint, node: Node): EntryPoint {
  const [first, ...others] = entry.parameters;
  if (typeof first !== "object" || !(Object.hasOwn(first, "ctx") || Object.hasOwn(first, "context"))) return entry;
  if (node.type !== "CallExpression" || node.callee.type !== "MemberExpression") return entry;
  const left = leftBy(onDemand(run), node.callee.object);
  return left ? { ...entry, parameters: [shapeBehind(left, first), ...others], vouched: entry.vouched && !left.blind } : entry;
}

/** What the function that is called hands to a callback among its arguments. */
function handOverOf(run: Run, call: Call, index: number, path: readonly string[]): HandOver | undefined {
  let { callee } = call;
  let depth = 0;
  for (; callee.kind === "reference" && callee.root.kind === "call" && callee.path.length === 0 && !callee.root.construct; depth += 1) callee = callee.root.callee;
  const summary = summaryOfWrapper(run, { ...call, callee });
  return summary?.handOvers?.find((one) => one.depth === depth && one.index === index && one.path.join(".") === path.join("."));
}

/** True for a wrapper that looks at no request, and only calls the function that it takes. */
export function handsOnOnly(run: Run, { call, argument }: FunctionSite["wrappers"][number]): boolean {
  const handed = summaryOfWrapper(run, call)?.handOvers?.filter(({ depth, index }) => depth === 0 && index === argument) ?? [];
  return handed.length > 0 && handed.every(({ only, signedIn }) => only && !signedIn);
}

function summaryOfWrapper(run: Run, call: Call): Summary | undefined {
  const { callee } = call;
  if (callee.kind === "function") return summarize(onDemand(run), callee, []);
  if (callee.kind !== "reference" || callee.root.kind !== "import") return undefined;
  const fn = importedFunction(run, call);
  return fn && run.elsewhere?.summaryOf(fn);
}

const known = new WeakMap<Run, Run>();

/** A run over the same file for functions that are summarised on demand, as other files' are: what it judges is not reported. */
export function onDemand(run: Run): Run {
  if (run.walks) return run;
  const demanded: Run = known.get(run) ?? {
    ...run,
    walks: new Walks(new WalkStack()),
    summaries: new Map(), walked: new Set(), judgements: new Map(), caches: new Map(), entries: new Map(), superseded: new Map(), accesses: new Map(), tenantsAtSums: new Map(), inlined: new Set(),
    state: new State(), depth: 0,
  };
  known.set(run, demanded);
  return demanded;
}
