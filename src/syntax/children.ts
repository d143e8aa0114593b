import { visitorKeys } from "@typescript-eslint/visitor-keys";
import type { Node } from "./source-file.ts";

/** The nodes right below a node, in source order. */
export function childrenOf(node: Node): Node[] {
  const fields = node as unknown as Readonly<Record<string, Node | readonly (Node | null)[] | null | undefined>>;
  const found: Node[] = [];
  for (const key of visitorKeys[node.type] ?? []) {
    const below = fields[key];
    if (!below) continue;
    for (const child of Array.isArray(below) ? (below as readonly (Node | null)[]) : [below as Node]) if (child) found.push(child);
  }
  return found;
}

/** A node and all below it, in source order. */
export function nodesIn(node: Node): readonly Node[] {
  const found: Node[] = [];
  const open = [node];
  for (let at = open.pop(); at; at = open.pop()) {
    found.push(at);
    open.push(...childrenOf(at).reverse());
  }
  return found;
}
