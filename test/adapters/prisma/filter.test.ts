import { describe, expect, it } from "vitest";
import prisma from "../../../src/adapters/data/prisma.ts";
import { showFilter } from "../../support/show.ts";
import { recognizeIn } from "../../support/values.ts";
import { catalog } from "./schema.ts";

const skip = "import { Prisma } from '@prisma/client';";

function filterOf(source: string): string {
  return showFilter(recognizeIn(source, prisma, catalog).access?.filter);
}

function where(text: string, model = "client", before = ""): string {
  return filterOf(`${before} prisma.${model}.findMany({ where: ${text} })`);
}

describe("columns", () => {
  it.each([
    ["{ companyId }", "companyId = companyId"],
    ["{ companyId: company.id }", "companyId = company.id"],
    ["{ companyId: { equals: companyId } }", "companyId = companyId"],
    ["{ companyId: { in: [a, b] } }", "companyId in [a, b]"],
    ["{ id, companyId }", "(id = id & companyId = companyId)"],
    ["{ companyId: { in: ids, not: a } }", "(companyId in ids & companyId ~ a)"],
    ["{ companyId: { not: a } }", "companyId ~ a"],
    ["{ companyId: { notIn: ids } }", "companyId ~ ids"],
    ["{ email: { contains: q } }", "email ~ q"],
    ["{ email: { equals: q, mode: 'insensitive' } }", 'email ~ { equals: q, mode: "insensitive" }'],
    ["{ email: {} }", "all"],
    ["{ tags: { has: tag } }", "tags ~ { has: tag }"],
    ["{ tags: ['a'] }", 'tags ~ ["a"]'],
    ["{ profile: { path: ['companyId'], equals: companyId } }", 'profile ~ { path: ["companyId"], equals: companyId }'],
    ["{ companyId: null }", "companyId = null"],
    ["{ companyId: undefined }", "companyId = undefined"],
    ["{ companyId: cond ? a : undefined }", "companyId = <a | undefined>"],
    ["{ companyId: cond ? { in: ids } : a }", "(companyId in ids | companyId = a)"],
    ["{ companyId: { ...range } }", "companyId ~ range"],
    ["{ unheardOf: a }", "unheardOf = a"],
  ])("%s", (text, expected) => {
    expect(where(text)).toBe(expected);
  });
});

describe("AND, OR, NOT", () => {
  it.each([
    ["{ AND: { companyId, id } }", "(companyId = companyId & id = id)"],
    ["{ AND: [{ companyId }, { id }] }", "(companyId = companyId & id = id)"],
    ["{ AND: [{ companyId }, ...more] }", "(companyId = companyId & opaque more.*)"],
    ["{ AND: [] }", "all"],
    ["{ AND: undefined }", "all"],
    ["{ AND: ids.map((id) => ({ id })) }", "id =? id"],
    ["{ OR: [{ companyId }, { email, tags }] }", "(companyId = companyId [matches-nothing] | (email = email & tags ~ tags))"],
    ["{ OR: [{ id: { in: ids } }, { companyId: { not: a } }] }", "(id in ids | companyId ~ a)"],
    ["{ OR: [] }", "none"],
    ["{ OR: [{}] }", "none"],
    ["{ OR: [{ id: undefined }, { companyId, email }] }", "(companyId = companyId & email = email)"],
    ["{ OR: undefined }", "all"],
    ["{ OR: ids.map((id) => ({ id, companyId })) }", "(id = id & companyId = companyId)"],
    ["{ OR: branches }", "opaque branches"],
    ["{ OR: cond ? [{ id, email }] : undefined }", "((id = id & email = email) | all)"],
    ["{ companyId, OR: [{ id }, { email }] }", "(companyId = companyId & (id = id [matches-nothing] | email = email [matches-nothing]))"],
    ["{ NOT: { companyId } }", "not companyId = companyId"],
    ["{ NOT: [{ companyId }, { id }] }", "not (companyId = companyId | id = id)"],
    ["{ NOT: [] }", "all"],
  ])("%s", (text, expected) => {
    expect(where(text)).toBe(expected);
  });
});

