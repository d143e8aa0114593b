import type { Variable } from "@typescript-eslint/scope-manager";
import type { TSESTree } from "@typescript-eslint/types";
import { descendantsOf } from "../frameworks/parts/descendants.ts";
import { namesIn } from "../frameworks/parts/names.ts";
import { handsToLook } from "../frameworks/parts/touches-body.ts";
import { wordsOf } from "../frameworks/parts/words.ts";
import type { FunctionNode } from "../syntax/functions.ts";
import type { Node } from "../syntax/source-file.ts";
import { framesOf, type Run } from "./interpret/run.ts";
import type { Value } from "./value.ts";

/** True for `req.body` of a handler that gets it as it was sent, and does no more with it than to read it and to hand it on once. */
export function isSentBody(run: Run, { object, property, computed }: TSESTree.MemberExpression): boolean {
  if (computed || property.type !== "Identifier" || property.name !== "body" || object.type !== "Identifier") return false;
  const [definition] = run.variables.get(object)?.defs ?? [];
  if (definition?.type !== "Parameter") return false;
  const frame = [...framesOf(run.frame)].find(({ fn }) => fn === definition.node);
  return frame?.fn !== undefined && frame.entry?.bodyAsSent?.() === true && isHandedOnOnce(run, frame.fn, object.name);
}

/** True for what a function is passed and hands on as it is, having done no more with it than to read it: `update(data)`, `{ ...data }`. */
export function isHandedOnAsIs(run: Run, { node }: Value): boolean {
  const variable = node?.type === "Identifier" ? run.variables.get(node) : undefined;
  return variable?.defs[0]?.type === "Parameter" && isOnce(usesOfName(run, variable));
}

function isHandedOnOnce(run: Run, fn: FunctionNode, request: string): boolean {
  return isOnce([...descendantsOf(fn.body)].flatMap((node) => usesOf(run, node, request)));
}

function isOnce(uses: readonly Use[]): boolean {
  return !uses.includes("changes") && uses.filter((use) => use === "hands on").length <= 1;
}

type Use = "reads" | "hands on" | "changes";

/** What a node does with the body, where it is the body. */
function usesOf(run: Run, node: Node, request: string): readonly Use[] {
  if (handsToLook(node)) return ["changes"];
  return node.type === "MemberExpression" && !node.computed && isNamed(node.object, request) && isNamed(node.property, "body") ? usesAt(run, node) : [];
}

function usesAt(run: Run, node: Node): readonly Use[] {
  const { parent } = node;
  switch (parent?.type) {
    case "MemberExpression":
      return [isTarget(parent) ? "changes" : "reads"];
    case "SpreadElement":
      return usesOfCopy(run, parent.parent);
    case "AssignmentExpression":
      return [parent.left === node ? "changes" : "hands on"];
    case "VariableDeclarator":
      return parent.id.type === "Identifier" ? run.facts.file.scopes.getDeclaredVariables(parent).flatMap((variable) => usesOfName(run, variable)) : ["reads"];
    case "CallExpression":
    case "NewExpression":
      return [parent.callee !== node && tells(parent.callee) ? "reads" : "hands on"];
    case "ReturnStatement":
    case "Property":
      return ["hands on"];
    default:
      return ["reads"];
  }
}

/** What is set in a copy is known from its value; what is taken out of it is not. */
function usesOfCopy(run: Run, copy: Node): readonly Use[] {
  const declared = copy.parent?.type === "VariableDeclarator" ? copy.parent : undefined;
  if (declared?.id.type !== "Identifier") return ["hands on"];
  const names = run.facts.file.scopes.getDeclaredVariables(declared).flatMap(({ references }) => references.map(({ identifier }) => identifier as Node));
  return ["hands on", ...names.flatMap(({ parent }): readonly Use[] => (parent?.type === "MemberExpression" && (parent.computed || parent.parent.type === "UnaryExpression") ? ["changes"] : []))];
}

function usesOfName(run: Run, { references }: Variable): readonly Use[] {
  return references.flatMap(({ identifier, init }) => (init === true ? [] : usesAt(run, identifier as Node)));
}

/** True for `body.teamId = …` and `delete body.teamId`. */
function isTarget(node: Node): boolean {
  const { parent } = node;
  if (parent?.type === "AssignmentExpression") return parent.left === node;
  return parent?.type === "UpdateExpression" || (parent?.type === "UnaryExpression" && parent.operator === "delete");
}

const TELLING = /^(?:log|logger|console|debug|info|trace|stringify|keys|entries)$/;

/** True for what writes to a log, or counts what is there. */
function tells(callee: Node): boolean {
  return (namesIn(callee) ?? []).flatMap(wordsOf).some((word) => TELLING.test(word));
}

function isNamed(node: Node, name: string): boolean {
  return node.type === "Identifier" && node.name === name;
}
