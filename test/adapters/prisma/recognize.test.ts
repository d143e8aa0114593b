import { describe, expect, it } from "vitest";
import prisma from "../../../src/adapters/data/prisma.ts";
import { catalogOf } from "../../support/catalog.ts";
import { showFacts, showFilter } from "../../support/show.ts";
import { recognizeIn } from "../../support/values.ts";
import { catalog } from "./schema.ts";

function access(source: string, types?: Record<string, string>) {
  return recognizeIn(source, prisma, catalog, types).access;
}

function facts(source: string): string | undefined {
  const found = access(source);
  return found && showFacts(found);
}

describe("methods", () => {
  it.each([
    ["prisma.client.findUnique({ where: { id } })", "read Client unique"],
    ["prisma.client.findUniqueOrThrow({ where: { id } })", "read Client unique throws"],
    ["prisma.client.findFirst()", "read Client"],
    ["prisma.client.findFirstOrThrow({ where: {} })", "read Client throws"],
    ["prisma.client.findMany({ take: 10 })", "read Client many"],
    ["prisma.client.count()", "count Client"],
    ["prisma.client.aggregate({ _max: { id: true } })", "count Client"],
    ["prisma.client.groupBy({ by: ['companyId'] })", "count Client many"],
    ["prisma.client.create({ data: { email } })", "create Client"],
    ["prisma.client.createMany({ data: rows })", "create Client"],
    ["prisma.client.createManyAndReturn({ data: [] })", "create Client many"],
    ["prisma.client.update({ where: { id }, data })", "update Client unique throws"],
    ["prisma.client.updateMany({ data: { email } })", "update Client"],
    ["prisma.client.updateManyAndReturn({ where: {}, data })", "update Client many"],
    ["prisma.client.upsert({ where: { id }, create, update })", "upsert Client unique"],
    ["prisma.client.delete({ where: { id } })", "delete Client unique throws"],
    ["prisma.client.deleteMany()", "delete Client"],
    ["prisma.client.findRaw({ filter: { email } })", "raw Client many"],
    ["prisma.client.aggregateRaw({ pipeline })", "raw Client many"],
  ])("%s", (source, expected) => {
    expect(facts(source)).toBe(expected);
  });

  it("has no filter for a create, and every row for a missing where", () => {
    expect(showFilter(access("db.plot.create({ data: {} })")?.filter)).toBe("-");
    expect(showFilter(access("db.plot.deleteMany()")?.filter)).toBe("all");
  });
});

describe("receivers", () => {
  it.each([
    "prisma.invoiceLine.findMany()",
    "tx.invoiceLine.findMany()",
    "ctx.db.invoiceLine.findMany()",
    "this.prisma.invoiceLine.findMany()",
    "whatever.invoiceLine.findMany()",
    "getClient().invoiceLine.findMany()",
    "(await connect()).invoiceLine.findMany()",
    "prisma.$extends(auditing).invoiceLine.findMany()",
    "prisma.$replica().invoiceLine.findMany()",
    "(tx ?? prisma).invoiceLine.findMany()",
    "(isTest ? undefined : prisma)?.invoiceLine.findMany()",
    "const lines = prisma.invoiceLine; lines.findMany()",
    "prisma.invoiceLine.findMany<Args>(args)",
  ])("%s", (source) => {
    expect(facts(source)).toBe("read InvoiceLine many");
  });

  it("takes common method names with arguments that are not read from values named like clients", () => {
    expect(facts("prisma.client.update(args)")).toBeDefined();
    expect(facts("ctx.db.client.delete(args)")).toBeDefined();
    expect(facts("tx.client.count()")).toBeDefined();
    expect(facts("getClient().client.create(args)")).toBeDefined();
  });

  it("knows how it knew", () => {
    expect(access("import { PrismaClient } from '@prisma/client'; const store = new PrismaClient(); store.plot.count()")?.recognizedBy).toBe("import");
    expect(access("import { PrismaClient } from './generated/client'; const store = new PrismaClient().$extends(x); store.plot.count()")?.recognizedBy).toBe("import");
    expect(access("this.store.plot.update(args)", { "this.store": "PrismaService" })?.recognizedBy).toBe("type");
    expect(access("work.plot.update(args)", { work: "Prisma.TransactionClient" })?.recognizedBy).toBe("type");
    expect(access("this.plots.count()", { "this.plots": "Prisma.PlotDelegate" })).toMatchObject({ recognizedBy: "type", model: "Plot" });
    expect(access("import { prisma } from './db'; prisma.plot.findMany()")?.recognizedBy).toBe("shape");
  });
});

