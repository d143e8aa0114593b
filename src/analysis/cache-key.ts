import { nameOfValue, reference } from "./make-value.ts";
import type { CallRoot, Reference, Value } from "./value.ts";

/** Calls that only change the form of what they are given, and so say no more than their arguments do. */
const FORMING = /^(join|String|Number|parseInt|toString|to\w+Case|trim\w*|pad(Start|End)|slice|substring|replace(All)?|concat|split|sort|toSorted|filter|map|flat|normalize|repeat|encodeURI(Component)?|btoa|entries|values|fromEntries|from|format|parse|safeParse|toFixed|toISOString|digest|update|createHash|createHmac|final)$/;
const HASHING = /stringify|serializ|hash|^(sha|md)\d+$|^xxh|digest|fnv|checksum/i;
const BUILDING = /key|tag/i;

/** Constructors whose result is written from their arguments. */
const WRITING = /^(URLSearchParams|URL|String|Date)$/;

/**
 * What a key is put together from: the parts of templates and concatenations, the elements of joined lists, the
 * properties of hashed or serialised objects, the arguments of functions that build keys. A call that cannot be looked
 * into stays as it is.
 */
export function keyParts(value: Value): readonly Value[] {
  switch (value.kind) {
    case "text":
      return value.parts.flatMap(keyParts);
    case "choice":
      return value.options.flatMap(keyParts);
    case "list":
      return value.items.flatMap((item) => keyParts(item.value));
    case "object":
      return value.entries.flatMap((entry) => keyParts(entry.value));
    case "reference":
      if (value.root.kind !== "call" || !isWhole(value)) return [value];
      return isForming(value.root) ? partsOfCall(value.root) : [lookedUp(value.root) ?? value];
    default:
      return [value];
  }
}

/** True for a call that only puts its arguments and receiver into another form. */
export function isForming(root: CallRoot): boolean {
  const name = nameOfValue(root.callee) ?? "";
  if (root.construct) return WRITING.test(name);
  if (FORMING.test(name) || HASHING.test(name)) return true;
  return root.args.length > 0 && (BUILDING.test(name) || namesBuilder(root.callee));
}

/** `Keys.Invoice.list(id)`: what an imported object of key builders holds. */
function namesBuilder(callee: Value): boolean {
  return callee.kind === "reference" && callee.root.kind === "import" && BUILDING.test(callee.root.name);
}

/** `searchParams.get("page")` is the step `page` of what it is looked up in. */
function lookedUp({ callee, args, node }: CallRoot): Value | undefined {
  const [name] = args;
  if (callee.kind !== "reference" || callee.path.at(-1) !== "get" || name?.kind !== "constant" || args.length > 1) return undefined;
  return reference(callee.root, [...callee.path.slice(0, -1), `get(${String(name.value)})`], node);
}

/** Steps that only change the form (`toLowerCase()`) leave the call's result whole. */
function isWhole(value: Reference): boolean {
  return value.path.every((step) => step.endsWith("()"));
}

function partsOfCall(root: CallRoot): readonly Value[] {
  return [...receiverParts(root.callee), ...root.args.flatMap(keyParts)];
}

/** What a method is called on: the list before `.join`, the hash before `.digest`. Namespaces say nothing. */
function receiverParts(callee: Value): readonly Value[] {
  if (callee.kind !== "reference" || callee.path.length === 0) return [];
  const { root, path } = callee;
  if (root.kind === "import" || root.kind === "global" || root.kind === "this") return [];
  return keyParts(reference(root, path.slice(0, -1), callee.node));
}
