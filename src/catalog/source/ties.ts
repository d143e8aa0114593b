import { nodesIn } from "../../syntax/children.ts";
import { isFunction, type FunctionNode } from "../../syntax/functions.ts";
import type { Node } from "../../syntax/source-file.ts";
import type { ModelHook } from "../catalog.ts";
import { constantOf, type Lookup } from "./constants.ts";
import { elementsOf, keyOf, pathOf, plain, stringOf } from "./syntax.ts";

/** A column that a hook sets, on the query that it is about to let through or on the row. */
export type Tie = Pick<ModelHook, "column" | "sure" | "unless" | "always" | "asksFor">;

/** What a query is told by who runs it: not for the hook alone to decide. */
const TOLD = /^(?:getOptions|options|_?mongooseOptions|\$locals)$/;

/** The columns that a hook's code sets: `this.where({ companyId })`, `options.where.companyId = …`, `this.pipeline().unshift({ $match: { companyId } })`. */
export function tiesIn(fn: FunctionNode, lookup: Lookup = () => undefined): readonly Tie[] {
  const subject = fn.params[0]?.type === "Identifier" ? fn.params[0].name : undefined;
  const whole = nodesIn(fn.body);
  const nodes = whole.filter((node) => node.type !== "ReturnStatement" || !isLeftOut(node, fn, lookup));
  const returns = nodes.filter(({ type }) => type === "ReturnStatement");
  const asks = nodes.some((node) => node.type === "MemberExpression" && node.property.type === "Identifier" && TOLD.test(node.property.name));
  const all = nodes.flatMap((node) => keysSetBy(node, subject, lookup).flatMap(({ column, value }): readonly Tie[] => {
    if (isLeftOut(node, fn, lookup)) return [];
    const source = sourceOf(value, column, subject);
    const parts = source ? partsOf(source, nodes) : [];
    if (source?.type === "Literal" || parts.some(isOfRequest)) return [];
    const way = source === value ? wayTo(node, fn, subject) : "lacking";
    const isTold = asks || parts.some((part) => part.type !== "ThisExpression" && startsAt(part, subject));
    const leaves = mayLeaveBefore(node, nodes, column);
    const tests = testsBefore(node, fn.body, returns);
    const unless = isTold ? "told" : (way === "other" || leaves) && isUnderOwnTest(tests, parts) ? "nobody" : undefined;
    const asksFor = isTold ? namesAsked(tests, nodes, parts) : optionsAsked(tests, fn);
    return [{ column, sure: way !== "other" && !isTold && !leaves, always: way === "always", ...(unless && { unless }), ...((isTold || asksFor.length > 0) && { asksFor }) }];
  }));
  const best = new Map<string, Tie>();
  for (const tie of all) best.set(tie.column, bestOf(best.get(tie.column), tie));
  return [...best.values()];
}

function bestOf(before: Tie | undefined, tie: Tie): Tie {
  return before && (before.sure || !tie.sure) ? before : tie;
}

/** What a column is set to; where that is its own value unless it has none, what stands in for it. */
function sourceOf(value: Node | undefined, column: string, subject: string | undefined): Node | undefined {
  const at = plain(value);
  const isOwn = at?.type === "LogicalExpression" && at.operator !== "&&" && startsAt(at.left, subject) && pathOf(at.left)?.at(-1) === column;
  return isOwn ? at.right : value;
}

/** All that a value is made of, over the constants of the hook that it names. */
function partsOf(value: Node, nodes: readonly Node[], depth = 0): readonly Node[] {
  const own = nodesIn(value);
  const names = new Set(own.flatMap((node) => (node.type === "Identifier" ? [node.name] : [])));
  const declared = depth > 3 ? [] : nodes.flatMap((node) => (node.type === "VariableDeclarator" && node.init && nodesIn(node.id).some((part) => part.type === "Identifier" && names.has(part.name)) && !own.includes(node.init) ? [node.init] : []));
  return [...own, ...declared.flatMap((init) => partsOf(init, nodes, depth + 1))];
}

