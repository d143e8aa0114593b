import { ancestorsOf, descendantsOf } from "../frameworks/parts/descendants.ts";
import type { Node } from "../syntax/source-file.ts";

/** SQL that makes others wait: https://www.postgresql.org/docs/current/explicit-locking.html, `GET_LOCK` of MySQL. */
const LOCKING = /\bpg_advisory_(?:xact_)?lock\b|\bfor\s+(?:no\s+key\s+)?update\b|\bget_lock\s*\(/i;

/** Methods by which query builders ask for the same. */
const METHODS = new Set(["forUpdate", "forNoKeyUpdate", "setLock", "setLockMode"]);

/** True where one of the functions around takes a lock itself: of two requests at once, one waits for the other. */
export function isUnderLock(node: Node): boolean {
  const around = [...ancestorsOf(node)].filter(isFunction);
  const outermost = around.at(-1);
  return outermost !== undefined && [...descendantsOf(outermost)].some((one) => takesLock(one) && around.includes([...ancestorsOf(one)].find(isFunction) ?? outermost));
}

function isFunction({ type }: Node): boolean {
  return type === "FunctionDeclaration" || type === "FunctionExpression" || type === "ArrowFunctionExpression";
}

function takesLock(node: Node): boolean {
  switch (node.type) {
    case "Literal":
      return typeof node.value === "string" && LOCKING.test(node.value);
    case "TemplateElement":
      return LOCKING.test(node.value.raw);
    case "Property":
      return !node.shorthand && !isFunction(node.value) && node.key.type === "Identifier" && (node.key.name === "lock" || node.key.name === "lockMode");
    case "CallExpression":
      return asksForLock(node.callee, node.arguments);
    default:
      return false;
  }
}

/** `query.forUpdate()`, and `query.for("update")` of Drizzle. */
function asksForLock(callee: Node, [given]: readonly Node[]): boolean {
  if (callee.type !== "MemberExpression" || callee.property.type !== "Identifier") return false;
  return METHODS.has(callee.property.name) || (callee.property.name === "for" && given?.type === "Literal" && given.value === "update");
}
