import { constant, keyOf, replacedWhenUndefined } from "../make-value.ts";
import { choiceOf, eitherOfSame, isSameValue, optionsOf } from "../object-value.ts";
import type { ListValue, ObjectProperty, ObjectValue, Reference, Value } from "../value.ts";
import type { Facts } from "./facts.ts";

/** What is set on one of two paths and missing on the other: by that they can be told apart later. */
export interface Tests {
  readonly onA: () => readonly Reference[];
  readonly onB: () => readonly Reference[];
}

export function testsBetween(a: Facts, b: Facts): Tests {
  return { onA: () => setOnly(a, b), onB: () => setOnly(b, a) };
}

function setOnly(facts: Facts, others: Facts): readonly Reference[] {
  return [...facts.beyond(others).values()].flatMap((fact) => (fact.kind === "present" && others.has(`absent ${keyOf(fact.value)}`) ? [fact.value] : []));
}

/** Two objects become one whose properties may be absent where only one side has them; other values a choice. */
export function joinValues(a: Value, b: Value, tests: Tests): Value {
  if (isSameValue(a, b)) return eitherOfSame(a, b);
  if (a.kind === "object" && b.kind === "object") return joinObjects(a, b, tests) ?? choiceOf([a, b]);
  if (a.kind === "list" && b.kind === "list") return (a.items.length <= b.items.length ? grownList(a, b, tests.onB) : grownList(b, a, tests.onA)) ?? eitherOf(a, b, tests);
  return isNarrowed(a, b) ? b : isNarrowed(b, a) ? a : eitherOf(a, b, tests);
}

/** One of two values: `ids = [id]` under `if (id)` holds an id, though after it nobody knows that there is one. */
function eitherOf(a: Value, b: Value, tests: Tests): Value {
  return choiceOf([whereSet(a, tests.onA), whereSet(b, tests.onB)]);
}

function whereSet(value: Value, tests: Tests["onA"]): Value {
  if (value.kind === "list") return value.items.some((item) => mayBeLeftOut(item.value)) ? { ...value, items: value.items.map((item) => ({ ...item, value: whereSet(item.value, tests) })) } : value;
  return mayBeLeftOut(value) && tests().some((one) => keyOf(one) === keyOf(value)) ? replacedWhenUndefined(value) : value;
}

function mayBeLeftOut(value: Value): value is Reference {
  return value.kind === "reference" && value.root.kind === "parameter" && value.replaced !== true;
}

/** True for what a test left of a choice; put together again, they are the choice that they were, with all it teaches. */
function isNarrowed(value: Value, from: Value): boolean {
  return from.kind === "choice" && optionsOf(value).every((option) => from.options.includes(option));
}

/** The longer of two lists that begin alike, with what it has beyond the other as what may be missing. */
function grownList(shorter: ListValue, longer: ListValue, tests: Tests["onA"]): ListValue | undefined {
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
    if (left && right) return { ...left, value: joinValues(left.value, right.value, tests), ...presence(left, right, tests.onA) };
    const one = left ?? right;
    return { kind: "property", key, value: one?.value ?? constant(undefined), ...presence(one, undefined, left ? tests.onA : tests.onB), node: one?.node };
  });
  return { kind: "object", entries, node: a.node ?? b.node };
}

type Part = Pick<ObjectProperty, "optional" | "when">;

/** Whether something is there after either of two paths: what one alone has is there where the test says that it was taken. */
function presence(one: Part | undefined, other: Part | undefined, tests: Tests["onA"]): Part {
  if (!one || !other) return { optional: true, when: one?.optional === false ? tests() : undefined };
  if (!one.optional || !other.optional) return { optional: one.optional || other.optional, when: one.when ?? other.when };
  return { optional: true, when: one.when?.filter((left) => other.when?.some((right) => keyOf(left) === keyOf(right))) };
}

function plainProperties(object: ObjectValue): Map<string, ObjectProperty> | undefined {
  const properties = new Map<string, ObjectProperty>();
  for (const entry of object.entries) {
    if (entry.kind === "spread") return undefined;
    properties.set(entry.key, entry);
  }
  return properties;
}
