import { choiceOf } from "../object-value.ts";
import type { Asked, ListItem, ObjectEntry, ObjectProperty, Value } from "../value.ts";
import type { Case } from "./asked.ts";
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

/** More ways to come to a value than this are not told apart. */
const MOST_WAYS = 12;

/**
 * A value as it is in each of the cases of which one holds, where every case says of some part that it is there:
 * `if (own) where.companyId = …; else where.ownerId = …`, and the same under two conditions of which one had to hold before.
 */
export function inEachCase(state: State, value: Value, depth = 0): Value {
  const all = hingesOf(value);
  if (all.length < 2 || depth > 2) return value;
  const own = ownHinges(value);
  const cases = own.length > 0 ? casesFor(state, own, all) : undefined;
  if (!cases) return mapParts(value, (part) => inEachCase(state, part, depth));
  const [first = value, ...rest] = cases.map((one) => {
    const there = state.fork();
    there.tell(one);
    return inEachCase(there, withParts(there, value), depth + 1);
  });
  return fewWays(choiceOf([first, ...rest], value.node), value);
}

function fewWays(ways: Value, value: Value): Value {
  return ways.kind === "unknown" || (ways.kind === "choice" && ways.options.length > MOST_WAYS) ? value : ways;
}

/** Cases of which one holds, each of which decides of something that the value hangs on. */
function casesFor(state: State, own: readonly Asked[], all: readonly Asked[]): readonly Case[] | undefined {
  const names = new Set(all.map(keyOfAsked));
  const decides = (one: Case): boolean => one.some((asked) => names.has(keyOfAsked(asked)));
  for (const told of state.told.entries().values()) {
    if (!("cases" in told)) continue;
    const left = told.cases.filter((one) => !one.some((asked) => state.holds(opposite(asked))));
    if (left.length > 0 && left.every(decides) && !left.some((one) => one.every((asked) => state.holds(asked))) && own.some((asked) => left.flat().some((one) => keyOfAsked(one) === keyOfAsked(asked)))) return left;
  }
  const either = own.find((asked) => names.has(keyOfAsked(opposite(asked))) && !state.holds(asked) && !state.holds(opposite(asked)));
  return either && [[either], [opposite(either)]];
}

function opposite({ value, set }: Asked): Asked {
  return { value, set: !set };
}

function mapParts(value: Value, map: (part: Value) => Value): Value {
  switch (value.kind) {
    case "object": {
      const entries = value.entries.map((entry): ObjectEntry => ({ ...entry, value: map(entry.value) }));
      return entries.every((entry, at) => entry.value === value.entries[at]?.value) ? value : { ...value, entries };
    }
    case "list": {
      const items = value.items.map((item) => ({ ...item, value: map(item.value) }));
      return items.every((item, at) => item.value === value.items[at]?.value) ? value : { ...value, items };
    }
    case "choice": {
      const [first = value, ...rest] = value.options.map(map);
      return [first, ...rest].every((option, at) => option === value.options[at]) ? value : fewWays(choiceOf([first, ...rest], value.node), value);
    }
    default:
      return value;
  }
}

/** A part with other values in the place of all that it is about. */
export function mappedPart<Part extends ObjectEntry | ListItem>(part: Part, map: (value: Value) => Value): Part {
  if (!("when" in part) || !part.when) return { ...part, value: map(part.value) };
  return { ...part, value: map(part.value), when: part.when.flatMap(({ value, set }): readonly Asked[] => [map(value)].flatMap((one) => (one.kind === "reference" ? [{ value: one, set }] : []))) };
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
