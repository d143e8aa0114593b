import { describeValue } from "./text.ts";

export function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

/** What stands under a name in the object itself; names such as `constructor` find nothing. */
export function own<Value>(record: Readonly<Record<string, Value>>, name: string): Value | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}

/** What a value of any kind has under a name; undefined for what is no object. */
export function propertyOf(value: unknown, name: PropertyKey): unknown {
  return isObject(value) ? Reflect.get(value, name) : undefined;
}

/** The same object with other values. */
export function mapValues<From, To>(record: Readonly<Record<string, From>>, change: (value: From, name: string) => To): Record<string, To> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value, name)]));
}

/** What all copies of this package in the process share under a name, made by the first that asks. */
export function shared<Value>(name: string, make: () => Value): Value {
  const place = Symbol.for(`@ringfence/runtime ${name} 1`);
  const holder = globalThis as { [place]?: Value };
  return (holder[place] ??= make());
}

/** The error for an argument of the wrong kind; `what` completes "Expected …". */
export function expected(what: string, value: unknown): TypeError {
  return new TypeError(`Expected ${what}, got ${describeValue(value)}.`);
}

/** A whole number from `least` to `most`; RangeError for anything else. `what` completes "Expected a …". */
export function wholeNumber(value: number, what: string, least = 1, most: number = Number.MAX_SAFE_INTEGER): number {
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new RangeError(`Expected a ${what} that is a whole number from ${least} to ${most}, got ${describeValue(value)}.`);
}

/** What stands under a name; TypeError with the names there are for any other. `what` is what is chosen. */
export function choose<Value>(choices: Readonly<Record<string, Value>>, name: string, what: string): Value {
  const found = own(choices, name);
  if (found === undefined) throw expected(`${what} (${Object.keys(choices).join(", ")})`, name);
  return found;
}
