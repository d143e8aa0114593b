import type { Node } from "../syntax/source-file.ts";
import type { ListItem, ObjectEntry, ObjectValue, Reference, Value } from "./value.ts";
import { weightOf } from "./weight.ts";

/** What reading one property of a value gives. */
export interface Property {
  readonly value: Value;
  /** True when the object may come without the property; `value` is then what stands there otherwise. */
  readonly mayBeAbsent: boolean;
  /** Where the property is written last; absent when it comes out of a spread of something opaque. */
  readonly node: Node | undefined;
}

/**
 * A property of a value, or undefined when it is surely absent. Later entries override earlier ones, so a spread of an
 * opaque value before the key changes nothing, and one after it makes the property a choice of both.
 */
export function propertyOf(value: Value, key: string): Property | undefined {
  switch (value.kind) {
    case "object":
      return readEntries(value.entries, key);
    case "choice":
      return oneOf(value.options.map((option) => propertyOf(option, key)));
    case "reference":
      return { value: memberOf(value, key), mayBeAbsent: true, node: undefined };
    case "unknown":
      return { value, mayBeAbsent: true, node: undefined };
    default:
      return undefined;
  }
}

/** Every named property of a value as `propertyOf` reads it, spread objects included, in order of first mention. */
export function entriesOf(value: Value): ReadonlyMap<string, Property> {
  const found = new Map<string, Property>();
  if (value.kind === "object" && value.entries.every((entry) => entry.kind === "property" && !entry.optional)) {
    for (const entry of value.entries) if (entry.kind === "property") found.set(entry.key, { value: entry.value, mayBeAbsent: false, node: entry.node });
    return found;
  }
  for (const key of keysOf(value)) {
    const property = propertyOf(value, key);
    if (property !== undefined) found.set(key, property);
  }
  return found;
}

/** The values whose unnamed properties an object takes over: opaque spreads, those inside spread choices included. */
export function opaqueSpreadsOf(value: Value): readonly Value[] {
  if (value.kind === "choice") return value.options.flatMap(opaqueSpreadsOf);
  if (value.kind !== "object") return [];
  return value.entries.flatMap((entry) => (entry.kind === "spread" ? opaqueParts(entry.value) : []));
}

/** True where an object takes over properties that may as well be none at all: `...(given ?? {})`. */
export function isSpreadOrNothing(value: Value): boolean {
  if (value.kind !== "object") return false;
  return value.entries.some(({ kind, value: given }) => kind === "spread" && given.kind === "choice" && given.options.some(isNothing) && opaqueParts(given).length > 0);
}

function isNothing(value: Value): boolean {
  return isNullish(value) || (value.kind === "object" && value.entries.length === 0);
}

/** The options of a choice; any other value alone. */
export function optionsOf(value: Value): readonly Value[] {
  return value.kind === "choice" ? value.options : [value];
}

/** More possible values than this say nothing any more. */
const MOST_OPTIONS = 24;
/** Nor does a value that is longer than this when it is written out. */
const MOST_ATOMS = 4096;

/** One of the values: flat, without duplicates, and the value itself when only one is left. */
export function choiceOf(values: readonly [Value, ...Value[]], node?: Node): Value {
  const options: Value[] = [];
  for (const option of values.flatMap(optionsOf)) {
    if (options.length >= MOST_OPTIONS) return { kind: "unknown", reason: "one of many values", node };
    const at = options.findIndex((seen) => isSameValue(seen, option));
    const seen = options[at];
    if (!seen) options.push(option);
    else if (seen !== option) options[at] = eitherOfSame(seen, option);
  }
  const [first = values[0], ...rest] = options;
  if (rest.length === 0) return first;
  const choice: Value = { kind: "choice", options, node };
  return weightOf(choice) <= MOST_ATOMS ? choice : { kind: "unknown", reason: "one of many values", node };
}

/** True for equal constants, for references to the same path of the same root, and for one and the same object. */
export function isSameValue(a: Value, b: Value): boolean {
  if (a === b) return true;
  if (a.kind === "constant" && b.kind === "constant") return Object.is(a.value, b.value);
  if (a.kind !== "reference" || b.kind !== "reference") return false;
  return a.root.id === b.root.id && a.path.length === b.path.length && a.path.every((step, at) => step === b.path[at]);
}

/** One of two values that are the same: what was known of only one of them says nothing of it any more. */
export function eitherOfSame(a: Value, b: Value): Value {
  return a.kind === "reference" && b.kind === "reference" && a.known && a.known !== b.known ? { ...a, known: undefined } : a;
}

