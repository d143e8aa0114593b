import { describe, expect, it } from "vitest";
import rule from "../../src/rules/require-tenant-sql.ts";
import { reportsOf } from "../support/rule-reports.ts";

const helper = (sql: string, bound = "[companyId, name]") => `
import { pool } from "./pool";
export async function run(companyId: number, name: string, id: number) {
  return await pool.query(${JSON.stringify(sql)}, ${bound});
}`;

const messageOf = (report: string | undefined): string | undefined => report?.split(" | ").slice(1).join(" | ");

describe("messages", () => {
  it.each<[string, string, string]>([
    ["no condition", helper('select * from "Estate"'), "likely | The SQL reaches the rows of every tenant in `Estate`, for which it has no condition; compare `companyId` with the tenant."],
    [
      "conditions that name no owner", helper('delete from "Estate" where name = $2'),
      "likely | The SQL ties `Estate` to no tenant: none of its conditions names an owner; compare `companyId` with the tenant, or join by key to a table where it does.",
    ],
    ["an id", helper('select * from "Estate" where id = $1', "[id]"), "likely | The SQL finds rows of `Estate` by `id` and ignores the tenant at hand; compare `companyId` too."],
    [
      "a branch of OR", helper('select * from "Estate" where "companyId" = $1 or name = $2'),
      "likely | The SQL compares `companyId` of `Estate` in one branch of OR only, and the other branches reach every tenant's rows; put the OR in parentheses and the comparison beside it.",
    ],
    [
      "inequality", helper('select * from "Estate" where "companyId" <> $1'),
      "likely | The SQL names `companyId` of `Estate` under NOT or `<>`, which selects the rows of other tenants; require equality.",
    ],
    ["a row without the key", helper('insert into "Estate" (name) values ($2)'), "certain | The SQL inserts into `Estate` without `companyId`, so the row belongs to no tenant; insert `companyId` too."],
    [
      "text that cannot be parsed", helper('select from where "Estate" from "Estate" where'),
      "possible | Whether the SQL ties `Estate` to a tenant cannot be judged: the SQL cannot be parsed; compare `companyId` where it can be seen.",
    ],
  ])("%s", (_, source, message) => {
    expect(reportsOf(rule, source).map(messageOf)).toEqual([message]);
  });
});

describe("silent", () => {
  it.each<[string, string]>([
    ["with the key", 'select * from "Estate" where "companyId" = $1 and name = $2'],
    ["with the key in both tables", 'select * from "Estate" e join "Plot" p using ("companyId") where e."companyId" = $1'],
    ["with the key in every branch of a union", 'select id from "Estate" where "companyId" = $1 union select id from "Plot" where "companyId" = $1'],
    ["with a row that names it", 'insert into "Estate" ("companyId", name) values ($1, $2)'],
    ["on what no schema declares", "select * from weather"],
    ["on what is no SQL", 'select a plot from "Estate" and be happy'],
  ])("%s", (_, sql) => {
    expect(reportsOf(rule, helper(sql)).filter((report) => !report.includes("possible"))).toEqual([]);
  });
});
