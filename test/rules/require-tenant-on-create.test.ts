import { describe, expect, it } from "vitest";
import rule from "../../src/rules/require-tenant-on-create.ts";
import { reportsOf, suggestedBy } from "../support/rule-reports.ts";

const helper = (statements: string, parameters = "companyId: number, name: string, names: string[]") => `
import { db } from "./db";
export async function make(${parameters}) {
  await db.estate.count({ where: { companyId } });
  ${statements}
}`;

describe("messages", () => {
  it.each<[string, string, string]>([
    [
      "a create", helper("return db.estate.create({ data: { name } });"),
      "{ name } | certain | Estate.create creates a row without `companyId`, so it belongs to no tenant; set `companyId`.",
    ],
    [
      "each row of many", helper("return db.estate.createMany({ data: names.map((name) => ({ name })) });"),
      "{ name } | certain | Estate.createMany creates a row without `companyId`, so it belongs to no tenant; set `companyId`.",
    ],
    [
      "the new side of an upsert", helper("return db.estate.upsert({ where: { companyId_name: { companyId, name } }, update: {}, create: { name } });"),
      "{ name } | certain | Estate.upsert creates a row without `companyId`, so it belongs to no tenant; set `companyId`.",
    ],
    [
      "a nested row", helper("return db.estate.create({ data: { companyId, name, plots: { create: { number: name, price: 0 } } } });"),
      "{ number: name, price: 0 } | certain | Plot.create creates a row without `companyId`, so it belongs to no tenant; set `companyId`.",
    ],
    [
      "a condition", helper("return db.estate.create({ data: { name, ...(name && { companyId }) } });"),
      "companyId | likely | Estate.create sets `companyId` under a condition only, so some rows belong to no tenant; set it always.",
    ],
    [
      "columns that cannot be read", helper("return db.estate.create({ data });", "companyId: number, data: object"),
      "data | possible | Estate.create writes columns that cannot be read, and `companyId` may be missing; set `companyId` where it can be seen.",
    ],
  ])("%s", (_, source, report) => {
    expect(reportsOf(rule, source)).toEqual([report]);
  });
});

describe("silent", () => {
  it.each<[string, string]>([
    ["with the key", "return db.estate.create({ data: { name, companyId } });"],
    ["with the key behind a spread", "return db.estate.create({ data: { ...JSON.parse(name), companyId } });"],
    ["with the tenant connected", "return db.estate.create({ data: { name, company: { connect: { id: companyId } } } });"],
    ["below the tenant itself", "return db.company.update({ where: { id: companyId }, data: { estates: { create: { name } } } });"],
    ["on models that belong to nobody", "return db.plan.create({ data: { name } });"],
    ["on updates", "return db.estate.updateMany({ where: { companyId }, data: { name } });"],
  ])("%s", (_, statements) => {
    expect(reportsOf(rule, helper(statements))).toEqual([]);
  });
});

describe("suggestions", () => {
  it.each<[string, string, string]>([
    ["into the row", "db.estate.create({ data: { name } })", "db.estate.create({ data: { companyId, name } })"],
    ["into each row of a list", "db.estate.createMany({ data: [{ name }, { name: names[0] }] })", "db.estate.createMany({ data: [{ companyId, name }, { companyId, name: names[0] }] })"],
    ["into mapped rows", "db.estate.createMany({ data: names.map((name) => ({ name })) })", "db.estate.createMany({ data: names.map((name) => ({ companyId, name })) })"],
    ["keep comments", "db.estate.create({ data: { /* as typed */ name } })", "db.estate.create({ data: { companyId, /* as typed */ name } })"],
  ])("%s", (_, call, after) => {
    const source = (written: string) => helper(`return ${written};`);
    expect(suggestedBy(rule, source(call))).toBe(source(after));
    expect(reportsOf(rule, source(after))).toEqual([]);
  });
});