describe("relations", () => {
  it.each([
    ["invoice", "{ client: { companyId } }", "is client(companyId = companyId)"],
    ["invoice", "{ client: { is: { companyId } } }", "is client(companyId = companyId)"],
    ["invoice", "{ client: { isNot: { companyId } } }", "not is client(companyId = companyId)"],
    ["invoice", "{ client: { company: { slug } } }", "is client(is company(slug = slug))"],
    ["invoice", "{ client: { companyId: undefined } }", "is client(companyId = undefined)"],
    ["invoice", "{ plot: null }", "plot ~ null"],
    ["invoice", "{ plot: { is: null } }", "plot ~ null"],
    ["invoice", "{ plot: { isNot: null } }", "not plot ~ null"],
    ["invoice", "{ plot: undefined }", "all"],
    ["invoice", "{ plot: cond ? { estateId } : undefined }", "(is plot(estateId = estateId) | all)"],
    ["invoice", "{ client: byCompany(company) }", "is client(opaque byCompany())"],
    ["invoice", "{ lines: { some: { text } } }", "some lines(text = text)"],
    ["invoice", "{ lines: { every: { text } } }", "every lines(text = text)"],
    ["invoice", "{ lines: { none: {} } }", "none lines(all)"],
    ["invoice", "{ lines: { some: { id }, none: { text } } }", "(some lines(id = id) & none lines(text = text))"],
    ["invoice", "{ lines: chosen }", "opaque chosen"],
  ])("%s %s", (model, text, expected) => {
    expect(where(text, model)).toBe(expected);
  });
});

describe("compound unique keys", () => {
  it("become equalities that throw on undefined, under joined and given names", () => {
    expect(where("{ companyId_email: { companyId, email } }")).toBe("(companyId = companyId [throws] & email = email [throws])");
    expect(where("{ address: { companyId, code } }", "estate")).toBe("(companyId = companyId [throws] & code = code [throws])");
    expect(where("{ companyId_email: key }")).toBe("(companyId = key.companyId [throws] & email = key.email [throws])");
  });

  it("stand beside other columns", () => {
    expect(filterOf("db.estate.findUnique({ where: { address: { companyId, code }, name } })")).toBe(
      "((companyId = companyId [throws] & code = code [throws]) & name = name)",
    );
  });
});

describe("what is not written out", () => {
  it.each([
    ["filters", "opaque filters"],
    ["filtersFor(company)", "opaque filtersFor()"],
    ["undefined", "all"],
    ["cond ? { companyId } : {}", "(companyId = companyId | all)"],
    ["cond ? { companyId } : filters", "(companyId = companyId | opaque filters)"],
    ["{ companyId, ...filters }", "(companyId = <companyId | filters.companyId> & opaque filters)"],
    ["{ ...filters, companyId }", "(companyId = companyId & opaque filters)"],
    ["{ id, ...(own && { companyId }) }", "(id = id & companyId =? companyId)"],
    ["{ ...(own && { company: { slug } }) }", "is company(slug =? slug)"],
    ["{ ...(own && { id: { in: ids } }) }", "(id in ids | all)"],
    ["{ [column]: value }", "opaque unknown"],
  ])("%s", (text, expected) => {
    expect(where(text)).toBe(expected);
  });

  it("reads arguments that come as a whole", () => {
    expect(filterOf("db.client.findMany(args)")).toBe("opaque args.where");
    expect(filterOf("db.client.findMany({ where: { companyId }, ...page })")).toBe("companyId = companyId");
    expect(filterOf("db.client.findMany({ ...page, where: { companyId } })")).toBe("companyId = companyId");
    expect(filterOf("db.client.findMany({ ...(own && { where: { companyId } }) })")).toBe("companyId =? companyId");
  });

  it("leaves out what Prisma.skip leaves out", () => {
    expect(where("{ id, companyId: Prisma.skip }", "client", skip)).toBe("id = id");
    expect(where("{ companyId: companyId ?? Prisma.skip }", "client", skip)).toBe("companyId =? companyId");
    expect(where("Prisma.skip", "client", skip)).toBe("all");
  });

  it("looks through Prisma.validator", () => {
    expect(where("Prisma.validator<Prisma.ClientWhereInput>()({ companyId })", "client", skip)).toBe("companyId = companyId");
  });
});
