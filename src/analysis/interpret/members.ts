import type { Node } from "../../syntax/source-file.ts";
import { constant, reference, unknown } from "../make-value.ts";
import { choiceOf, isNullish, itemsOf, opaqueSpreadsOf, propertyOf } from "../object-value.ts";
import type { ListValue, Reference, Value } from "../value.ts";
import { absentIn, outcomeOf } from "./conditions.ts";
import type { Fact } from "./facts.ts";
import { injectedInto } from "./injected.ts";
import { foundFacts } from "./found.ts";
import { taughtByPart } from "./answer-parts.ts";
import type { Run } from "./run.ts";

/** The property of a value; one that says yes or no teaches what the function showed that answered so. */
export function member(run: Run, value: Value, key: string, node?: Node): Value {
  const read = propertyOfValue(run, value, key, node);
  const part = taughtByPart(run, value, key) ?? (key === "length" && value.kind === "choice" ? run.outcomes.get(value) : undefined);
  if (!part) return read;
  const said = { ...read };
  run.outcomes.set(said, part);
  return said;
}

/** Reading through a row that may be missing shows that it was found. */
function propertyOfValue(run: Run, value: Value, key: string, node: Node | undefined): Value {
  switch (value.kind) {
    case "reference": {
      const held = value.root.kind === "this" && value.path.length === 0 ? (value.root.held?.get(key) ?? injectedInto(run, value.root.owner, key)) : undefined;
      if (held) return { ...held, node };
      if (value.path.length === 0 && isSingle(value.root)) run.state.learnOnce(value.root, () => foundFacts(value));
      // A row and its collection are one, so any of its places is any element.
      return reference(value.root, [...value.path, value.root.kind === "row" && /^\d+$/.test(key) ? "*" : key], node);
    }
    case "object": {
      const property = propertyOf(value, key);
      // What a spread brings is as set as it is where it comes from.
      if (property && (!property.mayBeAbsent || (property.node === undefined && property.value.kind === "reference"))) return property.value;
      if (property) return choiceOf([property.value, constant(undefined, node)], node);
      return opaqueSpreadsOf(value).length > 0 ? unknown("property of a spread", node) : constant(undefined, node);
    }
    case "choice":
      return memberOfOne(run, value, key, node);
    case "list":
      if (key === "length") return lengthOf(run, value, node);
      if (key === "*") return elementsOf(value, node);
      return /^\d+$/.test(key) ? elementAt(value, Number(key), node) : unknown(`\`${key}\` of a list`, node);
    case "constant":
      return isNullish(value) ? constant(undefined, node) : unknown(`\`${key}\` of a constant`, node);
    default:
      return unknown(`\`${key}\` of a ${value.kind}`, node);
  }
}

/** The property of one of several values, of which it is not known which. */
function memberOfOne(run: Run, { options: all }: Extract<Value, { kind: "choice" }>, key: string, node: Node | undefined): Value {
  const set = all.filter((option) => !isNullish(option));
  // `(ids ?? []).length` is set where `ids` holds something.
  const filled = key === "length" ? set.filter((option) => option.kind !== "list" || option.items.length > 0) : set;
  const options = filled.length > 0 ? filled : set;
  // Of several rows only one is read, and it is not known which was found.
  const [first, ...rest] = options.map((option) => (options.length > 1 && option.kind === "reference" ? reference(option.root, [...option.path, key], node) : member(run, option, key, node)));
  const read = first ? choiceOf([first, ...rest], node) : constant(undefined, node);
  if (key === "length" && read.kind === "choice") run.outcomes.set(read, { whenTrue: outcomeOf(run, read).whenTrue, whenFalse: options.flatMap((option): readonly Fact[] => (option.kind === "list" ? absentIn(option) : option.kind === "reference" ? [{ kind: "absent", value: option }] : [])) });
  return read;
}

/** The property over `?.`: undefined too, unless the value is known to be set. */
export function optionalMember(run: Run, value: Value, key: string, node: Node): Value {
  if (value.kind === "reference") {
    const read = reference(value.root, [...value.path, value.root.kind === "row" && /^\d+$/.test(key) ? "*" : key], node);
    return run.state.isPresent(value) || run.state.isPresent(read) ? read : choiceOf([read, constant(undefined, node)], node);
  }
  const read = member(run, value, key, node);
  const missing = value.kind === "choice" ? value.options.some((option) => isNullish(option) || (option.kind === "reference" && !run.state.isPresent(option))) : isNullish(value);
  return missing ? choiceOf([read, constant(undefined, node)], node) : read;
}

/** What a collection's elements are, as one value. */
export function elementsOf(value: Value, node?: Node): Value {
  if (value.kind === "choice") {
    const [first, ...rest] = value.options.filter((option) => !isNullish(option)).map((option) => elementsOf(option, node));
    return first ? choiceOf([first, ...rest], node) : unknown("an element of nothing", node);
  }
  if (value.kind !== "list" && value.kind !== "reference") return unknown(`an element of a ${value.kind}`, node);
  const [first, ...rest] = itemsOf(value).map((item) => item.value);
  if (rest.length > 32) return unknown("one of many", node);
  return first ? choiceOf([first, ...rest], node) : unknown("an element of an empty list", node);
}

export function elementAt(value: Value, index: number, node?: Node): Value {
  if (value.kind === "list") {
    const before = value.items.slice(0, index + 1);
    const item = before.at(-1);
    if (before.length === index + 1 && item && before.every((one) => !one.many && !one.optional)) return item.value;
  }
  return elementsOf(value, node);
}

/** A length is as true as its list is not empty. */
function lengthOf(run: Run, value: ListValue, node: Node | undefined): Value {
  const length = unknown("a length", node);
  const { whenTrue, whenFalse } = run.outcomes.get(value) ?? { whenTrue: [], whenFalse: [] };
  run.outcomes.set(length, { whenTrue: [...whenTrue, ...foundIn(value)], whenFalse: [...whenFalse, ...absentIn(value)] });
  return length;
}

/** That a list of all rows that were found is not empty shows that there is one. */
function foundIn({ items: [only, ...others] }: ListValue): readonly Fact[] {
  if (!only || others.length > 0) return [];
  const row = only.value.kind === "object" ? opaqueSpreadsOf(only.value).find(({ kind }) => kind === "reference") : only.value;
  return row?.kind === "reference" && row.root.kind === "row" ? foundFacts(row) : [];
}

/** One row, or what a helper found: reading a property of it throws where there is none. */
function isSingle(root: Reference["root"]): boolean {
  return root.kind === "row" ? !root.access.many : root.kind === "call" && !root.construct && root.step !== true;
}
