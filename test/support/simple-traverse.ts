import { visitorKeys } from "@typescript-eslint/visitor-keys";
import type { Node } from "../../src/syntax/source-file.ts";

/** Visits a node and all below it in source order. */
export function simpleTraverse(node: Node, visit: (node: Node) => void): void {
  visit(node);
  for (const key of visitorKeys[node.type] ?? []) {
    const child = (node as unknown as Record<string, Node | null | (Node | null)[] | undefined>)[key];
    for (const one of Array.isArray(child) ? child : [child]) if (one) simpleTraverse(one, visit);
  }
}
