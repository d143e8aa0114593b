import { describe, expect, it } from "vitest";
import { choiceOf, entriesOf, isSameValue, itemsOf, mayBeNullish, mayBeUndefined, opaqueSpreadsOf, propertyOf } from "../../src/analysis/object-value.ts";
import type { Constant, ObjectEntry, ObjectValue, Reference, Value } from "../../src/analysis/value.ts";
import { showValue } from "../support/show.ts";

const tenant = reference("tenant");
const input = reference("input");

describe("propertyOf", () => {
  it.each<[string, Value, string | undefined]>([
    ["a property", object({ a: tenant }), "tenant"],
    ["a missing one", object({ b: tenant }), undefined],
    ["the last of two", object({ a: tenant }, { a: input }), "input"],
    ["behind an opaque spread", object(spread(input), { a: tenant }), "tenant"],
    ["before an opaque spread", object({ a: tenant }, spread(input)), "<tenant | input.a>"],
    ["only in an opaque spread", object(spread(input)), "input.a?"],
    ["before an object that overrides it", object({ a: tenant }, spread(object({ a: input }))), "input"],
    ["before an object that may override it", object({ a: tenant }, spread(choiceOf([object({ a: input }), constant(false)]))), "<tenant | input>"],
    ["an optional one", object(optional("a", tenant)), "tenant?"],
    ["an optional one over another", object({ a: tenant }, optional("a", input)), "<tenant | input>"],
    ["of a choice", choiceOf([object({ a: tenant }), object({ a: input })]), "<tenant | input>"],
    ["of a choice where one side lacks it", choiceOf([object({ a: tenant }), object()]), "tenant?"],
    ["of a reference", input, "input.a?"],
    ["of a constant", constant(null), undefined],
  ])("%s", (_, value, expected) => {
    const read = propertyOf(value, "a");
    expect(read && showValue(read.value) + (read.mayBeAbsent ? "?" : "")).toBe(expected);
  });
});

it("lists properties once each, those of spread objects included", () => {
  const entries = entriesOf(object({ a: tenant }, spread(object({ b: input })), { a: input }));
  expect([...entries].map(([key, { value }]) => `${key}: ${showValue(value)}`)).toEqual(["a: input", "b: input"]);
});

it("finds opaque spreads inside spread choices", () => {
  expect(opaqueSpreadsOf(object(spread(choiceOf([input, object({ a: tenant })])), { b: tenant }))).toEqual([input]);
  expect(opaqueSpreadsOf(object(spread(constant(undefined))))).toEqual([]);
});

it("makes flat choices without duplicates", () => {
  expect(choiceOf([tenant, reference("tenant")])).toBe(tenant);
  expect(showValue(choiceOf([choiceOf([tenant, input]), input, constant(1)]))).toBe("<tenant | input | 1>");
});

it("gives up a choice that is long when it is written out, though it shares its parts", () => {
  const doubled = (times: number): Value => (times === 0 ? input : choiceOf([doubled(times - 1), { kind: "text", parts: [doubled(times - 1), tenant] }]));
  const grown = Array.from({ length: 40 }).reduce<Value>((before) => choiceOf([before, { kind: "text", parts: [before, tenant] }]), input);
  expect(doubled(6).kind).toBe("choice");
  expect(JSON.stringify(grown)).toContain("one of many values");
});

it("tells values apart by root and path", () => {
  expect(isSameValue({ ...input, path: ["id"] }, { ...input, path: ["id"] })).toBe(true);
  expect(isSameValue({ ...input, path: ["id"] }, input)).toBe(false);
  expect(isSameValue(object(), object())).toBe(false);
});

it("sees undefined and null in choices", () => {
  const nullable = choiceOf([tenant, constant(null)]);
  expect([mayBeUndefined(nullable), mayBeNullish(nullable)]).toEqual([false, true]);
  expect(mayBeUndefined(choiceOf([tenant, constant(undefined)]))).toBe(true);
  expect(mayBeNullish(tenant)).toBe(false);
});

it("takes the elements of lists and references", () => {
  expect(itemsOf(input).map((item) => showValue(item.value))).toEqual(["input.*"]);
  expect(itemsOf(constant(1)).map((item) => showValue(item.value))).toEqual(["1"]);
});

function reference(name: string): Reference {
  return { kind: "reference", root: { kind: "global", id: name, name }, path: [] };
}

function constant(value: Constant["value"]): Constant {
  return { kind: "constant", value };
}

function object(...parts: readonly (ObjectEntry | Readonly<Record<string, Value>>)[]): ObjectValue {
  return { kind: "object", entries: parts.flatMap((part) => (isEntry(part) ? [part] : Object.entries(part).map(([key, value]): ObjectEntry => ({ kind: "property", key, value, optional: false })))) };
}

function isEntry(part: ObjectEntry | Readonly<Record<string, Value>>): part is ObjectEntry {
  return typeof part.kind === "string";
}

function spread(value: Value): ObjectEntry {
  return { kind: "spread", value };
}

function optional(key: string, value: Value): ObjectEntry {
  return { kind: "property", key, value, optional: true };
}
