import { piecesOf } from "../make-value.ts";
import { choiceOf, optionsOf } from "../object-value.ts";
import type { Asked, ListItem, ObjectEntry, ObjectProperty, Value } from "../value.ts";
import type { Case, Cases } from "./asked.ts";
import { keyOfAsked, type State } from "./state.ts";

/** What the parts of a value hang on; values never change. */
const hinges = new WeakMap<Value, readonly Asked[]>();

/**
 * A value whose parts were set under a condition, where that condition is known to hold again:
 * `if (plotId) where.plotId = plotId; … if (plotId) return find({ where })`.
 */
export function withParts(state: State, value: Value): Value {
  if (!hingesOf(value).some((one) => state.holds(one))) return value;
  switch (value.kind) {
    case "object":
      return { ...value, entries: value.entries.map((entry): ObjectEntry => ({ ...(entry.kind === "property" ? settled(state, entry) : entry), value: withParts(state, entry.value) })) };
    case "list":
      return { ...value, items: value.items.map((item) => ({ ...settled(state, item), value: withParts(state, item.value) })) };
    case "choice": {
      const [first = value, ...rest] = value.options.map((option) => withParts(state, option));
      return choiceOf([first, ...rest], value.node);
    }
    default:
      return value;
  }
}

/** More ways to come to a value than this, or more choices on the way, are not told apart. */
const MOST_WAYS = 12;
const MOST_CHOICES = 3;

/**
 * A value as it is in each of the cases of which one holds, where every case says of some part that it is there:
 * `if (own) where.companyId = …; else where.ownerId = …`, and the same under two conditions of which one had to hold before.
 */
export function inEachCase(state: State, value: Value, choices = 0): Value {
  const all = hingesOf(value);
  if (all.length < 2 || choices >= MOST_CHOICES) return value;
  const cases = casesFor(state, ownHinges(value), all);
  if (!cases) return mapParts(value, (part) => inEachCase(state, part, choices));
  const [first = value, ...rest] = cases.map((one) => {
    const there = state.fork();
    there.tell(one);
    return inEachCase(there, withParts(there, value), choices + 1);
  });
  return fewWays(choiceOf([first, ...rest], value.node), value);
}

function fewWays(ways: Value, value: Value): Value {
  return optionsOf(ways).length > MOST_WAYS || ways.kind === "unknown" ? value : ways;
}

/** Cases of which one holds, each of which decides of a part: what a test left open, or whether it turned out true. */
function casesFor(state: State, own: readonly Asked[], all: readonly Asked[]): readonly Case[] | undefined {
  for (const told of state.told.entries().values()) {
    const left = "cases" in told ? stillOpen(state, told) : [];
    if (left.length > 0 && left.every((one) => decides(one, all)) && left.some((one) => decides(one, own))) return left;
  }
  const either = own.find((asked) => decides([opposite(asked)], all) && !state.holds(asked) && !state.holds(opposite(asked)));
  return either && [[either], [opposite(either)]];
}

/** The cases that nothing speaks against; none where one of them is known to hold. */
function stillOpen(state: State, { cases }: Cases): readonly Case[] {
  if (cases.some((one) => one.every((asked) => state.holds(asked)))) return [];
  return cases.filter((one) => !one.some((asked) => state.holds(opposite(asked))));
}

function decides(one: Case, hinges: readonly Asked[]): boolean {
  return one.some((asked) => hinges.some((hinge) => keyOfAsked(hinge) === keyOfAsked(asked)));
}

function opposite({ value, set }: Asked): Asked {
  return { value, set: !set };
}

/** The same value where none of its parts changes. */
function mapParts(value: Value, map: (part: Value) => Value): Value {
  const before = piecesOf(value);
  const parts = before.map(map);
  if (parts.every((part, at) => part === before[at])) return value;
  const partAt = (at: number): Value => parts[at] ?? value;
  switch (value.kind) {
    case "object":
      return { ...value, entries: value.entries.map((entry, at): ObjectEntry => ({ ...entry, value: partAt(at) })) };
    case "list":
      return { ...value, items: value.items.map((item, at) => ({ ...item, value: partAt(at) })) };
    case "choice":
      return fewWays(choiceOf([partAt(0), ...parts.slice(1)], value.node), value);
    default:
      return value;
  }
}

/** A part with other values in the place of all that it is about. */
export function mappedPart<Part extends ObjectEntry | ListItem>(part: Part, map: (value: Value) => Value): Part {
  if (!("when" in part) || !part.when) return { ...part, value: map(part.value) };
  const when = part.when.flatMap((asked): readonly Asked[] => {
    const value = map(asked.value);
    return value.kind === "reference" ? [{ ...asked, value }] : [];
  });
  return { ...part, value: map(part.value), when };
}

function settled<Part extends ObjectProperty | ListItem>(state: State, part: Part): Part {
  return part.when?.some((one) => state.holds(one)) ? { ...part, optional: false, when: undefined } : part;
}

function hingesOf(value: Value): readonly Asked[] {
  if (value.kind !== "object" && value.kind !== "list" && value.kind !== "choice") return [];
  const known = hinges.get(value);
  if (known) return known;
  const found = value.kind === "choice" ? value.options.flatMap(hingesOf) : (value.kind === "object" ? value.entries : value.items).flatMap((part) => [...whenOf(part), ...hingesOf(part.value)]);
  const distinct = [...new Map(found.map((one) => [keyOfAsked(one), one])).values()];
  hinges.set(value, distinct);
  return distinct;
}

/** What the parts hang on that a value itself is put together of. */
function ownHinges(value: Value): readonly Asked[] {
  return value.kind === "object" ? value.entries.flatMap(whenOf) : value.kind === "list" ? value.items.flatMap(whenOf) : [];
}

function whenOf(part: ObjectEntry | ListItem): readonly Asked[] {
  return ("when" in part && part.when) || [];
}
