import type { Node } from "../../syntax/source-file.ts";
import type { ModelHook } from "../catalog.ts";
import { keyOf, pathOf, plain, stringOf } from "./syntax.ts";
import { childrenOf, isFunction, type FunctionLike } from "./walk.ts";

/** A column that a hook sets, on the query that it is about to let through or on the row. */
export type Tie = Pick<ModelHook, "column" | "sure" | "always">;

/** What a query is told by who runs it: not for the hook alone to decide. */
const TOLD = /^(?:getOptions|options|_?mongooseOptions|\$locals)$/;

/** The columns that a hook's code sets: `this.where({ companyId })`, `options.where.companyId = …`, `this.pipeline().unshift({ $match: { companyId } })`. */
export function tiesIn(fn: FunctionLike): readonly Tie[] {
  const subject = fn.params[0]?.type === "Identifier" ? fn.params[0].name : undefined;
  const nodes = nodesIn(fn.body);
  const asks = nodes.some((node) => node.type === "MemberExpression" && node.property.type === "Identifier" && TOLD.test(node.property.name));
  const all = nodes.flatMap((node) => keysSetBy(node, subject).map((column): Tie => {
    const way = wayTo(node, fn, subject);
    return { column, sure: way !== "other" && !asks && !mayLeaveBefore(node, nodes, column), always: way === "always" };
  }));
  const best = new Map<string, Tie>();
  for (const tie of all) best.set(tie.column, bestOf(best.get(tie.column), tie));
  return [...best.values()];
}

function bestOf(before: Tie | undefined, tie: Tie): Tie {
  return before && (before.sure || !tie.sure) ? before : tie;
}

/** The keys that a call or an assignment sets on what the hook is for. */
function keysSetBy(node: Node, subject: string | undefined): readonly string[] {
  if (node.type === "AssignmentExpression") {
    const target = plain(node.left);
    if (target?.type !== "MemberExpression" || !startsAt(target, subject)) return [];
    const key = target.property.type === "Identifier" ? [target.property.name] : [];
    return [...key, ...keysOf(node.right)];
  }
  if (node.type !== "CallExpression") return [];
  const isAssign = pathOf(node.callee)?.join(".") === "Object.assign" && startsAt(node.arguments[0], subject);
  if (!isAssign && !(node.callee.type === "MemberExpression" && startsAt(node.callee.object, subject))) return [];
  const [first] = node.arguments;
  const named = isWhere(node.callee) ? stringOf(first) : undefined;
  return [...(named === undefined ? [] : [named]), ...node.arguments.flatMap(keysOf)];
}

function isWhere(callee: Node): boolean {
  return callee.type === "MemberExpression" && callee.property.type === "Identifier" && callee.property.name === "where";
}

/** The keys of an object, those in the conditions that it holds for all of its rows included. */
function keysOf(node: Node): readonly string[] {
  const object = plain(node);
  if (object?.type === "CallExpression" && pathOf(object.callee)?.join(".") === "Object.assign") return object.arguments.flatMap(keysOf);
  if (object?.type === "ArrayExpression") return object.elements.flatMap((element) => (element ? keysOf(element) : []));
  if (object?.type !== "ObjectExpression") return [];
  return object.properties.flatMap((property) => {
    if (property.type !== "Property") return [];
    const key = keyOf(property);
    return key === undefined ? [] : key === "$match" || key === "$and" || key === "$set" ? keysOf(property.value) : [key];
  });
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
function wayTo(node: Node, fn: FunctionLike, subject: string | undefined): "always" | "lacking" | "other" {
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

/** A node and all below it, in source order. */
export function nodesIn(node: Node): readonly Node[] {
  return [node, ...childrenOf(node).flatMap(nodesIn)];
}
