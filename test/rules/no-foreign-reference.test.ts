import { describe, expect, it } from "vitest";
import rule from "../../src/rules/no-foreign-reference.ts";
import { reportsOf } from "../support/rule-reports.ts";

const route = (statements: string) => `
import { getServerSession } from "next-auth";
import { db } from "@/lib/db";
export async function POST(request: Request) {
  const { user } = await getServerSession();
  const { companyId } = user;
  const body = await request.json();
  ${statements}
}`;
const path = "app/api/estates/route.ts";
const helper = (statements: string, parameters: string) => `
import { db } from "./db";
export async function add(${parameters}) {
  ${statements}
}`;

describe("messages", () => {
  it.each<[string, string, string, string]>([
    ["a column", "await db.invoice.create({ data: { companyId, number: body.number, clientId: body.clientId } });", "clientId: body.clientId", "Invoice.create sets `clientId` to an id that the client chooses (`body.clientId`) and nobody has checked, so it may name another tenant's Client; look the Client up with the tenant's key first."],
    ["a column of an update", "await db.plot.update({ where: { id: body.id, companyId }, data: { estateId: body.estateId } });", "estateId: body.estateId", "Plot.update sets `estateId` to an id that the client chooses (`body.estateId`) and nobody has checked, so it may name another tenant's Estate; look the Estate up with the tenant's key first."],
    ["a link", "await db.estate.update({ where: { id: body.id, companyId }, data: { plots: { connect: { id: body.plotId } } } });", "{ id: body.plotId }", "Estate.update sets `plots` to an id that the client chooses (`body.plotId`) and nobody has checked, so it may name another tenant's Plot; look the Plot up with the tenant's key first."],
    ["the parent that owns the row", "await db.invoiceLine.create({ data: { text: body.text, amount: 1, invoiceId: body.invoiceId } });", "invoiceId: body.invoiceId", "InvoiceLine.create sets `invoiceId` to an id that the client chooses (`body.invoiceId`) and nobody has checked, so it may name another tenant's Invoice; look the Invoice up with the tenant's key first."],
    ["everything that came", "await db.invoice.create({ data: { ...body, companyId } });", "...body", "Invoice.create takes over what the client sends (`body`), and a `clientId` in it may name another tenant's Client; write the columns by name, and look the Client up with the tenant's key first."],
  ])("%s", (_, statements, under, said) => {
    expect(reportsOf(rule, route(statements), path)).toEqual([`${under} | certain | ${said}`]);
  });

  it("what a helper is passed beside the tenant", () => {
    expect(reportsOf(rule, helper('return db.invoice.create({ data: { companyId, number: "1", clientId } });', "companyId: number, clientId: number"))).toEqual([
      "clientId | possible | Invoice.create sets `clientId` to what it is passed (`clientId`), which may name another tenant's Client; look the Client up with the tenant's key first, or let every caller do so.",
    ]);
  });
});

describe("silent", () => {
  it.each<[string, string]>([
    ["behind a lookup with the tenant's key", "const client = await db.client.findFirstOrThrow({ where: { id: body.clientId, companyId } });\n  await db.invoice.create({ data: { companyId, number: body.number, clientId: client.id } });"],
    ["where the link names the tenant", "await db.estate.update({ where: { id: body.id, companyId }, data: { plots: { connect: { id: body.plotId, companyId } } } });"],
    ["on the tenant's own column", "await db.estate.create({ data: { companyId, name: body.name } });"],
    ["on models that belong to nobody", "await db.company.update({ where: { id: companyId }, data: { planId: body.planId } });"],
    ["on users", "await db.membership.create({ data: { companyId, userId: body.userId } });"],
    ["where the reference is taken away", "await db.estate.update({ where: { id: body.id, companyId }, data: { plots: { set: [] } } });"],
    ["behind an update that counts", "const { count } = await db.invoice.updateMany({ where: { id: body.invoiceId, companyId }, data: { total: 0 } });\n  if (count === 0) return;\n  await db.invoiceLine.create({ data: { text: body.text, amount: 1, invoiceId: body.invoiceId } });"],
  ])("%s", (_, statements) => {
    expect(reportsOf(rule, route(statements), path)).toEqual([]);
  });

  it("on what a row that is handed in refers to", () => {
    expect(reportsOf(rule, helper('return db.invoice.create({ data: { companyId: invoice.companyId, number: "2", clientId: invoice.clientId } });', "invoice: { companyId: number; clientId: number }"))).toEqual([]);
  });
});
