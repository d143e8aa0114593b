import { describe, expect, it } from "vitest";
import rule from "../../src/rules/no-nullable-tenant.ts";
import { reportsOf } from "../support/rule-reports.ts";

const helper = (statements: string, parameters = "companyId?: number") => `
import { db } from "./db";
export async function list(${parameters}) {
  ${statements}
}`;

describe("messages", () => {
  it.each<[string, string, string]>([
    ["an optional parameter", helper("return db.estate.findMany({ where: { companyId } });"), "companyId"],
    ["an optional chain", helper("return db.estate.findMany({ where: { companyId: user?.companyId } });", "user: { companyId: number } | null"), "user?.companyId"],
    ["the rest of an optional chain", helper("return db.estate.findMany({ where: { companyId: session?.user.companyId } });", "session: { user: { companyId: number } } | null"), "session?.user.companyId"],
    ["a fallback to undefined", helper("return db.estate.findMany({ where: { companyId: user.companyId ?? undefined } });", "user: { companyId: number | null }"), "user.companyId ?? undefined"],
    ["another one", helper("return db.estate.findMany({ where: { companyId: user.companyId || undefined } });", "user: { companyId: number }"), "user.companyId || undefined"],
  ])("%s", (_, source, value) => {
    expect(reportsOf(rule, source).map((report) => report.split(" | ").slice(1).join(" | "))).toEqual([
      `likely | \`companyId\` of Estate.findMany may be undefined (\`${value}\`), which leaves the condition out and reaches every tenant's rows; leave before the query when there is no tenant.`,
    ]);
  });

  it("points at the condition", () => {
    expect(reportsOf(rule, helper("return db.estate.deleteMany({ where: { companyId: companyId ?? undefined } });")).map((report) => report.split(" | ")[0])).toEqual(["companyId: companyId ?? undefined"]);
  });
});

describe("silent", () => {
  it.each<[string, string]>([
    ["on a required parameter", helper("return db.estate.findMany({ where: { companyId } });", "companyId: number")],
    ["behind a guard", helper("if (companyId === undefined) return [];\n  return db.estate.findMany({ where: { companyId } });")],
    ["behind a guard that throws", helper('if (!companyId) throw new Error("No company.");\n  return db.estate.findMany({ where: { companyId } });')],
    ["with another company to fall back on", helper("return db.estate.findMany({ where: { companyId: companyId ?? 1 } });")],
    ["with a default", helper("return db.estate.findMany({ where: { companyId } });", "companyId = 1")],
    ["on other columns", helper("return db.estate.findMany({ where: { companyId, name } });", "companyId: number, name?: string")],
    ["on a compound key, where undefined throws", helper("return db.estate.findUnique({ where: { companyId_name: { companyId, name } } });", "name: string, companyId?: number")],
  ])("%s", (_, source) => {
    expect(reportsOf(rule, source)).toEqual([]);
  });
});