/** The reference one step further. */
export function memberOf({ root, path, known }: Reference, key: string): Reference {
  const member: Reference = { kind: "reference", root, path: [...path, key] };
  return known ? { ...member, known } : member;
}

/** What a collection holds: list items as they are, any element (`*`) of a reference, else the value itself once. */
export function itemsOf(value: Value): readonly ListItem[] {
  if (value.kind === "list") return value.items;
  if (value.kind === "reference") return [{ value: memberOf(value, "*"), optional: false, many: true }];
  return [{ value, optional: false, many: false }];
}

/** True for the constant `undefined`. */
export function isUndefined(value: Value): boolean {
  return value.kind === "constant" && value.value === undefined;
}

/** True for the constants `undefined` and `null`. */
export function isNullish(value: Value): boolean {
  return value.kind === "constant" && (value.value === undefined || value.value === null);
}

/** True where a value may turn out true, or false: what is written as an object, a list or a function, or made by `new`, is always true. */
export function mayBe(value: Value, truth: boolean): boolean {
  return optionsOf(value).some((option) => {
    if (option.kind === "constant") return Boolean(option.value) === truth;
    return truth || !(option.kind === "object" || option.kind === "list" || option.kind === "function" || isMade(option));
  });
}

/** True for a new object of a class; what a new promise comes to may be anything. */
function isMade(value: Value): boolean {
  if (value.kind !== "reference" || value.path.length > 0 || value.root.kind !== "call" || !value.root.construct) return false;
  const { callee } = value.root;
  return !(callee.kind === "reference" && callee.root.kind === "global" && callee.root.name === "Promise");
}

/** True where a value may turn out to be something, or to be `null` or `undefined`. */
export function mayBeThere(value: Value, there: boolean): boolean {
  return optionsOf(value).some((option) => (option.kind === "reference" || option.kind === "unknown" ? true : isNullish(option) !== there));
}

/** True when `undefined` is one of the value's options. References say nothing here: their types are not known. */
export function mayBeUndefined(value: Value): boolean {
  return optionsOf(value).some(isUndefined);
}

/** True when `undefined` or `null` is one of the value's options. */
export function mayBeNullish(value: Value): boolean {
  return optionsOf(value).some(isNullish);
}

/** An object of the given properties, all surely present. */
export function objectOf(properties: Readonly<Record<string, Value>>): ObjectValue {
  const entries = Object.entries(properties).map(([key, value]): ObjectEntry => ({ kind: "property", key, value, optional: false }));
  return { kind: "object", entries };
}

function readEntries(entries: readonly ObjectEntry[], key: string): Property | undefined {
  let read: Property | undefined;
  for (const entry of entries) {
    if (entry.kind === "spread" || entry.key === key) read = overriddenBy(read, propertyOfEntry(entry, key));
  }
  return read;
}

function propertyOfEntry(entry: ObjectEntry, key: string): Property | undefined {
  if (entry.kind === "spread") return propertyOf(entry.value, key);
  if (entry.key !== key) return undefined;
  return { value: entry.value, mayBeAbsent: entry.optional, node: entry.node };
}

function overriddenBy(before: Property | undefined, later: Property | undefined): Property | undefined {
  if (before === undefined || later === undefined) return later ?? before;
  if (!later.mayBeAbsent) return later;
  return { value: choiceOf([before.value, later.value]), mayBeAbsent: before.mayBeAbsent, node: later.node ?? before.node };
}

function oneOf(reads: readonly (Property | undefined)[]): Property | undefined {
  const [first, ...rest] = reads.filter((read) => read !== undefined);
  if (first === undefined) return undefined;
  return {
    value: choiceOf([first.value, ...rest.map((read) => read.value)]),
    mayBeAbsent: reads.some((read) => read === undefined || read.mayBeAbsent),
    node: first.node,
  };
}

function keysOf(value: Value): ReadonlySet<string> {
  const keys = new Set<string>();
  addKeys(value, keys);
  return keys;
}

function addKeys(value: Value, keys: Set<string>): void {
  if (value.kind === "choice") for (const option of value.options) addKeys(option, keys);
  if (value.kind !== "object") return;
  for (const entry of value.entries) {
    if (entry.kind === "property") keys.add(entry.key);
    else addKeys(entry.value, keys);
  }
}

function opaqueParts(spread: Value): readonly Value[] {
  switch (spread.kind) {
    case "reference":
    case "unknown":
      return [spread];
    case "choice":
      return spread.options.flatMap(opaqueParts);
    default:
      return opaqueSpreadsOf(spread);
  }
}
