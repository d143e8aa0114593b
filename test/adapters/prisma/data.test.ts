import { describe, expect, it } from "vitest";
import prisma from "../../../src/adapters/data/prisma.ts";
import { showFilter, showRelated, showRow } from "../../support/show.ts";
import { recognizeIn } from "../../support/values.ts";
import { catalog } from "./schema.ts";

function access(source: string) {
  const found = recognizeIn(source, prisma, catalog).access;
  if (!found) throw new Error(`not recognised: ${source}`);
  return found;
}

function rows(source: string): readonly string[] {
  return access(source).data.map(showRow);
}

function related(source: string): readonly string[] {
  return access(source).related.flatMap(showRelated);
}

describe("rows", () => {
  it.each([
    ["db.client.create({ data: { email, companyId } })", ["create { email: email, companyId: companyId }"]],
    ["db.client.create({ data: input })", ["create input"]],
    ["db.client.create(args)", ["create args.data"]],
    ["db.client.create({ data: { ...input, companyId } })", ["create { ...input, companyId: companyId }"]],
    ["db.client.create({ data: own ? { companyId } : input })", ["create { companyId: companyId }", "create input"]],
    ["db.client.createMany({ data: [{ email }, { companyId }] })", ["create { email: email }", "create { companyId: companyId }"]],
    ["db.client.createMany({ data: emails.map((email) => ({ email, companyId })) })", ["create { email: email, companyId: companyId }"]],
    ["db.client.createMany({ data: clients })", ["create clients.*"]],
    ["db.client.createMany({ data: { email } })", ["create { email: email }"]],
    ["db.client.update({ where: { id }, data: { email } })", ["update { email: email }"]],
    ["db.client.updateMany({ data: { companyId: { set: other } } })", ["update { companyId: other }"]],
    ["db.plot.updateMany({ data: { number: { increment: 1 } } })", ["update { number: { increment: 1 } }"]],
    ["db.client.upsert({ where: { id }, create: { companyId }, update: { email } })", ["create { companyId: companyId }", "update { email: email }"]],
    ["db.client.findMany()", []],
  ])("%s", (source, expected) => {
    expect(rows(source)).toEqual(expected);
  });

  it("reads Prisma.skip as undefined", () => {
    expect(rows("import { Prisma } from '@prisma/client'; db.client.create({ data: { companyId: Prisma.skip } })")).toEqual(["create { companyId: undefined }"]);
  });
});

describe("links", () => {
  it("tie a row to another by a to-one relation", () => {
    const [row] = access("db.invoice.create({ data: { client: { connect: { id, companyId } }, total } })").data;
    expect(row?.links.map((link) => [link.relation, showFilter(link.to)])).toEqual([["client", "(id = id & companyId = companyId)"]]);
  });

  it("take the row that connectOrCreate looks for, and create the other", () => {
    const source = "db.invoice.create({ data: { client: { connectOrCreate: { where: { id }, create: { email } } } } })";
    expect(access(source).data[0]?.links.map((link) => showFilter(link.to))).toEqual(["id = id"]);
    expect(related(source)).toEqual(["create client (Client) where - create { email: email }"]);
  });

  it("are opaque when the relation is", () => {
    const [row] = access("db.invoice.create({ data: { client: chosen } })").data;
    expect(row?.links.map((link) => showFilter(link.to))).toEqual(["opaque chosen"]);
  });
});

