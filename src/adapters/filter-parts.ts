import type { Filter } from "../analysis/access.ts";
import { isSameValue, isSpreadOrNothing, opaqueSpreadsOf } from "../analysis/object-value.ts";
import type { Value } from "../analysis/value.ts";

/** All of the filters, without those that say nothing. */
export function allOf(filters: readonly Filter[]): Filter {
  const parts = filters.filter((filter) => filter.kind !== "all");
  const [first = { kind: "all" }] = parts;
  return parts.length < 2 ? first : { kind: "and", of: parts };
}

/** Any of the filters, without those that match nothing; none when nothing is left, as the client has it for `OR: []`. */
export function anyOf(filters: readonly Filter[]): Filter {
  const parts = filters.filter((filter) => filter.kind !== "none");
  const [first = { kind: "none" }] = parts;
  return parts.length < 2 ? first : { kind: "or", of: parts };
}

/** A filter that may be left out at run time, where its kind cannot say so itself. */
export function optionally(filter: Filter, optional: boolean): Filter {
  return optional ? anyOf([filter, { kind: "all" }]) : filter;
}

/** True for filters that say the same in the same words. */
export function isSameFilter(a: Filter, b: Filter): boolean {
  switch (a.kind) {
    case "equals":
      return b.kind === "equals" && a.column === b.column && a.optional === b.optional && a.whenUndefined === b.whenUndefined && a.among === b.among && isSameValue(a.value, b.value);
    case "in":
      return b.kind === "in" && a.column === b.column && a.whenUndefined === b.whenUndefined && a.among === b.among && isSameValue(a.values, b.values);
    case "other":
      return b.kind === "other" && a.column === b.column && isSameValue(a.value, b.value);
    case "related":
      return b.kind === "related" && a.relation === b.relation && a.quantifier === b.quantifier && isSameFilter(a.of, b.of);
    case "not":
      return b.kind === "not" && isSameFilter(a.of, b.of);
    case "and":
    case "or":
      return b.kind === a.kind && a.of.length === b.of.length && a.of.every((one, at) => isSameFilter(one, b.of[at] ?? { kind: "all" }));
    case "opaque":
      return b.kind === "opaque" && isSameValue(a.value, b.value);
    default:
      return a.kind === b.kind;
  }
}

type Opaque = Extract<Filter, { kind: "opaque" }>;

export function opaque(value: Value): Opaque {
  return { kind: "opaque", value, reason: reasonFor(value) };
}

/** The conditions that an object takes over from values that are put together elsewhere. */
export function spreadsOf(value: Value): readonly Opaque[] {
  const orNone = isSpreadOrNothing(value);
  return opaqueSpreadsOf(value).map((spread) => (orNone ? { ...opaque(spread), orNone } : opaque(spread)));
}

function reasonFor(value: Value): string {
  switch (value.kind) {
    case "unknown":
      return value.reason;
    case "reference":
      return value.root.kind === "call" ? "the filter is the result of a call" : "the filter is built elsewhere";
    default:
      return `the filter is a ${value.kind}, where an object was expected`;
  }
}