/** What the client sends: `req.body.companyId`, `store.headers["x-company"]`. */
function isOfRequest(node: Node): boolean {
  return node.type === "MemberExpression" && !node.computed && node.property.type === "Identifier" && /^(?:body|query|params|headers|cookies)$/.test(node.property.name) && node.object.type !== "ThisExpression";
}

/** What tests before a node read, other than what the column is set to: `if (this.getOptions().everywhere) return`. */
function namesAsked(tests: readonly Node[], nodes: readonly Node[], parts: readonly Node[]): readonly string[] {
  const own = new Set(parts);
  return namesRead(tests.flatMap((test) => partsOf(test, nodes)).filter((part) => !own.has(part)));
}

/** The options that these tests look for on what the hook is handed: `if (options.everywhere) return`. */
function optionsAsked(tests: readonly Node[], { params }: FunctionNode): readonly string[] {
  const handed = new Set(params.flatMap((one) => (one.type === "Identifier" ? [one.name] : [])));
  return namesRead(tests.flatMap(nodesIn).filter((part) => part.type === "MemberExpression" && part.object.type === "Identifier" && handed.has(part.object.name)));
}

function namesRead(nodes: readonly Node[]): readonly string[] {
  return [...new Set(nodes.flatMap((part) => (part.type === "MemberExpression" && !part.computed && part.property.type === "Identifier" ? [part.property.name] : [])))];
}

/** True where code comes to a node only if what the column is set to is there: `if (companyId) this.where({ companyId })`. */
function isUnderOwnTest(tests: readonly Node[], parts: readonly Node[]): boolean {
  const names = new Set(parts.flatMap((part) => (part.type === "Identifier" ? [part.name] : [])));
  return tests.some((test) => nodesIn(test).some((part) => part.type === "Identifier" && names.has(part.name)));
}

/** The tests that decide whether the code of a body comes to a node, those among them that leave before it. */
export function testsBefore(node: Node, body: Node, leaving: readonly Node[]): readonly Node[] {
  const tests: Node[] = [];
  for (let at: Node = node, above = at.parent; above && at !== body; at = above, above = at.parent) {
    if (above.type === "IfStatement" || above.type === "ConditionalExpression") tests.push(above.test);
    else if (above.type === "LogicalExpression" && above.right === at) tests.push(above.left);
  }
  const left = leaving.flatMap((one) => (one.range[0] < node.range[0] ? (enclosingTest(one) ?? []) : []));
  return [...tests, ...left];
}

/** True for code that is never come to with what is known of the names in it. */
function isLeftOut(node: Node, fn: FunctionNode, lookup: Lookup): boolean {
  for (let at: Node = node, above = at.parent; above && at !== fn.body; at = above, above = at.parent) {
    if (above.type !== "IfStatement" || above.test === at) continue;
    const test = constantOf(above.test, lookup);
    if (test && Boolean(test.value) !== (above.consequent === at)) return true;
  }
  const before = fn.body.type === "BlockStatement" ? fn.body.body.filter(({ range }) => range[1] <= node.range[0]) : [];
  return before.some((one) => one.type === "IfStatement" && leaves(one.consequent) && Boolean(constantOf(one.test, lookup)?.value));
}

function leaves(node: Node): boolean {
  const last = node.type === "BlockStatement" ? node.body.at(-1) : node;
  return last?.type === "ReturnStatement";
}

interface SetKey {
  readonly column: string;
  /** What it is set to, where that is written beside it. */
  readonly value?: Node;
}

/** The keys that a call or an assignment sets on what the hook is for. */
function keysSetBy(node: Node, subject: string | undefined, lookup: Lookup): readonly SetKey[] {
  if (node.type === "AssignmentExpression") {
    const target = plain(node.left);
    if (target?.type !== "MemberExpression" || !startsAt(target, subject)) return [];
    const key = target.property.type === "Identifier" ? [{ column: target.property.name, value: node.right }] : [];
    return [...key, ...keysOf(node.right, lookup)];
  }
  if (node.type !== "CallExpression") return [];
  const isAssign = pathOf(node.callee)?.join(".") === "Object.assign" && startsAt(node.arguments[0], subject);
  if (!isAssign && !(node.callee.type === "MemberExpression" && startsAt(node.callee.object, subject))) return [];
  const [first] = node.arguments;
  const named = isWhere(node.callee) ? stringOf(first) : undefined;
  return [...(named === undefined ? [] : [{ column: named }]), ...node.arguments.flatMap((argument) => keysOf(argument, lookup))];
}

