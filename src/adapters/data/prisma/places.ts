import { propertyOf } from "../../../analysis/object-value.ts";
import type { Value } from "../../../analysis/value.ts";
import { literalWithin } from "../../../syntax/object-literal.ts";
import type { Node } from "../../../syntax/source-file.ts";

/** The object literal that an argument is, when the call itself holds it. */
export function literalArgument(call: Node, args: Value | undefined): Node | undefined {
  return args?.kind === "object" ? literalWithin(call, args.node) : undefined;
}

/** The object literal that the arguments give for a key, when the call itself holds it under no condition. */
export function literalProperty(call: Node, args: Value | undefined, key: string): Node | undefined {
  const written = args && propertyOf(args, key);
  return written?.mayBeAbsent === false ? literalArgument(call, written.value) : undefined;
}
