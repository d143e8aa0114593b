import { describe, expect, it } from "vitest";
import rule from "../../src/rules/require-tenant-filter.ts";
import { findingsOf, reportsOf, suggestedBy } from "../support/rule-reports.ts";

const helper = (statements: string, parameters = "companyId: number, id: number, term: string") => `
import { db } from "./db";
export async function find(${parameters}) {
  ${statements}
}`;
const action = (statements: string) => `"use server";
import { getServerSession } from "next-auth";
import { db } from "@/lib/db";
export async function find(id: number, slug: string) {
  const { user } = await getServerSession();
  ${statements}
}`;

describe("messages", () => {
  it.each<[string, string, string]>([
    [
      "no filter", action("return db.estate.findMany();"),
      "db.estate.findMany() | certain | Estate.findMany has no filter, so it reaches the rows of every tenant; filter by `companyId`.",
    ],
    [
      "no key", action("return db.estate.findMany({ where: { name: slug } });"),
      "{ name: slug } | likely | Estate.findMany filters by nothing that names an owner; filter by `companyId` too.",
    ],
    [
      "an id of the request", action("return db.estate.findUnique({ where: { id } });"),
      "id | certain | Estate.findUnique uses `id` from the request, and nothing ties it to the caller's tenant; filter by `companyId` too, or check the row before it is used.",
    ],
    [
      "a tenant that is ignored", helper("return db.estate.findUnique({ where: { id } });"),
      "id | likely | Estate.findUnique looks rows up by `id` and ignores the tenant at hand; filter by `companyId` too.",
    ],
    [
      "a branch of OR", helper("return db.estate.findMany({ where: { OR: [{ companyId }, { name: term }] } });"),
      "companyId | likely | Estate.findMany names `companyId` in one branch of OR only, and the other branches reach every tenant's rows; move it beside OR.",
    ],
    [
      "NOT", helper("return db.estate.findMany({ where: { NOT: { companyId } } });"),
      "companyId | likely | Estate.findMany names `companyId` under NOT, which selects the rows of other tenants; require equality.",
    ],
    [
      "a condition", helper("return db.estate.findMany({ where: { ...(term && { companyId }) } });"),
      "companyId | likely | Estate.findMany filters by `companyId` under a condition only, and reaches every tenant's rows without it; filter always.",
    ],
    [
      "the callers' duty", helper("return db.estate.findUnique({ where: { id } });", "id: number"),
      "id | possible | Estate.findUnique looks rows up by `id`, which every caller has to check; take the tenant as a parameter and filter by `companyId`.",
    ],
    [
      "a filter that cannot be read", helper("return db.estate.findMany({ where: filter });", "companyId: number, filter: object"),
      "db.estate.findMany({ where: filter }) | possible | The filter of Estate.findMany cannot be judged: the filter is built elsewhere; filter by `companyId` where it can be seen.",
    ],
    [
      "a model without a key of its own", action("return db.invoiceLine.findUnique({ where: { id } });"),
      "id | certain | InvoiceLine.findUnique uses `id` from the request, and nothing ties it to the caller's tenant; filter by `invoice.companyId` too, or check the row before it is used.",
    ],
  ])("%s", (_, source, report) => {
    expect(reportsOf(rule, source, "src/actions.ts")).toEqual([report]);
  });

  it("name the call that hands the id over, and what it reaches", () => {
    const source = action("return (await load(id)) ?? load(0);").replace('export async function find', "const load = (id: number) => db.estate.findUnique({ where: { id } });\nexport async function find");
    expect(reportsOf(rule, source)).toContain(
      "load(id) | certain | `load` passes `id` on to Estate.findUnique (line 4), and nothing ties it to the caller's tenant; check it before, or pass the tenant and filter by `companyId`.",
    );
  });
});

describe("silent", () => {
  it.each<[string, string]>([
    ["with the key", helper("return db.estate.findUnique({ where: { id, companyId } });")],
    ["on models that belong to nobody", helper("return db.plan.findMany();")],
    ["on creates, which have a rule of their own", helper("return db.estate.create({ data: { name: term } });")],
    ["on a key that may be undefined, which has a rule of its own", helper("return db.estate.findMany({ where: { companyId } });", "companyId?: number")],
  ])("%s", (_, source) => {
    expect(reportsOf(rule, source)).toEqual([]);
  });

  it("in files of the system", () => {
    expect(findingsOf(rule, helper("return db.estate.findMany();"), "scripts/estates.ts")).toEqual([]);
  });
});

describe("suggestions", () => {
  it.each<[string, string, string]>([
    ["into the filter", "db.estate.findUnique({ where: { id } })", "db.estate.findUnique({ where: { companyId, id } })"],
    ["into an empty filter", "db.estate.findMany({ where: {} })", "db.estate.findMany({ where: { companyId } })"],
    ["into arguments without a filter", 'db.estate.findMany({ orderBy: { name: "asc" } })', 'db.estate.findMany({ where: { companyId }, orderBy: { name: "asc" } })'],
    ["into a call without arguments", "db.estate.findMany()", "db.estate.findMany({ where: { companyId } })"],
    ["beside a filter that is built elsewhere", "db.estate.findMany({ where: JSON.parse(term) })", "db.estate.findMany({ where: { ...JSON.parse(term), companyId } })"],
    ["keep comments", "db.estate.findUnique({ where: { /* by id */ id } })", "db.estate.findUnique({ where: { companyId, /* by id */ id } })"],
    ["over a relation", "db.invoiceLine.findFirst({ where: { id } })", "db.invoiceLine.findFirst({ where: { invoice: { companyId }, id } })"],
  ])("%s", (_, call, after) => {
    const source = (written: string) => helper(`await db.estate.count({ where: { companyId } });\n  return ${written};`);
    expect(suggestedBy(rule, source(call))).toBe(source(after));
    expect(reportsOf(rule, source(after))).toEqual([]);
  });

  it.each<[string, string]>([
    ["where the tenant is not at hand", action("return db.estate.findMany();").replace("const { user } = ", "")],
    ["where the arguments are built elsewhere", helper("return db.estate.findMany(query);", "companyId: number, query: object")],
    ["for what a helper was handed", action("return (await load(id)) ?? load(0);").replace("export async function find", "const load = (id: number) => db.estate.findUnique({ where: { id } });\nexport async function find")],
  ])("none %s", (_, source) => {
    expect(suggestedBy(rule, source)).toBeUndefined();
  });
});