function isWhere(callee: Node): boolean {
  return callee.type === "MemberExpression" && callee.property.type === "Identifier" && callee.property.name === "where";
}

/** The keys of an object, those in the conditions that it holds for all of its rows included. */
function keysOf(node: Node, lookup: Lookup): readonly SetKey[] {
  const object = plain(node);
  const inEach = (nodes: readonly Node[]): readonly SetKey[] => nodes.flatMap((one) => keysOf(one, lookup));
  if (object?.type === "CallExpression" && pathOf(object.callee)?.join(".") === "Object.assign") return inEach(object.arguments);
  if (object?.type === "ArrayExpression") return inEach(elementsOf(object));
  if (object?.type !== "ObjectExpression") return [];
  return object.properties.flatMap((property) => {
    if (property.type !== "Property") return [];
    const key = property.computed ? constantOf(property.key, lookup)?.value : keyOf(property);
    if (typeof key !== "string") return [];
    if (key === "$or") return inAll(elementsOf(property.value).map((one) => keysOf(one, lookup)));
    return key === "$match" || key === "$and" || key === "$set" ? inEach([property.value]) : [{ column: key, value: property.value }];
  });
}

/** The keys that each of several alternatives sets, as one that sets them to something does: the others' rows are nobody's. */
function inAll(alternatives: readonly (readonly SetKey[])[]): readonly SetKey[] {
  const set = alternatives.flat().filter(({ value }) => plain(value)?.type !== "Literal");
  return set.filter(({ column }) => alternatives.every((one) => one.some((key) => key.column === column)));
}

/** True for `this`, the hook's first parameter, and what is read or called on them. */
function startsAt(node: Node | undefined, subject: string | undefined): boolean {
  const at = plain(node);
  if (at?.type === "ThisExpression") return true;
  if (at?.type === "Identifier") return at.name === subject;
  if (at?.type === "CallExpression") return startsAt(at.callee, subject);
  return at?.type === "MemberExpression" && startsAt(at.object, subject);
}

/** How code comes to a node: in any case, where what the hook is for lacks something, or where something else holds. */
function wayTo(node: Node, fn: FunctionNode, subject: string | undefined): "always" | "lacking" | "other" {
  let way: "always" | "lacking" = "always";
  for (let at: Node = node, above = at.parent; above && at !== fn.body; at = above, above = at.parent) {
    if (isFunction(above) && above !== fn) return "other";
    const test = above.type === "IfStatement" || above.type === "ConditionalExpression" ? (above.test === at ? undefined : above.test) : above.type === "LogicalExpression" && above.right === at ? above.left : undefined;
    if (test && !isAbout(test, subject)) return "other";
    if (test) way = "lacking";
    if (above.type === "SwitchCase" || above.type === "CatchClause") return "other";
  }
  return way;
}

/** True for a test of nothing but what the hook is for. */
function isAbout(test: Node, subject: string | undefined): boolean {
  return nodesIn(test).every((node) => node.type !== "Identifier" || node.name === subject || node.name === "undefined" || (node.parent.type === "MemberExpression" && node.parent.property === node && !node.parent.computed));
}

/** True where the code may leave before it gets to a node, other than with an error, or because the column is set. */
function mayLeaveBefore(node: Node, nodes: readonly Node[], column: string): boolean {
  return nodes.some((one) => {
    if (one.type !== "ReturnStatement" || one.range[0] >= node.range[0] || one.range[1] >= node.range[1]) return false;
    const given = plain(one.argument);
    const isError = given?.type === "CallExpression" && given.arguments.length > 0;
    const test = enclosingTest(one);
    const isSet = test && nodesIn(test).some((part) => part.type === "Identifier" && part.name === column && part.parent.type === "MemberExpression");
    return !isError && isSet !== true;
  });
}

function enclosingTest(node: Node): Node | undefined {
  for (let at = node.parent; at && !isFunction(at); at = at.parent) if (at.type === "IfStatement") return at.test;
  return undefined;
}
