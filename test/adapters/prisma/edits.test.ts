import { describe, expect, it } from "vitest";
import prisma from "../../../src/adapters/data/prisma.ts";
import type { Refusal, TextEdit } from "../../../src/syntax/source-file.ts";
import { applied, recognizeIn } from "../../support/values.ts";
import { catalog } from "./schema.ts";

function edit(verb: "addFilter" | "addColumn", source: string, value: string, column = "companyId"): readonly TextEdit[] | Refusal {
  const { access, file } = recognizeIn(source, prisma, catalog);
  if (!access) throw new Error(`not recognised: ${source}`);
  return prisma[verb](access, column, value, file);
}

function filtered(source: string, value = "companyId"): string {
  return applied(source, edit("addFilter", source, value));
}

function filled(source: string, value = "companyId"): string {
  return applied(source, edit("addColumn", source, value));
}

describe("addFilter", () => {
  it.each([
    ["into a filter", "db.client.findUnique({ where: { id } });", "db.client.findUnique({ where: { companyId, id } });"],
    ["into an empty filter", "db.client.deleteMany({ where: {} });", "db.client.deleteMany({ where: { companyId } });"],
    ["into a filter without spaces", "db.client.count({where:{id}});", "db.client.count({where:{companyId, id}});"],
    ["into a filter behind a cast", "db.client.count({ where: { id } as Where });", "db.client.count({ where: { companyId, id } as Where });"],
    ["beside a compound key", "db.client.delete({ where: { companyId_email: key } });", "db.client.delete({ where: { companyId, companyId_email: key } });"],
    ["beside OR", "db.client.findMany({ where: { OR: [{ id }, { email }] } });", "db.client.findMany({ where: { companyId, OR: [{ id }, { email }] } });"],
    ["behind a spread, which could override it", "db.client.findMany({ where: { id, ...more } });", "db.client.findMany({ where: { id, ...more, companyId } });"],
    ["behind spreads alone", "db.client.findMany({ where: { ...more } });", "db.client.findMany({ where: { ...more, companyId } });"],
    ["behind a filter in a variable", "const where = { id }; db.client.findMany({ where });", "const where = { id }; db.client.findMany({ where: { ...where, companyId } });"],
    ["behind a filter built elsewhere", "db.client.findMany({ where: filters.open(), take });", "db.client.findMany({ where: { ...filters.open(), companyId }, take });"],
    ["behind alternatives", "db.client.findMany({ where: own ? { id } : { email } });", "db.client.findMany({ where: { ...(own ? { id } : { email }), companyId } });"],
    ["into arguments without a filter", "db.client.updateMany({ data: { email } });", "db.client.updateMany({ where: { companyId }, data: { email } });"],
    ["into empty arguments", "db.client.findMany({});", "db.client.findMany({ where: { companyId } });"],
    ["into a call without arguments", "db.client.findMany();", "db.client.findMany({ where: { companyId } });"],
    ["into a call with type arguments only", "db.client.count<Args>( /* all */ );", "db.client.count<Args>( /* all */ { where: { companyId } });"],
    ["into a fluent read", "db.client.findUnique({ where: { id } }).invoices();", "db.client.findUnique({ where: { id } }).invoices({ where: { companyId } });"],
  ])("puts the condition %s", (_, before, after) => {
    expect(filtered(before)).toBe(after);
  });

  it.each([
    ["into a filter", "db.invoice.findUnique({ where: { id } });", "db.invoice.findUnique({ where: { client: { companyId }, id } });"],
    ["into a call without arguments", "db.invoice.findMany();", "db.invoice.findMany({ where: { client: { companyId } } });"],
    ["into the condition on the relation", "db.invoice.findMany({ where: { client: { email } } });", "db.invoice.findMany({ where: { client: { companyId, email } } });"],
    ["under `is`", "db.invoice.findMany({ where: { client: { is: { email } } } });", "db.invoice.findMany({ where: { client: { is: { companyId, email } } } });"],
  ])("puts a condition over a relation %s", (_, before, after) => {
    expect(applied(before, edit("addFilter", before, "companyId", "client.companyId"))).toBe(after);
  });

  it.each([
    ["excludes rows by the relation", "db.invoice.findMany({ where: { client: { isNot: { email } } } });"],
    ["is built elsewhere, and may have a condition on the relation", "db.invoice.findMany({ where });"],
    ["has another condition on the relation", "db.invoice.findMany({ where: { client } });"],
  ])("puts no condition over a relation into a filter that %s", (_, source) => {
    expect(edit("addFilter", source, "companyId", "client.companyId")).toHaveProperty("refused");
  });

  it("writes key and value where they differ", () => {
    expect(filtered("db.client.count({ where: { id } });", "session.company.id")).toBe("db.client.count({ where: { companyId: session.company.id, id } });");
  });

  it("takes over line breaks, indents and comments", () => {
    expect(filtered("db.client.findMany({\r\n\twhere: {\r\n\t\tid,\r\n\t},\r\n});")).toBe("db.client.findMany({\r\n\twhere: {\r\n\t\tcompanyId,\r\n\t\tid,\r\n\t},\r\n});");
    expect(filtered("db.client.findMany({\n  take: 10,\n});")).toBe("db.client.findMany({\n  where: { companyId },\n  take: 10,\n});");
    expect(filtered("db.client.findMany({ where: {\n  // the one\n  id\n} });")).toBe("db.client.findMany({ where: {\n  companyId,\n  // the one\n  id\n} });");
    expect(filtered("db.client.findMany({ where: { // all\n} });")).toBe("db.client.findMany({ where: { companyId, // all\n} });");
    expect(filtered("db.client.findMany({ where: {\n  id,\n  ...more, // last\n} });")).toBe("db.client.findMany({ where: {\n  id,\n  ...more,\n  companyId, // last\n} });");
  });

  it.each([
    ["a filter under a condition", "db.client.findMany({ ...(own && { where: { id } }) });"],
    ["a filter that is switched off", "db.client.findMany({ where: undefined });"],
    ["arguments built elsewhere", "db.client.findMany(args);"],
    ["arguments that may bring a filter", "db.client.findMany({ take: 10, ...args });"],
    ["a condition that is there", "db.client.findMany({ where: { companyId: undefined } });"],
    ["a create", "db.client.create({ data: {} });"],
    ["a raw command", "db.client.findRaw({ filter: {} });"],
    ["a to-one read, which takes no filter", "db.invoice.findUnique({ where: { id } }).client();"],
  ])("refuses %s", (_, source) => {
    expect(edit("addFilter", source, "companyId")).toHaveProperty("refused");
  });
});

