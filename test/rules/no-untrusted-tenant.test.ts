import { describe, expect, it } from "vitest";
import rule from "../../src/rules/no-untrusted-tenant.ts";
import { reportsOf } from "../support/rule-reports.ts";

const route = (statements: string) => `
import { getServerSession } from "next-auth";
import { headers } from "next/headers";
import { db } from "@/lib/db";
import { assertMember } from "@/lib/members";
export async function POST(request: Request, { params }: { params: Promise<{ companyId: string }> }) {
  const { user } = await getServerSession();
  const body = await request.json();
  const query = new URL(request.url).searchParams;
  ${statements}
}`;
const path = "app/api/estates/route.ts";
const told = "take it from the session, or check the user's membership first.";

describe("messages", () => {
  it.each<[string, string, string, string]>([
    ["the body", "await db.estate.findMany({ where: { companyId: body.companyId } });", "companyId: body.companyId", "Estate.findMany is filtered by a `companyId` that the client chooses (`body.companyId`)"],
    ["the query", 'await db.estate.findMany({ where: { companyId: Number(query.get("company")) } });', 'companyId: Number(query.get("company"))', 'Estate.findMany is filtered by a `companyId` that the client chooses (`Number(query.get("company"))`)'],
    ["the path", "await db.estate.deleteMany({ where: { companyId: Number((await params).companyId) } });", "companyId: Number((await params).companyId)", "Estate.deleteMany is filtered by a `companyId` that the client chooses (`Number((await params).companyId)`)"],
    ["a header", 'await db.estate.findMany({ where: { companyId: (await headers()).get("x-company") } });', 'companyId: (await headers()).get("x-company")', 'Estate.findMany is filtered by a `companyId` that the client chooses (`(await headers()).get("x-company")`)'],
    ["a new row", "await db.estate.create({ data: { name: body.name, companyId: body.companyId } });", "companyId: body.companyId", "Estate.create writes a `companyId` that the client chooses (`body.companyId`)"],
    ["a relation", "await db.estate.findMany({ where: { company: { id: body.companyId } } });", "id: body.companyId", "Estate.findMany is filtered by a `id` that the client chooses (`body.companyId`)"],
  ])("%s", (_, statements, under, said) => {
    expect(reportsOf(rule, route(statements), path)).toEqual([`${under} | certain | ${said}; ${told}`]);
  });
});

describe("what is exported under \"use server\"", () => {
  const action = (first: string) => `
"use server";
import { getServerSession } from "next-auth";
import { db } from "@/lib/db";
export async function closeEstates(companyId: number) {
  ${first}
  await db.estate.deleteMany({ where: { companyId } });
}`;
  const said = "Estate.deleteMany is filtered by a `companyId` that the client chooses";

  it("is said to be callable where it reads like a helper", () => {
    expect(reportsOf(rule, action(""), "lib/estates.ts")).toEqual([`companyId | likely | ${said} (\`companyId\`; any client can call what is exported under "use server", with arguments of its choice); ${told}`]);
  });

  it("is known to be an action where it asks who is calling", () => {
    expect(reportsOf(rule, action("const { user } = await getServerSession();"), "lib/estates.ts")).toEqual([`companyId | certain | ${said} (\`companyId\`); ${told}`]);
  });
});

describe("silent", () => {
  it.each<[string, string]>([
    ["on the session's tenant", "await db.estate.findMany({ where: { companyId: user.companyId } });"],
    ["on an id of the request, which has a rule of its own", "await db.estate.findMany({ where: { id: body.id } });"],
    ["behind a comparison with the session's", "if (body.companyId !== user.companyId) return;\n  await db.estate.findMany({ where: { companyId: body.companyId } });"],
    ["behind a guard", "await assertMember(user.id, body.companyId);\n  await db.estate.findMany({ where: { companyId: body.companyId } });"],
    [
      "behind a lookup of the membership",
      "if (!(await db.membership.findUnique({ where: { userId_companyId: { userId: user.id, companyId: body.companyId } } }))) return;\n  await db.estate.findMany({ where: { companyId: body.companyId } });",
    ],
    ["on models that belong to nobody", "await db.plan.findMany({ where: { id: body.companyId } });"],
  ])("%s", (_, statements) => {
    expect(reportsOf(rule, route(statements), path)).toEqual([]);
  });
});
