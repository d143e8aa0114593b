import { builderPackages, INPUTS } from "../../frameworks/parts/builder.ts";
import { procedureContext } from "../../frameworks/parts/shapes.ts";
import { vouchingOf } from "../../frameworks/parts/vouching.ts";
import { returned } from "../../catalog/source/syntax.ts";
import { shapeAt } from "../../frameworks/shape.ts";
import type { FunctionNode } from "../../syntax/functions.ts";
import type { Node } from "../../syntax/source-file.ts";
import type { Shape } from "../value.ts";
import { takesNoInput } from "./blind.ts";
import { callbackCalls } from "./callback-calls.ts";
import { contextOfType, functionOf } from "./contexts.ts";
import { declaredAtTop } from "./declared-at-top.ts";
import { walkShaped } from "./functions.ts";
import { shapeOfPart, withParts, type Part } from "./hand-over.ts";
import { importOf } from "./imported-calls.ts";
import type { Run } from "./run.ts";

/** What the middleware of a builder leaves to the function that ends its chain: `client.use(signIn).action(fn)`. */
export interface Left {
  /** What it put into the context, beside what the builder started with. */
  readonly context: Part;
  /** What the client sent, with the parts that the middleware tied to who is asking. */
  readonly input: Part;
  /** True where all of it was read, from the library's own builder on, and takes nothing that the client sent. */
  readonly blind: boolean;
}

/** What a builder leaves that the library gives. */
const untouched: Left = { context: {}, input: {}, blind: true };

/** Of each run, what is known of its builders, by where they are made; absent for those that are being looked at. */
const known = new WeakMap<Run, Map<Node, Left | undefined>>();

/** What an expression leaves that is a builder's chain, a middleware, or a name for one. */
export function leftBy(run: Run, node: Node, before?: Left): Left | undefined {
  switch (node.type) {
    case "Identifier":
      return leftByName(run, node.name, before);
    case "TSAsExpression":
    case "TSSatisfiesExpression":
    case "TSNonNullExpression":
      return leftBy(run, node.expression, before);
    case "MemberExpression":
      return leftBy(run, builderOf(node), before);
    case "ArrowFunctionExpression":
    case "FunctionExpression":
    case "FunctionDeclaration":
      return leftByMiddleware(run, node, before);
    case "CallExpression": {
      const step = node.callee.type === "MemberExpression" ? node.callee : undefined;
      const start = (step ? leftBy(run, builderOf(step.object), before) : madeByLibrary(run, node.callee) ?? leftByMaker(run, node.callee)) ?? before;
      const name = step?.property.type === "Identifier" ? step.property.name : "";
      const joins = addsMiddleware.has(name);
      // `initTRPC.context<typeof createContext>()` says by a type what makes the context.
      if (/^\$?context$/.test(name) && node.arguments.length === 0) return startedWith(start, contextOfType(run, node.typeArguments?.params[0]));
      // `t.middleware(fn)` is as good as `fn`.
      const left = node.arguments.filter((argument) => isFunction(argument) || (joins && argument.type !== "MemberExpression")).reduce<Left | undefined>((left, argument) => leftBy(run, argument, left) ?? left, start);
      const isBlind = (argument: Node): boolean => (isFunction(argument) ? takesNoInput(argument) : (step !== undefined && !joins) || isBlindByName(run, argument));
      return left && { ...left, blind: start?.blind === true && node.arguments.every(isBlind) };
    }
    default:
      return before;
  }
}

/** Methods that put middleware, or another builder's, before what follows. */
const addsMiddleware: ReadonlySet<string> = new Set(["use", "concat", "unstable_concat"]);

/** What `createSafeActionClient(…)` leaves; what it is given besides, such as the procedure of `createServerActionProcedure(signedIn)`, is looked at there. */
function madeByLibrary(run: Run, callee: Node): Left | undefined {
  return callee.type === "Identifier" && builderPackages.has(importOf(run, callee.name)?.source ?? "") ? untouched : undefined;
}

