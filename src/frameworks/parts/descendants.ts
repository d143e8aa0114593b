import { childrenOf } from "../../syntax/children.ts";
import type { Node } from "../../syntax/source-file.ts";

/** A node and all below it, in source order. */
export function* descendantsOf(node: Node): Generator<Node> {
  const open = [node];
  for (let at = open.pop(); at; at = open.pop()) {
    yield at;
    open.push(...childrenOf(at).reverse());
  }
}

/** What a node stands in, innermost first. */
export function* ancestorsOf(node: Node): Generator<Node> {
  for (let at: Node | undefined = node.parent; at; at = at.parent) yield at;
}

/** The root of the tree a node stands in. */
export function programOf(node: Node): Node {
  return [...ancestorsOf(node)].at(-1) ?? node;
}
