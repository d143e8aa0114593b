import type { Before, EntryPoint } from "../../frameworks/framework.ts";
import { handsRouter, usedInside } from "../../frameworks/parts/uses.ts";
import { vouchingOf } from "../../frameworks/parts/vouching.ts";
import type { Node } from "../../syntax/source-file.ts";
import { reference, unknown } from "../make-value.ts";
import { textOfShapes } from "../shared-shape.ts";
import type { FunctionValue, Shape, Value } from "../value.ts";
import { isBlind } from "./blind.ts";
import { LETS_PASS, partAt, passedByGuard } from "./class-guards.ts";
import { classNamed, methodOfClass } from "./classes.ts";
import { declaredAtTop } from "./declared-at-top.ts";
import { evaluate } from "./expressions.ts";
import { makeFunction, runInline, walkShaped } from "./functions.ts";
import { isBetrayal, shapeOfPart, type Part } from "./hand-over.ts";
import { importedName, importOf } from "./imported-calls.ts";
import { member } from "./members.ts";
import { layered } from "./placed.ts";
import { isReserved } from "./reserved.ts";
import { framesOf, type Run } from "./run.ts";
import { onDemand } from "./wrappers.ts";

/** What middleware leaves to the handlers behind it, by the parameters that they share. */
export interface PassedOn {
  readonly parameters: readonly Part[];
  /** True where it looks at nothing that the client names. */
  readonly blind: boolean;
  /** True where only operators get past it. */
  readonly operators: boolean;
  /** True for a guard that asks what stands on the handler. */
  readonly readsDecorators?: boolean;
}

/** How an expression means middleware: as the function itself, as the method of a guard class, as one that puts it on a router, or as one that gives it for its arguments. */
export type MiddlewareUse = "function" | "guard" | "handed-router" | MakerCall;

/** What a function that gives middleware is called with, as far as that is constant. */
export interface MakerCall {
  readonly args: readonly Value[];
  /** Tells the arguments from others. */
  readonly text: string;
}

/**
 * An entry point whose parameters carry what the middleware before it puts there, by the middleware's code. What looks at
 * nothing that the client names has vouched for none of it, whatever it is called.
 */
export function withMiddleware(run: Run, entry: EntryPoint): EntryPoint {
  const { before } = entry;
  if (!before || before.nodes.length === 0) return entry;
  const { parameters, byName, operators, readsDecorators } = passThrough(run, before.nodes, entry.parameters, before.from);
  return { ...entry, parameters, operators: entry.operators || operators, reserved: readsDecorators && isReserved(run, before), vouched: before.otherwise.vouched || vouchingOf(byName).vouched };
}

/** What a request carries behind middleware. */
export interface Through {
  readonly parameters: readonly (Shape | undefined)[];
  /** Of the middleware, what may have vouched for more than its code shows. */
  readonly byName: readonly Node[];
  readonly operators: boolean;
  readonly readsDecorators: boolean;
}

/** Takes what a request carries through middleware, in the order in which it runs. */
export function passThrough(run: Run, nodes: readonly Node[], before: Through["parameters"], from?: Before["from"]): Through {
  const byName: Node[] = [];
  let parameters = before;
  let betrayed = false;
  let operators = false;
  let readsDecorators = false;
  for (const node of nodes.flatMap((one) => listedIn(run, one))) {
    const left = from ? passedByGuardAt(run, node, from) : passedOnBy(run, node, parameters);
    const betrays = left !== undefined && parameters.some((shape, index) => isBetrayal(run, left.parameters[index], shape, undefined));
    // Behind one that puts there what the client named, the next may look at that.
    const mayVouch = !left || (!betrays && (!left.blind || betrayed));
    if (mayVouch && !isWritten(node) && !handsRouter(node)) byName.push(node);
    if (left) parameters = parameters.map((shape, index) => shapeOfPart(left.parameters[index], shape));
    betrayed ||= betrays;
    operators ||= left?.operators === true;
    readsDecorators ||= left?.readsDecorators === true;
  }
  return { parameters, byName, operators, readsDecorators };
}