/** What a builder leaves that a function gives: `memberProcedure("agent")`. */
function leftByMaker(run: Run, callee: Node): Left | undefined {
  if (callee.type !== "Identifier") return undefined;
  const imported = importOf(run, callee.name);
  if (imported) return run.elsewhere?.leftBy({ from: run.facts.file.path, source: imported.source, path: [imported.name] }, "made");
  const declared = declaredAtTop(run, callee.name);
  return declared && leftByMade(run, declared);
}

/** What a builder leaves that a function makes and gives, and does nothing else. */
export function leftByMade(run: Run, fn: Node): Left | undefined {
  const ofRun = known.get(run) ?? new Map<Node, Left | undefined>();
  known.set(run, ofRun);
  const made = returned(fn);
  if (!made || ofRun.has(made)) return made && ofRun.get(made);
  ofRun.set(made, undefined);
  ofRun.set(made, leftBy(run, made));
  return ofRun.get(made);
}

/** Middleware that a name stands for: by its code, or where that is not found by what the name says. */
function isBlindByName(run: Run, node: Node): boolean {
  return leftBy(run, node)?.blind ?? !vouchingOf([node]).vouched;
}

/** `t` of `t.procedure`. */
function builderOf(node: Node): Node {
  return node.type === "MemberExpression" ? builderOf(node.object) : node;
}

function startedWith(before: Left | undefined, context: Part | undefined): Left | undefined {
  return context ? joinedTo(before, { ...untouched, context }) : before;
}

function isFunction(node: Node): node is FunctionNode {
  return node.type === "ArrowFunctionExpression" || node.type === "FunctionExpression";
}

function leftByName(run: Run, name: string, before: Left | undefined): Left | undefined {
  const imported = importOf(run, name);
  if (imported && builderPackages.has(imported.source)) return joinedTo(before, untouched);
  if (imported) return joinedTo(before, run.elsewhere?.leftBy({ from: run.facts.file.path, source: imported.source, path: [imported.name] }));
  const declared = declaredAtTop(run, name);
  if (!declared) return before;
  const ofRun = known.get(run) ?? new Map<Node, Left | undefined>();
  known.set(run, ofRun);
  if (!ofRun.has(declared)) {
    ofRun.set(declared, undefined);
    ofRun.set(declared, leftBy(run, declared));
  }
  return joinedTo(before, ofRun.get(declared));
}

function joinedTo(before: Left | undefined, after: Left | undefined): Left | undefined {
  if (!before || !after) return after ?? before;
  return { context: withParts(before.context, after.context), input: withParts(before.input, after.input), blind: before.blind && after.blind };
}

/** What middleware leaves, by what it calls `next` with. */
function leftByMiddleware(run: Run, fn: FunctionNode, before: Left | undefined): Left | undefined {
  if (callbackCalls(fn, run.facts.file.scopes).length === 0) return before;
  const value = functionOf(run, fn);
  if (!value) return before;
  const summary = walkShaped(run, value, [bagOf(before), "request"]);
  const handOver = summary.handOvers?.find(({ depth, index, path }) => depth === 0 && index === 0 && path.join(".") === "next");
  const [given] = handOver?.given ?? [];
  const context = typeof given === "object" ? given["ctx"] ?? given["context"] ?? {} : {};
  return joinedTo(before, { context, input: handOver?.input ?? {}, blind: takesNoInput(fn) });
}

/** What middleware is handed, apart from `next`. */
function bagOf(before: Left | undefined): Shape {
  const context = shapeOfPart(before?.context, procedureContext) ?? procedureContext;
  const input = shapeOfPart(before?.input, "request") ?? "request";
  return { ...Object.fromEntries(INPUTS.map((name) => [name, input])), getRawInput: "request", ctx: context, context };
}

/** What the first parameter carries of a function that ends a builder's chain. */
export function shapeBehind(left: Left, byName: Shape): Shape {
  const handed = Object.fromEntries([["ctx", left.context], ["context", left.context], ...INPUTS.map((name) => [name, left.input] as const)] as const);
  const taken = Object.entries(handed).filter(([name]) => typeof byName === "object" && Object.hasOwn(byName, name));
  return taken.reduce<Shape>((shape, [name, part]) => (typeof shape === "object" ? { ...shape, [name]: shapeOfPart(part, shapeAt(shape, [name])) ?? "server" } : shape), byName);
}