describe("addColumn", () => {
  it.each([
    ["into a row", "db.client.create({ data: { email } });", "db.client.create({ data: { companyId, email } });"],
    ["into an empty row", "db.client.create({ data: {} });", "db.client.create({ data: { companyId } });"],
    ["behind a spread", "db.client.create({ data: { ...input } });", "db.client.create({ data: { ...input, companyId } });"],
    ["into each row of a list", "db.client.createMany({ data: [{ email }, { email: other }] });", "db.client.createMany({ data: [{ companyId, email }, { companyId, email: other }] });"],
    ["into the rows that lack it", "db.client.createMany({ data: [{ email }, { companyId }] });", "db.client.createMany({ data: [{ companyId, email }, { companyId }] });"],
    ["into a callback's rows", "db.client.createMany({ data: emails.map((email) => ({ email })) });", "db.client.createMany({ data: emails.map((email) => ({ companyId, email })) });"],
    ["into a returned row", "db.client.createMany({ data: emails.map((email) => { return { email }; }) });", "db.client.createMany({ data: emails.map((email) => { return { companyId, email }; }) });"],
    ["into the create of an upsert", "db.client.upsert({ where: { id }, create: { email }, update: { email } });", "db.client.upsert({ where: { id }, create: { companyId, email }, update: { email } });"],
    ["behind a row in a variable", "const data = { email }; db.client.create({ data });", "const data = { email }; db.client.create({ data: { ...data, companyId } });"],
    ["into both alternatives", "db.client.create({ data: own ? { email } : {} });", "db.client.create({ data: own ? { companyId, email } : { companyId } });"],
  ])("puts the column %s", (_, before, after) => {
    expect(filled(before)).toBe(after);
  });

  it("links by relation where the row does, as the client takes no mix", () => {
    const source = "db.invoice.create({ data: { plot: { connect: { id } } } });";
    const linked = "db.invoice.create({ data: { client: { connect: { id: client.id } }, plot: { connect: { id } } } });";
    expect(applied(source, edit("addColumn", source, "client.id", "clientId"))).toBe(linked);
    expect(edit("addColumn", source, "companyId")).toEqual({ refused: "The row links by relations, and no relation sets `companyId`." });
  });

  it("takes a link by relation for the column", () => {
    const source = "db.client.create({ data: { email, company: { connect: { slug } } } });";
    expect(edit("addColumn", source, "companyId")).toEqual({ refused: "Every row has `companyId` already." });
  });

  it.each([
    ["a row built elsewhere", "db.client.create({ data });"],
    ["rows in a variable", "const data = [{ email }]; db.client.createMany({ data });"],
    ["one of many rows built elsewhere", "db.client.createMany({ data: [{ email }, other] });"],
    ["rows made by a named function", "db.client.createMany({ data: emails.map(toClient) });"],
    ["a column that is there", "db.client.create({ data: { companyId: undefined } });"],
    ["an update", "db.client.update({ where: { id }, data: { email } });"],
    ["a read", "db.client.findMany();"],
  ])("refuses %s", (_, source) => {
    expect(edit("addColumn", source, "companyId")).toHaveProperty("refused");
  });
});