/** Routers take lists of middleware too, and `...signedIn` of a list that the file names. */
export function listedIn(run: Run, node: Node): readonly Node[] {
  switch (node.type) {
    case "ArrayExpression":
      return node.elements.flatMap((element) => (element ? listedIn(run, element) : []));
    case "SpreadElement":
      return listedIn(run, node.argument);
    case "Identifier": {
      const declared = declaredAtTop(run, node.name);
      return declared?.type === "ArrayExpression" ? listedIn(run, declared) : [node];
    }
    default:
      return [node];
  }
}

/** True for a function that stands in place: it has no name to go by. */
function isWritten({ type }: Node): boolean {
  return type === "ArrowFunctionExpression" || type === "FunctionExpression";
}

/** What a guard class leaves to a handler's parameters. */
function passedByGuardAt(run: Run, node: Node, from: readonly (readonly string[] | undefined)[]): PassedOn | undefined {
  const left = passedByClass(run, node);
  const [request = {}] = left?.parameters ?? [];
  return left && { ...left, parameters: from.map((path) => (path ? path.reduce(partAt, request) : "unknown")) };
}

/** What a middleware leaves that an expression stands for: a function, a name for one, or a call that gives one. */
function passedOnBy(run: Run, node: Node, shapes: readonly (Shape | undefined)[]): PassedOn | undefined {
  const isHanding = handsRouter(node);
  const value = named(run, isHanding ? node.callee : node);
  if (value.kind === "function") return passedOnIn(onDemand(run), value, shapes, isHanding ? "handed-router" : "function");
  if (value.kind !== "reference") return undefined;
  const { root } = value;
  const call = root.kind === "call" && !root.construct && value.path.length === 0 ? root : undefined;
  const use = isHanding ? "handed-router" : call ? { args: call.args, text: call.args.map(textOf).join() } : "function";
  if (call?.callee.kind === "function" && !isHanding) return passedOnIn(onDemand(run), call.callee, shapes, use);
  const target = call?.callee.kind === "reference" ? call.callee : value;
  const name = importedName(target);
  return name && run.elsewhere?.passedOnBy({ from: run.facts.file.path, ...name }, shapes, use);
}

/** What a guard lets pass that is named by its class, or is an instance of it. */
function passedByClass(run: Run, node: Node): PassedOn | undefined {
  const name = node.type === "NewExpression" ? node.callee : node;
  if (name.type !== "Identifier") return undefined;
  const own = methodOfClass(run, classNamed(run, name.name), LETS_PASS);
  if (own) return passedByGuard(onDemand(run), own);
  const imported = importOf(run, name.name);
  return imported && run.elsewhere?.passedOnBy({ from: run.facts.file.path, source: imported.source, path: [imported.name, LETS_PASS] }, [], "guard");
}

/** What a function that is found leaves, as what it is used as. */
export function passedOnIn(run: Run, fn: FunctionValue, shapes: readonly (Shape | undefined)[], use: MiddlewareUse): PassedOn | undefined {
  if (use === "guard") return passedByGuard(run, fn);
  if (use === "handed-router") return passedOnByRouter(run, fn, shapes);
  return use === "function" ? passedOnByFunction(run, fn, shapes) : passedOnByMaker(run, fn, shapes, use);
}

/** What the middleware leaves that a function puts on the router that it is handed. */
function passedOnByRouter(run: Run, { fn }: FunctionValue, shapes: readonly (Shape | undefined)[]): PassedOn | undefined {
  const used = usedInside(fn);
  return used.length === 0 ? undefined : once(run, `${String(fn.range[0])} router ${textOfShapes(shapes)}`, () => {
    const { parameters, operators } = passThrough(run, used.map(({ node }) => node), shapes);
    return { parameters: parameters.map((shape) => shape ?? "unknown"), operators, blind: true };
  });
}