describe("not its calls", () => {
  it.each([
    ["a map", "clients.delete(id)"],
    ["a map under a model's name", "cache.client.delete(id)"],
    ["a set's size", "seen.client.count()"],
    ["an http client", "axios.client.delete('/clients/1')"],
    ["a form", "form.client.update(changes)"],
    ["a form with an object", "form.client.update({ email })"],
    ["an api that takes two arguments", "billing.invoice.update(id, { where, data })"],
    ["a callback", "list.client.findFirst((client) => client.email)"],
    ["a template", "store.client.delete(`client:${id}`)"],
    ["an update without a row to update", "prisma.client.update({ data: { email } })"],
    ["a unique read without a key", "prisma.client.findUnique()"],
    ["an unknown model", "prisma.session.findMany()"],
    ["a model spelled with a capital", "prisma.Client.findMany()"],
    ["a model found at run time", "prisma[model].findMany()"],
    ["an unknown method", "prisma.client.paginate({ where })"],
    ["a loaded row", "const company = await prisma.company.findFirst(); company.client.findMany({ where })"],
    ["alternatives that disagree", "(b ? prisma.client : prisma.plot).findMany()"],
    ["raw SQL", "prisma.$queryRaw`SELECT 1`"],
    ["unsafe raw SQL", "prisma.$executeRawUnsafe(sql)"],
    ["a transaction", "prisma.$transaction([a, b])"],
    ["a constructor", "new prisma.client.findMany()"],
    ["the client of Prisma 8", "db.orm.public.Client.where({ companyId }).all()"],
  ])("%s", (_, source) => {
    expect(access(source)).toBeUndefined();
  });

  it("leaves models of other libraries alone", () => {
    const other = catalogOf("model Client {\n id String @id\n}", "sequelize");
    expect(recognizeIn("db.client.findMany()", prisma, other).access).toBeUndefined();
    expect(recognizeIn("db.client.findMany()", prisma, catalogOf("model Client {\n id String @id\n}")).access).toBeDefined();
  });
});

describe("fluent reads", () => {
  it("read the related model, tied to the row they start from", () => {
    const invoices = access("prisma.client.findUnique({ where: { id } }).invoices({ where: { total: 0 } })");
    expect(invoices && showFacts(invoices)).toBe("read Invoice many");
    expect(invoices).toMatchObject({ method: "invoices", recognizedBy: "shape" });
    expect(showFilter(invoices?.filter)).toBe("(is client(id = id [throws]) & total = 0)");
  });

  it("go on over several relations", () => {
    const found = access("prisma.invoice.findFirst({ where: { companyId } }).client().company()");
    expect(found && showFacts(found)).toBe("read Company");
    expect(showFilter(found?.filter)).toBe("some clients(some invoices(companyId = companyId))");
  });

  it("do not start from collections, and follow relations only", () => {
    expect(access("prisma.client.findMany().invoices()")).toBeUndefined();
    expect(access("prisma.client.findUnique({ where: { id } }).then(use)")).toBeUndefined();
    expect(access("prisma.client.findUnique({ where: { id } }).email()")).toBeUndefined();
  });

  it("leave the way back open when two relations could be it", () => {
    const pair = catalogOf(`
model Agent {
  id     String @id
  sold   Plot[] @relation("sold")
  listed Plot[] @relation("listed")
}
model Plot {
  id       String @id
  sellerId String
  listerId String
  seller   Agent  @relation("sold", fields: [sellerId], references: [id])
  lister   Agent  @relation("listed", fields: [listerId], references: [id])
}`);
    const { access: sold } = recognizeIn("db.agent.findUnique({ where: { id } }).sold()", prisma, pair);
    expect(showFilter(sold?.filter)).toBe("opaque row of Agent");
  });
});

it("hints at files that call it, over line breaks as well", () => {
  expect(prisma.hint.test("prisma.client\n  .findMany()")).toBe(true);
  expect(prisma.hint.test("const finders = [findMany]")).toBe(false);
});
