import type { TSESTree } from "@typescript-eslint/types";
import { nodesIn } from "../syntax/children.ts";
import type { FunctionNode } from "../syntax/functions.ts";
import type { Node } from "../syntax/source-file.ts";
import type { Access, Hinge } from "./access.ts";
import { isOptionalArgument } from "./declared-argument.ts";
import type { Run } from "./interpret/run.ts";
import type { State } from "./interpret/state.ts";
import { isFalsyConstant, keyOf, referencesIn } from "./make-value.ts";
import { isUndefined, optionsOf } from "./object-value.ts";
import { originOf } from "./origin.ts";
import { placeOf } from "./pins.ts";
import type { Pin } from "./pins.ts";
import { standingOf } from "./standing.ts";
import type { Reference, Value } from "./value.ts";

/** A condition as a call has it that is looked at with what it passes: there for good where that is set, undefined where it is left out. */
export function asPassed(run: Run, state: State, { hinges }: Access, pin: Pin): Pin | undefined {
  if (!pin.optional) return pin;
  if (isUndefined(pin.value)) return undefined;
  const hinge = hinges && hingeAt(hinges, pin);
  if (!hinge) return pin;
  if (isFalsyConstant(hinge.on)) return undefined;
  return isSet(run, state, hinge.on) ? { ...pin, optional: false } : pin;
}

/** True for what a call passes that is surely there; what the client sends as it is, only where something says so. */
function isSet(run: Run, state: State, on: Value): boolean {
  if (on.kind === "choice") return on.options.every((option) => isSet(run, state, option));
  if (on.kind !== "reference" || state.isPresent(on)) return !isFalsyConstant(on);
  if (isPassed(on) || isOptionalArgument(on)) return false;
  const isSent = originOf(on, run.facts) === "request" && (on.root.kind !== "parameter" || on.path.length > 0);
  return !isSent || standingOf(run, state, on).kind !== "request";
}

/**
 * What a condition that may be left out hangs on, where that is nothing but whether the function is passed what it compares with:
 * `...(companyId && { companyId })`, `if (filter.companyId) query.where(…)`. In a call, what its own function is passed and passes on.
 */
export function hingeOf(run: Run, { hinges }: Access, pin: Pin): Hinge | undefined {
  const hinge = hinges && hingeAt(hinges, pin);
  if (hinges) return hinge?.on.kind === "reference" && isPassed(hinge.on) ? hinge : undefined;
  const passed = new Map(referencesIn(pin.value).flatMap((one) => (isPassed(one) ? [one] : madeFrom(one))).map((one) => [keyOf(one), one]));
  const [on, ...others] = passed.values();
  if (on?.root.kind !== "parameter" || others.length > 0) return undefined;
  const { fn } = on.root;
  const places = [...optionsOf(pin.value).map(({ node }) => node), pin.value.node, pin.node].filter((node) => node !== undefined);
  return places.some((node) => hangsOnItself(run, node, fn)) ? { place: placeOf(pin), on } : undefined;
}

function hingeAt(hinges: readonly Hinge[], pin: Pin): Hinge | undefined {
  const place = placeOf(pin);
  return hinges.find((hinge) => hinge.place === place);
}

/** True for what callers pass, who are code. */
function isPassed({ root }: Reference): boolean {
  return root.kind === "parameter" && root.shape === undefined && root.foundIn === undefined;
}

/** What is passed that the result of a call was made from, as `new ObjectId(companyId)`. */
function madeFrom({ root, path }: Reference): readonly Reference[] {
  return root.kind === "call" && path.length === 0 ? root.args.flatMap(referencesIn).filter(isPassed) : [];
}

