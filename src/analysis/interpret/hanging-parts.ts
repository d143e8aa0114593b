import { keyOf } from "../make-value.ts";
import { choiceOf } from "../object-value.ts";
import type { ListItem, ObjectEntry, ObjectProperty, Reference, Value } from "../value.ts";
import type { State } from "./state.ts";

/** What the parts of a value hang on; values never change. */
const hinges = new WeakMap<Value, readonly Reference[]>();

/**
 * A value whose parts were set under a condition, where that condition is known to hold again:
 * `if (plotId) where.plotId = plotId; … if (plotId) return find({ where })`.
 */
export function withParts(state: State, value: Value): Value {
  if (!hingesOf(value).some((one) => state.isPresent(one))) return value;
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

/** A part with other values in the place of all that it is about. */
export function mappedPart<Part extends ObjectEntry | ListItem>(part: Part, map: (value: Value) => Value): Part {
  if (!("when" in part) || !part.when) return { ...part, value: map(part.value) };
  return { ...part, value: map(part.value), when: part.when.map(map).filter((one) => one.kind === "reference") };
}

function settled<Part extends ObjectProperty | ListItem>(state: State, part: Part): Part {
  return part.when?.some((one) => state.isPresent(one)) ? { ...part, optional: false, when: undefined } : part;
}

function hingesOf(value: Value): readonly Reference[] {
  if (value.kind !== "object" && value.kind !== "list" && value.kind !== "choice") return [];
  const known = hinges.get(value);
  if (known) return known;
  const found = value.kind === "choice" ? value.options.flatMap(hingesOf) : (value.kind === "object" ? value.entries : value.items).flatMap(hingesOfPart);
  const distinct = [...new Map(found.map((one) => [keyOf(one), one])).values()];
  hinges.set(value, distinct);
  return distinct;
}

function hingesOfPart(part: ObjectEntry | ListItem): readonly Reference[] {
  return [...(("when" in part && part.when) || []), ...hingesOf(part.value)];
}
