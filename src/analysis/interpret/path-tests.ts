import type { Variable } from "@typescript-eslint/scope-manager";
import type { TSESTree } from "@typescript-eslint/types";
import { namesIn } from "../../frameworks/parts/names.ts";
import { contains } from "../../syntax/contains.ts";
import { isFunction, type FunctionNode } from "../../syntax/functions.ts";
import type { Node } from "../../syntax/source-file.ts";
import type { Value } from "../value.ts";
import { importedName } from "./imported-calls.ts";
import { named } from "./middleware.ts";
import type { Run } from "./run.ts";

/** A path that a request came by. */
export interface AskedPath {
  /** As the router has it that looks at it. */
  readonly path: string;
  /** From the outermost router on. */
  readonly whole: string;
}

/** A function that looks at a request's path. */
export interface Looking {
  readonly run: Run;
  readonly fn: FunctionNode;
  readonly asked: AskedPath;
  /** What the parameters of inner functions hold. */
  readonly bound: ReadonlyMap<Variable, string | RegExp>;
  /** True where nobody whom something fails for gets on: `try { verify(token) } catch (error) { next(error) }`. */
  readonly failing?: boolean;
}

/** What is a constant once the path is known. */
type Known = string | RegExp;

/** How properties of a request name its path. */
const PATHS: ReadonlyMap<string, keyof AskedPath> = new Map([["path", "path"], ["pathname", "path"], ["url", "path"], ["originalUrl", "whole"]]);

/** What a test comes to for a path; undefined where it looks at anything else. */
export function decide(at: Looking, test: Node): boolean | undefined {
  switch (test.type) {
    case "Identifier": {
      const set = constantAt(at, test);
      return set && decide(at, set);
    }
    case "UnaryExpression": {
      const truth = test.operator === "!" ? decide(at, test.argument) : undefined;
      return truth === undefined ? undefined : !truth;
    }
    case "LogicalExpression":
      return test.operator === "??" ? undefined : eitherOrBoth(decide(at, test.left), decide(at, test.right), test.operator === "||");
    case "BinaryExpression":
      return compared(test.operator, knownAt(at, test.left), knownAt(at, test.right));
    case "CallExpression":
      return ofOwnFunction(at, test) ?? ofMethod(at, test);
    default: {
      const inner = innerOf(test);
      return inner && decide(at, inner);
    }
  }
}

/** `decisive` decides alone: true for `||`, false for `&&`. */
function eitherOrBoth(left: boolean | undefined, right: boolean | undefined, decisive: boolean): boolean | undefined {
  if (left === decisive || right === decisive) return decisive;
  return left === undefined || right === undefined ? undefined : !decisive;
}

function compared(operator: string, left: Known | undefined, right: Known | undefined): boolean | undefined {
  if (typeof left !== "string" || typeof right !== "string") return undefined;
  if (operator === "===" || operator === "==") return left === right;
  return operator === "!==" || operator === "!=" ? left !== right : undefined;
}

/** `isPublic(req.path)`, by the function's one expression. */
function ofOwnFunction(at: Looking, { callee, arguments: args }: TSESTree.CallExpression): boolean | undefined {
  const fn = callee.type === "Identifier" ? functionAt(at.run, callee) : undefined;
  return fn && withGiven(at, fn, args.map((argument) => knownAt(at, argument)));
}

function withGiven(at: Looking, fn: FunctionNode, given: readonly (Known | undefined)[]): boolean | undefined {
  const result = expressionOf(fn);
  const bound = new Map(at.bound);
  for (const [index, parameter] of fn.params.entries()) {
    const variable = parameter.type === "Identifier" ? at.run.variables.get(parameter) : undefined;
    const value = given[index];
    if (variable && value !== undefined) bound.set(variable, value);
  }
  // One that leads back to itself binds nothing new.
  return result && bound.size > at.bound.size ? decide({ ...at, bound }, result) : undefined;
}

function expressionOf({ body }: FunctionNode): Node | undefined {
  if (body.type !== "BlockStatement") return body;
  const [only, ...others] = body.body;
  return only?.type === "ReturnStatement" && others.length === 0 ? only.argument ?? undefined : undefined;
}

