import { choiceOf, isNullish } from "./object-value.ts";
import type { Node } from "../syntax/source-file.ts";
import type { CallRoot, Constant, ListItem, ListValue, Reference, Root, Text, Unknown, Value } from "./value.ts";

export function constant(value: Constant["value"], node?: Node): Constant {
  return { kind: "constant", value, node };
}

export function reference(root: Root, path: readonly string[], node?: Node): Reference {
  return { kind: "reference", root, path, node };
}

/** Where what a callback was handed starts, as other places know it: by what it was found in. */
export function handedRoot(id: string, foundIn: Value, node: Node): CallRoot {
  return { kind: "call", id, node, callee: unknown("a method of somebody else's"), args: [], construct: false, shape: undefined, foundIn };
}

export function unknown(reason: string, node?: Node): Unknown {
  return { kind: "unknown", reason, node };
}

/** What a test answers. */
export function answer(reason: string, node?: Node): Unknown {
  return { kind: "unknown", reason, node, test: true };
}

export function text(parts: readonly Value[], node?: Node): Text {
  return { kind: "text", parts, node };
}

export function list(items: readonly ListItem[], node?: Node): ListValue {
  return { kind: "list", items, node };
}

/** An element that stands for any number of such elements. */
export function listOf(element: Value, node?: Node): ListValue {
  return list([{ value: element, optional: true, many: true }], node);
}

/** The identity of a reference: equal keys are the same value. A row and its collection are one. */
export function keyOf(value: Reference): string {
  const path = value.root.kind === "row" ? value.path.filter((step) => step !== "*") : value.path;
  return path.length === 0 ? value.root.id : `${value.root.id}.${path.join(".")}`;
}

export function isFalsyConstant(value: Value): boolean {
  return value.kind === "constant" && !value.value;
}

/** What is left of a value once it is known to be set; itself when nothing is known. */
export function withoutNullish(value: Value): Value {
  if (value.kind !== "choice") return value;
  const left = value.options.filter((option) => !isNullish(option));
  const [first, ...rest] = left;
  return first ? choiceOf([first, ...rest], value.node) : value;
}

/** A value in whose place something else stands when it is undefined. */
export function replacedWhenUndefined(value: Value): Value {
  if (value.kind === "reference") return { ...value, replaced: true };
  return value.kind === "choice" ? { ...value, options: value.options.map(replacedWhenUndefined) } : value;
}

/** What compound values are made of: they never change, and one that holds much is asked about again and again. */
const references = new WeakMap<Value, readonly Reference[]>();

/** All references a value is made of, those inside objects, lists, texts and choices included. */
export function referencesIn(value: Value): readonly Reference[] {
  switch (value.kind) {
    case "reference":
      return [value];
    case "object":
    case "list":
    case "choice":
    case "text": {
      const known = references.get(value);
      if (known) return known;
      const found = piecesOf(value).flatMap(referencesIn);
      references.set(value, found);
      return found;
    }
    default:
      return [];
  }
}

/** What a value is put together of: entries, items, options, pieces of a text. A reference is of one piece. */
export function piecesOf(value: Value): readonly Value[] {
  switch (value.kind) {
    case "object":
      return value.entries.map((entry) => entry.value);
    case "list":
      return value.items.map((item) => item.value);
    case "choice":
      return value.options;
    case "text":
      return value.parts;
    default:
      return [];
  }
}

/** What a value is put together of or was computed from: the arguments of the call that made it count as well. */
export function partsOf(value: Value): readonly Value[] {
  return value.kind === "reference" && value.root.kind === "call" ? value.root.args : piecesOf(value);
}

/** The name a reader knows a value by: its last named step, or the name of its root. */
export function nameOfValue(value: Value): string | undefined {
  if (value.kind !== "reference") return undefined;
  const step = value.path.findLast((one) => one !== "*" && !one.endsWith("()"));
  if (step !== undefined) return /\(([\w$-]+)\)$/.exec(step)?.[1] ?? step;
  const { root } = value;
  return root.kind === "parameter" || root.kind === "import" || root.kind === "global" ? root.name : undefined;
}