/** True for a place in a function that is reached where what stands there is set, and wherever it is. */
function hangsOnItself(run: Run, start: Node, fn: FunctionNode): boolean {
  const named = namesIn(run, start);
  let hangs = false;
  for (let node = start; node !== fn; node = node.parent) {
    const { parent } = node;
    if (!parent || LOOSE.has(parent.type)) return false;
    const test = testFor(parent, node);
    if (!test) continue;
    if (!named.some((name) => asks(run, test.node, test.truth, name) === "all")) return false;
    hangs = true;
  }
  return hangs;
}

/** What runs its parts for reasons of its own. */
const LOOSE: ReadonlySet<string> = new Set(["SwitchCase", "CatchClause", "ForStatement", "ForInStatement", "ForOfStatement", "WhileStatement", "DoWhileStatement"]);

/** The test that leads to a part of what holds it, and how it has to turn out. */
function testFor(parent: Node, part: Node): { readonly node: Node; readonly truth: boolean } | undefined {
  if (parent.type === "IfStatement" || parent.type === "ConditionalExpression") return part === parent.test ? undefined : { node: parent.test, truth: part === parent.consequent };
  return parent.type === "LogicalExpression" && part === parent.right ? { node: parent.left, truth: parent.operator === "&&" } : undefined;
}

/** A variable and the properties read from it. */
type Name = readonly unknown[];

function nameOf(run: Run, node: Node): Name | undefined {
  switch (node.type) {
    case "Identifier":
      return [run.variables.get(node)];
    case "ChainExpression":
      return nameOf(run, node.expression);
    case "MemberExpression": {
      const object = node.computed || node.property.type !== "Identifier" ? undefined : nameOf(run, node.object);
      return object && node.property.type === "Identifier" ? [...object, node.property.name] : undefined;
    }
    default:
      return undefined;
  }
}

function namesIn(run: Run, node: Node): readonly Name[] {
  return nodesIn(node).flatMap((one) => {
    const isPart = one.parent?.type === "MemberExpression" && one.parent.object === one;
    const name = isPart ? undefined : nameOf(run, one);
    return name?.[0] === undefined ? [] : [name];
  });
}

/** How much a test that turns out true, or false, asks of a name: that it is set, all of it or what it is read from, and nothing else. */
function asks(run: Run, test: Node, truth: boolean, name: Name): "all" | "part" | undefined {
  switch (test.type) {
    case "UnaryExpression":
      return test.operator === "!" ? asks(run, test.argument, !truth, name) : undefined;
    case "LogicalExpression":
      return (test.operator === "&&") === truth && test.operator !== "??" ? both(asks(run, test.left, truth, name), asks(run, test.right, truth, name)) : undefined;
    case "BinaryExpression":
      return isNothing(test.right) && DIFFERS.get(test.operator) === truth ? asks(run, test.left, true, name) : undefined;
    case "CallExpression":
      return truth && test.arguments.length === 1 ? ofCall(run, test, name) : undefined;
    default: {
      const asked = truth ? nameOf(run, test) : undefined;
      if (!asked?.every((step, at) => step === name[at])) return undefined;
      return asked.length === name.length ? "all" : "part";
    }
  }
}

function both(left: "all" | "part" | undefined, right: "all" | "part" | undefined): "all" | "part" | undefined {
  if (!left || !right) return undefined;
  return left === "all" || right === "all" ? "all" : "part";
}

/** `Boolean(companyId)`; any other test of it alone, as `isValid(companyId)`, is passed by whatever is a tenant's. */
function ofCall(run: Run, { callee, arguments: [argument] }: TSESTree.CallExpression, name: Name): "all" | "part" | undefined {
  const asked = argument && asks(run, argument, true, name);
  if (callee.type === "Identifier" && callee.name === "Boolean") return asked;
  return asked && "part";
}

/** Whether an operator says that its two sides differ. */
export const DIFFERS: ReadonlyMap<string, boolean> = new Map([["!==", true], ["!=", true], ["===", false], ["==", false]]);

export function isNothing(node: Node): boolean {
  return (node.type === "Literal" && node.value === null) || (node.type === "Identifier" && node.name === "undefined");
}