function ofMethod(at: Looking, { callee, arguments: [argument] }: TSESTree.CallExpression): boolean | undefined {
  if (callee.type !== "MemberExpression" || callee.property.type !== "Identifier" || !argument) return undefined;
  const { name } = callee.property;
  const on = knownAt(at, callee.object);
  if (typeof on === "string") return ofText(on, name, knownAt(at, argument));
  if (on) return name === "test" || name === "exec" ? matches(on, knownAt(at, argument)) : undefined;
  const listed = listAt(at, callee.object);
  return listed && amongListed(at, listed, name, argument);
}

function ofText(text: string, method: string, given: Known | undefined): boolean | undefined {
  if (typeof given !== "string") return method === "match" && given ? matches(given, text) : undefined;
  if (method === "startsWith") return text.startsWith(given);
  if (method === "endsWith") return text.endsWith(given);
  return method === "includes" ? text.includes(given) : undefined;
}

function matches(pattern: RegExp, text: Known | undefined): boolean | undefined {
  return typeof text === "string" ? pattern.test(text) : undefined;
}

function amongListed(at: Looking, listed: readonly (Known | undefined)[], method: string, argument: Node): boolean | undefined {
  if (method === "includes" || method === "has") {
    const sought = knownAt(at, argument);
    return sought === undefined ? undefined : anyOf(listed.map((one) => (one === undefined ? undefined : one === sought)));
  }
  if ((method !== "some" && method !== "find") || !isFunction(argument)) return undefined;
  return anyOf(listed.map((one) => (one === undefined ? undefined : withGiven(at, argument, [one]))));
}

function anyOf(answers: readonly (boolean | undefined)[]): boolean | undefined {
  if (answers.includes(true)) return true;
  return answers.includes(undefined) ? undefined : false;
}

function knownAt(at: Looking, node: Node): Known | undefined {
  switch (node.type) {
    case "Literal":
      return "regex" in node ? patternOf(node.regex) : typeof node.value === "string" ? node.value : undefined;
    case "TemplateLiteral":
      return joined(node.quasis.flatMap(({ value: { raw } }, index) => [raw, ...node.expressions.slice(index, index + 1).map((one) => knownAt(at, one))]));
    case "BinaryExpression":
      return node.operator === "+" ? joined([knownAt(at, node.left), knownAt(at, node.right)]) : undefined;
    case "Identifier":
      return nameAt(at, node);
    case "MemberExpression":
      return partAt(at, node) ?? constantElsewhere(at, node);
    case "CallExpression": {
      const text = givenOf(at, node, "toLowerCase");
      return typeof text === "string" ? text.toLowerCase() : undefined;
    }
    default: {
      const inner = innerOf(node);
      return inner && knownAt(at, inner);
    }
  }
}

/** What a method is called on, if it is that one. */
function givenOf(at: Looking, node: Node, method: string): Known | undefined {
  const callee = node.type === "CallExpression" ? node.callee : undefined;
  return callee?.type === "MemberExpression" && namesIn(callee.property)?.[0] === method ? knownAt(at, callee.object) : undefined;
}

/** A pattern without the flags that would let it remember its last match. */
function patternOf({ pattern, flags }: { readonly pattern: string; readonly flags: string }): RegExp | undefined {
  try {
    return new RegExp(pattern, flags.replaceAll(/[gy]/g, ""));
  } catch {
    return undefined;
  }
}

function joined(parts: readonly (Known | undefined)[]): string | undefined {
  return parts.every((part) => typeof part === "string") ? parts.join("") : undefined;
}

function nameAt(at: Looking, node: TSESTree.Identifier): Known | undefined {
  const variable = at.run.variables.get(node);
  const bound = variable && at.bound.get(variable);
  if (bound !== undefined) return bound;
  const set = constantAt(at, node);
  return set ? knownAt(at, set) : (taken(at, variable) ?? constantElsewhere(at, node));
}

/** `path` of `const { path } = req`. */
function taken(at: Looking, variable: Variable | undefined): string | undefined {
  const declared = variable?.defs[0]?.node;
  if (!variable || declared?.type !== "VariableDeclarator" || declared.id.type !== "ObjectPattern" || !declared.init || !isRequest(at, declared.init)) return undefined;
  const property = declared.id.properties.find((one) => one.type === "Property" && one.value.type === "Identifier" && one.value.name === variable.name);
  const key = property?.type === "Property" && !property.computed ? PATHS.get(namesIn(property.key)?.[0] ?? "") : undefined;
  return key && at.asked[key];
}