describe("nested writes", () => {
  it.each([
    ["create", "{ lines: { create: { text } } }", ["create lines (InvoiceLine) where - create { text: text }"]],
    ["a list of creates", "{ lines: { create: [{ text }, line] } }", ["create lines (InvoiceLine) where - create { text: text }", "create lines (InvoiceLine) where - create line"]],
    ["createMany", "{ lines: { createMany: { data: texts.map((text) => ({ text })) } } }", ["create lines (InvoiceLine) where - create { text: text }"]],
    ["connect", "{ lines: { connect: [{ id: a }, { id: b }] } }", ["connect lines (InvoiceLine) where id = a", "connect lines (InvoiceLine) where id = b"]],
    ["set", "{ lines: { set: chosen } }", ["connect lines (InvoiceLine) where opaque chosen"]],
    ["set to nothing", "{ lines: { set: [] } }", []],
    ["connectOrCreate", "{ lines: { connectOrCreate: { where: { id }, create: { text } } } }", ["connect lines (InvoiceLine) where id = id", "create lines (InvoiceLine) where - create { text: text }"]],
    ["update", "{ lines: { update: { where: { id }, data: { text } } } }", ["update lines (InvoiceLine) where id = id update { text: text }"]],
    ["updateMany", "{ lines: { updateMany: [{ where: { text }, data }] } }", ["update lines (InvoiceLine) where text = text update data"]],
    ["upsert", "{ lines: { upsert: { where: { id }, create: { text }, update: {} } } }", ["update lines (InvoiceLine) where id = id update {  }", "create lines (InvoiceLine) where - create { text: text }"]],
    ["delete", "{ lines: { delete: { id } } }", ["delete lines (InvoiceLine) where id = id"]],
    ["deleteMany", "{ lines: { deleteMany: {} } }", ["delete lines (InvoiceLine) where all"]],
    ["disconnect", "{ lines: { disconnect: { id } } }", ["update lines (InvoiceLine) where id = id"]],
    ["a to-one update", "{ client: { update: { email } } }", ["update client (Client) where all update { email: email }"]],
    ["a to-one update with a filter", "{ client: { update: { where: { id }, data: { email } } } }", ["update client (Client) where id = id update { email: email }"]],
    ["a to-one delete", "{ plot: { delete: true } }", ["delete plot (Plot) where all"]],
    ["a to-one delete switched off", "{ plot: { delete: false } }", []],
    ["a relation that is not read", "{ lines: linesOf(input) }", ["connect lines (InvoiceLine) where opaque linesOf()"]],
    ["a conditional relation", "{ ...(text && { lines: { create: { text } } }) }", ["create lines (InvoiceLine) where - create { text: text }"]],
  ])("%s", (_, data, expected) => {
    expect(related(`db.invoice.update({ where: { id }, data: ${data} })`)).toEqual(expected);
  });

  it("go as deep as they are written, with their own links", () => {
    const source = "db.company.create({ data: { clients: { create: { email, invoices: { create: { total, plot: { connect: { id } } } } } } } })";
    expect(related(source)).toEqual([
      "create clients (Client) where - create { email: email, invoices: { create: { total: total, plot: { connect: { id: id } } } } }",
      "  create invoices (Invoice) where - create { total: total, plot: { connect: { id: id } } } plot -> id = id",
    ]);
  });

  it("belong to both sides of an upsert", () => {
    const lines = "{ lines: { create: { text } } }";
    expect(related(`db.invoice.upsert({ where: { id }, create: ${lines}, update: ${lines} })`)).toHaveLength(2);
  });
});

describe("loads", () => {
  it.each([
    ["include: { invoices: true }", ["load invoices (Invoice) where all"]],
    ["include: { invoices: false, company: undefined }", []],
    ["include: { invoices: { where: { companyId } } }", ["load invoices (Invoice) where companyId = companyId"]],
    ["include: { invoices: withInvoices }", ["load invoices (Invoice) where opaque withInvoices"]],
    ["include: full ? { invoices: true } : undefined", ["load invoices (Invoice) where all"]],
    ["select: { email: true, company: { select: { estates: { where: { name } } } } }", ["load company (Company) where all", "  load estates (Estate) where name = name"]],
    ["include: { _count: { select: { invoices: { where: { total } } } } }", ["load invoices (Invoice) where total = total"]],
    ["include: { _count: true }", ["load invoices (Invoice) where all"]],
    ["include", []],
  ])("%s", (selection, expected) => {
    expect(related(`db.client.findMany({ ${selection} })`)).toEqual(expected);
  });

  it("come with writes too, behind the nested ones", () => {
    expect(related("db.invoice.create({ data: { lines: { create: { text } } }, include: { client: true } })")).toEqual([
      "create lines (InvoiceLine) where - create { text: text }",
      "load client (Client) where all",
    ]);
  });
});
