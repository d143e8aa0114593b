import { constant, keyOf, replacedWhenUndefined } from "../make-value.ts";
import { choiceOf, eitherOfSame, isSameValue, optionsOf } from "../object-value.ts";
import type { Asked, ListValue, ObjectProperty, ObjectValue, Reference, Value } from "../value.ts";
import { keyOfAsked, type State } from "./state.ts";

/** What is set on one of two paths and missing on the other: by that they can be told apart later. */
export interface Tests {
  readonly onA: () => readonly Asked[];
  readonly onB: () => readonly Asked[];
}

export function testsBetween(a: State, b: State): Tests {
  return { onA: () => onlyOn(a, b), onB: () => onlyOn(b, a) };
}

function fromOther({ onA, onB }: Tests): Tests {
  return { onA: onB, onB: onA };
}

function onlyOn(state: State, other: State): readonly Asked[] {
  const set = [...state.facts.beyond(other.facts).values()].flatMap((fact): readonly Asked[] => (fact.kind === "present" && other.isAbsent(fact.value) ? [{ value: fact.value, set: true }] : []));
  const told = [...state.told.beyond(other.told).values()].filter((one): one is Asked => !("cases" in one) && other.holds({ ...one, set: !one.set }));
  return [...set, ...told];
}

/** Two objects become one whose properties may be absent where only one side has them; other values a choice. */
export function joinValues(a: Value, b: Value, tests: Tests): Value {
  if (isSameValue(a, b)) return eitherOfSame(a, b);
  if (a.kind === "object" && b.kind === "object") return joinObjects(a, b, tests) ?? choiceOf([a, b]);
  if (a.kind === "list" && b.kind === "list") return (a.items.length <= b.items.length ? grownList(a, b, fromOther(tests)) : grownList(b, a, tests)) ?? eitherOf(a, b, tests);
  return isNarrowed(a, b) ? b : isNarrowed(b, a) ? a : eitherOf(a, b, tests);
}

/** One of two values: `ids = [id]` under `if (id)` holds an id, though after it nobody knows that there is one. */
function eitherOf(a: Value, b: Value, tests: Tests): Value {
  return choiceOf([whereSet(a, tests.onA), whereSet(b, tests.onB)]);
}

function whereSet(value: Value, tests: Tests["onA"]): Value {
  if (value.kind === "list") return value.items.some((item) => mayBeLeftOut(item.value)) ? { ...value, items: value.items.map((item) => ({ ...item, value: whereSet(item.value, tests) })) } : value;
  return mayBeLeftOut(value) && tests().some((one) => one.set && keyOf(one.value) === keyOf(value)) ? replacedWhenUndefined(value) : value;
}

function mayBeLeftOut(value: Value): value is Reference {
  return value.kind === "reference" && value.root.kind === "parameter" && value.replaced !== true;
}

/** True for what a test left of a choice; put together again, they are the choice that they were, with all it teaches. */
function isNarrowed(value: Value, from: Value): boolean {
  return from.kind === "choice" && optionsOf(value).every((option) => from.options.includes(option));
}

/** The longer of two lists that begin alike, with what it has beyond the other as what may be missing. */
function grownList(shorter: ListValue, longer: ListValue, tests: Tests): ListValue | undefined {
  if (!shorter.items.every((item, index) => item.value === longer.items[index]?.value)) return undefined;
  return { ...longer, items: longer.items.map((item, index) => ({ ...item, ...presence(item, shorter.items[index], tests) })) };
}

function joinObjects(a: ObjectValue, b: ObjectValue, tests: Tests): ObjectValue | undefined {
  const ofA = plainProperties(a);
  const ofB = plainProperties(b);
  if (!ofA || !ofB) return undefined;
  const entries = [...new Set([...ofA.keys(), ...ofB.keys()])].map((key): ObjectProperty => {
    const left = ofA.get(key);
    const right = ofB.get(key);
    if (left && right) return { ...left, value: joinValues(left.value, right.value, tests), ...presence(left, right, tests) };
    const one = left ?? right;
    return { kind: "property", key, value: one?.value ?? constant(undefined), ...presence(one, undefined, left ? tests : fromOther(tests)), node: one?.node };
  });
  return { kind: "object", entries, node: a.node ?? b.node };
}

type Part = Pick<ObjectProperty, "optional" | "when">;

/** Whether something is there after either of two paths: what one alone has is there where the test says that it was taken. */
function presence(one: Part | undefined, other: Part | undefined, tests: Tests): Part {
  if (!one || !other) return { optional: true, when: one?.optional === false ? tests.onA() : undefined };
  if (!one.optional && !other.optional) return { optional: false };
  if (!one.optional) return { optional: true, when: [...tests.onA(), ...(other.when ?? [])] };
  if (!other.optional) return { optional: true, when: [...(one.when ?? []), ...tests.onB()] };
  return { optional: true, when: one.when?.filter((left) => other.when?.some((right) => keyOfAsked(left) === keyOfAsked(right))) };
}

function plainProperties(object: ObjectValue): Map<string, ObjectProperty> | undefined {
  const properties = new Map<string, ObjectProperty>();
  for (const entry of object.entries) {
    if (entry.kind === "spread") return undefined;
    properties.set(entry.key, entry);
  }
  return properties;
}