/** The path, where it is read off the request; also of `req.originalUrl.split("?")[0]`. */
function partAt(at: Looking, node: TSESTree.MemberExpression): Known | undefined {
  if (node.computed) {
    return node.property.type === "Literal" && node.property.value === 0 ? givenOf(at, node.object, "split") : undefined;
  }
  const key = node.property.type === "Identifier" ? PATHS.get(node.property.name) : undefined;
  return key && isRequest(at, node.object) ? at.asked[key] : undefined;
}

/** True for a parameter of the function that looks. */
function isRequest({ run, fn }: Looking, node: Node): boolean {
  const definition = node.type === "Identifier" ? run.variables.get(node)?.defs[0] : undefined;
  return definition?.type === "Parameter" && definition.node === fn;
}

function listAt(at: Looking, node: Node): readonly (Known | undefined)[] | undefined {
  switch (node.type) {
    case "ArrayExpression":
      return node.elements.flatMap((element) => (element?.type === "SpreadElement" ? listAt(at, element.argument) ?? [undefined] : [element ? knownAt(at, element) : undefined]));
    case "NewExpression":
      return namesIn(node)?.[0] === "Set" && node.arguments[0] ? listAt(at, node.arguments[0]) : undefined;
    case "CallExpression":
      return listGiven(at, node);
    case "Identifier": {
      const set = constantAt(at, node);
      return set ? listAt(at, set) : listElsewhere(at, node);
    }
    case "MemberExpression":
      return listElsewhere(at, node);
    default: {
      const inner = innerOf(node);
      return inner && listAt(at, inner);
    }
  }
}

/** What is left out of a list, as by a setting, is left out of few. */
function listGiven(at: Looking, { callee, arguments: [argument] }: TSESTree.CallExpression): readonly (Known | undefined)[] | undefined {
  if (callee.type !== "MemberExpression" || !argument) return undefined;
  const method = namesIn(callee.property)?.[0];
  if (method === "freeze") return listAt(at, argument);
  const list = method === "filter" || method === "concat" ? listAt(at, callee.object) : undefined;
  return list && method === "concat" ? [...list, ...(listAt(at, argument) ?? [undefined])] : list;
}

/** What a name that is never set again is declared as. */
function constantAt({ run }: Looking, node: TSESTree.Identifier): Node | undefined {
  const [definition, ...others] = run.variables.get(node)?.defs ?? [];
  if (definition?.type !== "Variable" || others.length > 0 || definition.parent.kind !== "const") return undefined;
  const { id, init } = definition.node;
  return id.type === "Identifier" && init && !contains(init, node) ? init : undefined;
}

/** The function of its own file that a name stands for. */
function functionAt(run: Run, node: TSESTree.Identifier): FunctionNode | undefined {
  const [definition] = run.variables.get(node)?.defs ?? [];
  if (definition?.type === "FunctionName") return isFunction(definition.node) ? definition.node : undefined;
  const set = definition?.type === "Variable" ? definition.node.init ?? null : null;
  return isFunction(set) ? set : undefined;
}

function valueElsewhere({ run }: Looking, node: Node): Value | undefined {
  const value = named(run, node);
  const imported = value.kind === "reference" ? importedName(value) : undefined;
  return imported && run.elsewhere?.valueOf({ from: run.facts.file.path, ...imported });
}

function constantElsewhere(at: Looking, node: Node): string | undefined {
  return textOf(valueElsewhere(at, node));
}

function listElsewhere(at: Looking, node: Node): readonly (string | undefined)[] | undefined {
  const value = valueElsewhere(at, node);
  return value?.kind === "list" ? value.items.map((item) => textOf(item.value)) : undefined;
}

function textOf(value: Value | undefined): string | undefined {
  return value?.kind === "constant" && typeof value.value === "string" ? value.value : undefined;
}

/** What stands inside of what changes nothing at run time. */
function innerOf(node: Node): Node | undefined {
  switch (node.type) {
    case "AwaitExpression":
      return node.argument;
    case "ChainExpression":
    case "TSAsExpression":
    case "TSNonNullExpression":
    case "TSSatisfiesExpression":
      return node.expression;
    default:
      return undefined;
  }
}
