import { describe, expect, it } from "vitest";
import { constant, isFalsyConstant, keyOf, list, listOf, nameOfValue, reference, referencesIn, replacedWhenUndefined, text, unknown, withoutNullish } from "../../src/analysis/make-value.ts";
import { choiceOf, objectOf } from "../../src/analysis/object-value.ts";
import type { Reference, Root, Value } from "../../src/analysis/value.ts";
import type { Access } from "../../src/analysis/access.ts";
import { showValue } from "../support/show.ts";

const session: Root = { kind: "import", id: "import ./session session", source: "./session", name: "session" };
const plots: Root = { kind: "row", id: "row1", access: {} as Access, ties: [] };
const user = reference(session, ["user"]);

describe("identity", () => {
  it.each<[string, Reference, string]>([
    ["a root", reference(session, []), "import ./session session"],
    ["a property", user, "import ./session session.user"],
    ["a row", reference(plots, []), "row1"],
    ["a row and any of its collection are one", reference(plots, ["*"]), "row1"],
    ["a property of any row", reference(plots, ["*", "id"]), "row1.id"],
    ["elements of other collections stay elements", reference(session, ["ids", "*"]), "import ./session session.ids.*"],
  ])("%s", (_, value, key) => {
    expect(keyOf(value)).toBe(key);
  });
});

describe("the name a reader knows a value by", () => {
  it.each<[string, Value, string | undefined]>([
    ["its last step", reference(session, ["user", "companyId"]), "companyId"],
    ["its root", reference(session, []), "session"],
    ["the collection of an element", reference(session, ["ids", "*"]), "ids"],
    ["what was asked for", reference(session, ["searchParams", "get(companyId)"]), "companyId"],
    ["not a call without a name", reference(session, ["json()"]), "session"],
    ["none for a row", reference(plots, []), undefined],
    ["none for a constant", constant("estate"), undefined],
  ])("%s", (_, value, name) => {
    expect(nameOfValue(value)).toBe(name);
  });
});

describe("what is known to be set", () => {
  it.each<[string, Value, string]>([
    ["loses undefined and null", choiceOf([user, constant(undefined), constant(null)]), showValue(user)],
    ["keeps other constants", choiceOf([user, constant("")]), showValue(choiceOf([user, constant("")]))],
    ["stays when nothing else is left", choiceOf([constant(undefined), constant(null)]), showValue(choiceOf([constant(undefined), constant(null)]))],
  ])("%s", (_, value, expected) => {
    expect(showValue(withoutNullish(value))).toBe(expected);
  });

  it("marks what something else stands in for, in all options", () => {
    const value = replacedWhenUndefined(choiceOf([user, constant("house")]));
    expect(value.kind === "choice" && value.options.map((option) => option.kind === "reference" && option.replaced)).toEqual([true, false]);
    expect(replacedWhenUndefined(constant(undefined))).toEqual(constant(undefined));
  });

  it("calls constants false as JavaScript does", () => {
    expect([undefined, null, "", 0, false].map((value) => isFalsyConstant(constant(value)))).toEqual([true, true, true, true, true]);
    expect([constant("a"), constant(1), user].map(isFalsyConstant)).toEqual([false, false, false]);
  });
});

it("finds the references that a value is made of, however deep", () => {
  const value = objectOf({ a: list([{ value: text([constant("a:"), user]), optional: false, many: false }]), b: choiceOf([reference(plots, []), constant(1)]), c: unknown("?") });
  expect(referencesIn(value).map(keyOf)).toEqual([keyOf(user), "row1"]);
  expect(referencesIn(listOf(user)).map(keyOf)).toEqual([keyOf(user)]);
});
