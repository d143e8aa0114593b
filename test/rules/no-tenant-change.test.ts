import { describe, expect, it } from "vitest";
import rule from "../../src/rules/no-tenant-change.ts";
import { reportsOf } from "../support/rule-reports.ts";

const route = (statements: string) => `
import { z } from "zod";
import { getServerSession } from "next-auth";
import { db } from "@/lib/db";
import { assertMember } from "@/lib/members";
import { imported } from "@/lib/input";
const named = z.object({ id: z.number(), name: z.string() });
const open = named.extend({ companyId: z.number().optional() });
const loose = z.looseObject({ name: z.string() });
export async function PATCH(request: Request) {
  const { user } = await getServerSession();
  const { companyId } = user;
  const body = await request.json();
  ${statements}
}`;
const path = "app/api/estates/route.ts";
const update = (data: string) => `await db.estate.update({ where: { id: body.id, companyId }, data: ${data} });`;
const leaveOut = "which moves the row to a tenant of its choice; leave `companyId` out.";
const byName = "and a `companyId` in it moves the row to a tenant of its choice; write the columns by name, or leave `companyId` out.";

describe("messages", () => {
  it.each<[string, string, string]>([
    ["the key by name", update("{ companyId: body.companyId }"), `companyId: body.companyId | certain | Estate.update sets \`companyId\` to what the client sends (\`body.companyId\`), ${leaveOut}`],
    ["the tenant's relation", update("{ company: { connect: { id: body.companyId } } }"), `id: body.companyId | certain | Estate.update sets \`companyId\` to what the client sends (\`body.companyId\`), ${leaveOut}`],
    ["the body as it came", update("body"), `body | certain | Estate.update takes over what the client sends (\`body\`), ${byName}`],
    ["a schema that lets the key through", update("open.parse(body)"), `open.parse(body) | certain | Estate.update takes over what the client sends (\`open.parse(body)\`), ${byName}`],
    ["a spread behind the key", update("{ companyId, ...body }"), `...body | certain | Estate.update takes over what the client sends (\`body\`), ${byName}`],
    ["a schema of another file", update("imported.parse(body)"), `imported.parse(body) | possible | Estate.update takes over what the client sends (\`imported.parse(body)\`), ${byName}`],
    ["a schema that drops nothing", update("loose.parse(body)"), `loose.parse(body) | possible | Estate.update takes over what the client sends (\`loose.parse(body)\`), ${byName}`],
    ["the relation, where only the key was taken out", `const { companyId: other, ...rest } = body;\n  ${update("rest")}`, "rest | certain | Estate.update takes over what the client sends (`rest`), and a `company` in it moves the row to a tenant of its choice; write the columns by name, or leave `company` out."],
    ["many at once", "await db.estate.updateMany({ where: { companyId }, data: { companyId: body.companyId } });", `companyId: body.companyId | certain | Estate.updateMany sets \`companyId\` to what the client sends (\`body.companyId\`), ${leaveOut}`],
  ])("%s", (_, statements, report) => {
    expect(reportsOf(rule, route(statements), path)).toEqual([report]);
  });
});

describe("silent", () => {
  it.each<[string, string]>([
    ["on the session's tenant", update("{ name: body.name, companyId }")],
    ["on columns by name", update("{ name: body.name }")],
    ["where the schema drops the key", update("named.parse(body)")],
    ["where the schema leaves the key out", update("open.omit({ companyId: true }).parse(body)")],
    ["where the key was taken out", `const { companyId: other, ...rest } = open.parse(body);\n  ${update("rest")}`],
    ["where key and relation were taken out", `const { companyId: other, company, ...rest } = body;\n  ${update("rest")}`],
    ["where the key stands behind the spread", update("{ ...body, companyId }")],
    ["behind a guard", `await assertMember(user.id, body.companyId);\n  ${update("{ companyId: body.companyId }")}`],
    ["on new rows, which have a rule of their own", "await db.estate.create({ data: { ...body } });"],
  ])("%s", (_, statements) => {
    expect(reportsOf(rule, route(statements), path)).toEqual([]);
  });
});
