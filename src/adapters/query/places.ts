import type { TSESTree } from "@typescript-eslint/types";
import type { Call } from "../../analysis/call.ts";
import type { Value } from "../../analysis/value.ts";
import { contains } from "../../syntax/contains.ts";
import { literalWithin } from "../../syntax/object-literal.ts";
import type { Node } from "../../syntax/source-file.ts";

/** The object literal that a value was read from, when it stands in the call itself. */
export function literalIn({ node }: Call, value: Value | undefined): TSESTree.ObjectExpression | undefined {
  return value?.kind === "object" ? literalWithin(node, value.node) : undefined;
}

/** Where a value stands, when that is in the call itself. */
export function placeIn({ node }: Call, value: Value | undefined): Node | undefined {
  const at = value?.node;
  return at && contains(node, at) ? at : undefined;
}
