import { describe, expect, it } from "vitest";
import prisma from "../../src/adapters/data/prisma.ts";
import type { Filter } from "../../src/analysis/access.ts";
import { opaquePartsOf, pinsOf, placeOf, weaknessesOf } from "../../src/analysis/pins.ts";
import { catalogOf } from "../support/catalog.ts";
import { showValue } from "../support/show.ts";
import { recognizeIn } from "../support/values.ts";

const catalog = catalogOf(`
model Company {
  id      String   @id
  estates Estate[]
}
model Estate {
  id        String  @id
  companyId String
  company   Company @relation(fields: [companyId], references: [id])
  name      String
  plots     Plot[]
}
model Plot {
  id       String @id
  estateId String
  estate   Estate @relation(fields: [estateId], references: [id])
  price    Int
}
`);

function filterOf(where: string): Filter {
  const { access } = recognizeIn(`db.estate.findMany({ where: ${where} });`, prisma, catalog);
  if (!access?.filter) throw new Error(`no filter in ${where}`);
  return access.filter;
}

/** `column=value`, with `?` for a condition that may be left out. */
function pinned(where: string): string[] | undefined {
  return pinsOf(filterOf(where))?.map((pin) => `${placeOf(pin)}${pin.optional ? "?" : ""}=${showValue(pin.value)}`);
}

describe("pins", () => {
  it.each<[string, string, string[] | undefined]>([
    ["equality", "{ companyId }", ["companyId=companyId"]],
    ["equals", "{ companyId: { equals: companyId } }", ["companyId=companyId"]],
    ["in", "{ companyId: { in: [a, b] } }", ["companyId=[a, b]"]],
    ["AND unites", "{ name, AND: [{ companyId }, { id }] }", ["name=name", "companyId=companyId", "id=id"]],
    ["OR intersects", "{ OR: [{ companyId: a, name }, { companyId: b }] }", ["companyId=<a | b>"]],
    ["OR of different columns gives none", "{ OR: [{ companyId }, { name }] }", []],
    ["OR of one branch is that branch", "{ OR: [{ companyId }] }", ["companyId=companyId"]],
    ["OR of no branch matches nothing", "{ OR: [] }", undefined],
    ["NOT gives none", "{ NOT: { companyId } }", []],
    ["a range gives none", "{ companyId: { gt: companyId } }", []],
    ["a relation prefixes its path", "{ company: { is: { id } } }", ["company.id=id"]],
    ["some does as well", "{ plots: { some: { price } } }", ["plots.price=price"]],
    ["every holds for none", "{ plots: { every: { price } } }", []],
    ["none holds for none", "{ plots: { none: { price } } }", []],
    ["a choice of filters intersects", "admin ? { companyId: a } : { companyId: b, name }", ["companyId=<a | b>"]],
    ["a choice with no filter makes all optional", "admin ? {} : { companyId, name }", ["companyId?=companyId", "name?=name"]],
    ["a conditional spread makes its own optional", "{ name, ...(admin ? {} : { companyId }) }", ["name=name", "companyId?=companyId"]],
    ["no filter gives none", "{}", []],
  ])("%s", (_, where, expected) => {
    expect(pinned(where)).toEqual(expected);
  });

  it("say which conditions an undefined value leaves out", () => {
    expect(pinsOf(filterOf("{ companyId }"))?.map(({ drops }) => drops)).toEqual([true]);
    expect(pinsOf({ kind: "equals", column: "companyId", value: { kind: "unknown", reason: "" }, optional: false, whenUndefined: "throws", node: undefined })?.map(({ drops }) => drops)).toEqual([false]);
  });
});

describe("conditions that do not pin", () => {
  it.each<[string, string[]]>([
    ["{ OR: [{ companyId }, { name }] }", ["companyId or-branch", "name or-branch"]],
    ["{ NOT: { companyId } }", ["companyId negated"]],
    ["{ companyId: { not: companyId } }", ["companyId not-equality"]],
    ["{ plots: { none: { price } } }", ["plots.price not-equality"]],
    ["{ NOT: { OR: [{ companyId }, { name }] } }", ["companyId or-branch", "name or-branch"]],
    ["{ companyId }", []],
  ])("%s", (where, expected) => {
    expect(weaknessesOf(filterOf(where)).map((weakness) => `${placeOf(weakness)} ${weakness.why}`)).toEqual(expected);
  });
});

describe("parts that cannot be read", () => {
  it.each<[string, number]>([
    ["filter", 1],
    ["{ name, ...filter }", 1],
    ["{ AND: [filter, other] }", 2],
    ["{ company: filter }", 1],
    ["{ NOT: filter }", 0],
    ["{ OR: [filter, { name: { contains: term } }] }", 0],
  ])("%s has %i that may hold the key", (where, count) => {
    expect(opaquePartsOf(filterOf(where))).toHaveLength(count);
  });
});
