import type { Node } from "../../syntax/source-file.ts";

/** True for an argument that reads as a route's path: a string, a template, a pattern, a list of these. */
export function isPath(node: Node): boolean {
  if (node.type === "ArrayExpression") return node.elements.length > 0 && node.elements.every((element) => element !== null && isPath(element));
  if (node.type === "TemplateLiteral") return true;
  if (node.type !== "Literal") return false;
  return typeof node.value === "string" ? /^(\/|\*|$)/.test(node.value) : node.value instanceof RegExp || "regex" in node;
}

/** A path as written, where it is one plain string. */
export function textOfPath(node: Node): string | undefined {
  return node.type === "Literal" && typeof node.value === "string" ? node.value : undefined;
}
