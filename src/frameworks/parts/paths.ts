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

/** The plain strings among the paths that an argument lists. */
export function textsOfPath(node: Node): readonly string[] {
  if (node.type === "ArrayExpression") return node.elements.flatMap((element) => (element ? textsOfPath(element) : []));
  const text = textOfPath(node);
  return text === undefined ? [] : [text];
}

/** What stands for a segment of a path that clients choose. */
export const ANY = "-";

/** The segments of a path. */
export function segmentsOf(path: string): readonly string[] {
  return path.split("/").filter(Boolean);
}

/** A path of a request that a router's path stands for, such as `/plots/-` for `/plots/:id`, without some segments at its start. */
export function requestedPath(path: string, without = ""): string {
  const segments = segmentsOf(path).slice(segmentsOf(without).length);
  return `/${segments.map((segment) => (/^[:*({]/.test(segment) ? ANY : segment)).join("/")}`;
}