function passedOnByMaker(run: Run, fn: FunctionValue, shapes: readonly (Shape | undefined)[], { args, text }: MakerCall): PassedOn | undefined {
  const before = run.state;
  run.state = before.fork();
  const made = runInline(run, fn, args, "once");
  run.state = before;
  return made.kind === "function" ? passedOnByFunction(run, made, shapes, text) : undefined;
}

/** Of each run, what its middleware was seen to leave; a router's stands before each of its handlers. */
const known = new WeakMap<Run, Map<string, PassedOn | undefined>>();

function passedOnByFunction(run: Run, fn: FunctionValue, shapes: readonly (Shape | undefined)[], made = ""): PassedOn | undefined {
  return once(run, `${String(fn.fn.range[0])} ${made} ${textOfShapes(shapes)}`, () => lookedAt(run, fn, shapes));
}

/** What comes up again inside itself adds nothing. */
function once(run: Run, key: string, find: () => PassedOn | undefined): PassedOn | undefined {
  const ofRun = known.get(run) ?? new Map<string, PassedOn | undefined>();
  known.set(run, ofRun);
  if (!ofRun.has(key)) {
    ofRun.set(key, undefined);
    ofRun.set(key, find());
  }
  return ofRun.get(key);
}

function lookedAt(run: Run, fn: FunctionValue, shapes: readonly (Shape | undefined)[]): PassedOn | undefined {
  const { params } = fn.fn;
  // What goes on is called, and carries nothing.
  const { handOvers } = walkShaped(run, fn, params.map((parameter, index) => (index > 0 && index === params.length - 1 && isNext(parameter) ? undefined : shapes[index])));
  const handed = handOvers?.find((one) => one.depth === 0 && one.path.length === 0 && one.passed !== undefined);
  return handed?.passed && { parameters: handed.passed.map(({ placed, vouched }) => layered(vouched, placed)), operators: handed.operators, blind: isBlind(fn.fn) };
}

function isNext(parameter: Node | undefined): boolean {
  return parameter?.type === "Identifier" && /^_*(next|done|cb)$/.test(parameter.name);
}

/** What an expression stands for that names middleware, or is it. */
export function named(run: Run, node: Node): Value {
  switch (node.type) {
    case "ArrowFunctionExpression":
    case "FunctionExpression":
      return [...framesOf(run.frame)].flatMap(({ functions }) => functions).find(({ fn }) => fn === node) ?? makeFunction(run, node);
    case "Identifier":
      return evaluate(run, node);
    case "MemberExpression":
      return !node.computed && node.property.type === "Identifier" ? member(run, named(run, node.object), node.property.name, node) : unknown("not read", node);
    case "CallExpression":
      return reference({ kind: "call", id: `middleware ${String(node.range[0])}`, node, callee: named(run, node.callee), args: node.arguments.map((argument) => constantOf(run, argument)), construct: false, shape: undefined }, [], node);
    default:
      return unknown("not read", node);
  }
}

/** What middleware is made with: constants, and objects and lists of these. */
function constantOf(run: Run, node: Node): Value {
  switch (node.type) {
    case "Literal":
    case "Identifier":
    case "ObjectExpression":
    case "ArrayExpression": {
      const value = evaluate(run, node);
      return textOf(value) === UNREAD ? unknown("no constant", node) : value;
    }
    default:
      return unknown("no constant", node);
  }
}

const UNREAD = "?";

/** A constant as a text that no other has. */
function textOf(value: Value): string {
  switch (value.kind) {
    case "constant":
      return `${typeof value.value} ${JSON.stringify(String(value.value))}`;
    case "list":
      return listed(value.items.map((item) => (item.many || item.optional ? UNREAD : textOf(item.value))));
    case "object":
      return listed(value.entries.map((entry) => (entry.kind === "property" && !entry.optional ? `${entry.key}: ${textOf(entry.value)}` : UNREAD)));
    default:
      return UNREAD;
  }
}

function listed(texts: readonly string[]): string {
  return texts.some((text) => text.endsWith(UNREAD)) ? UNREAD : `{ ${texts.join()} }`;
}
