import { describe, expect, it } from "vitest";
import { applySql } from "../../src/catalog/source/ddl.ts";
import { TableDrafts } from "../../src/catalog/source/table-drafts.ts";

function openedBy(statements: string): readonly string[] | undefined {
  const tables = new TableDrafts();
  applySql(`create table public.plots (id uuid primary key); alter table plots enable row level security; ${statements}`, tables, "1.sql", 1);
  return tables.models("sql").get("plots")?.rowsOpenTo;
}

describe("policies that open rows to everybody", () => {
  it.each([
    ["create policy all_rows on plots using (true)", ["select", "insert", "update", "delete"]],
    [`create policy "Anyone reads" on "public"."plots" as permissive for select to authenticated using ((true))`, ["select"]],
    ["create policy w on plots for insert with check ((select auth.uid()) is not null)", ["insert"]],
    ["create policy r on plots for select using (auth.role() = 'authenticated'::text)", ["select"]],
    ["create policy r on plots for select using (company_id = my_company() or true)", ["select"]],
  ])("%s", (statement, commands) => {
    expect(openedBy(statement)).toEqual(commands);
  });

  it.each([
    "create policy own on plots using (company_id = (auth.jwt() ->> 'company_id')::uuid)",
    "create policy own on plots for select using (exists (select true from members where members.user_id = auth.uid()))",
    "create policy back_office on plots to service_role using (true) with check (true)",
    "create policy narrow on plots as restrictive using (true)",
    "create policy gone on plots using (true); drop policy if exists gone on plots",
  ])("none: %s", (statement) => {
    expect(openedBy(statement)).toBeUndefined();
  });
});

function settingOf(condition: string): string | undefined {
  const tables = new TableDrafts();
  applySql(`create table plots (id uuid primary key, company_id uuid); alter table plots enable row level security; create policy own on plots using (${condition})`, tables, "1.sql", 1);
  const [setting] = tables.models("sql").get("plots")?.rowSettings ?? [];
  return setting && `${setting.column} ${setting.setting}`;
}

describe("policies that ask for a setting", () => {
  it.each([
    "company_id = current_setting('app.company')::uuid",
    "current_setting('app.company')::uuid = company_id",
    "company_id = current_setting('app.company')::uuid or (company_id is null and kind <> 'own')",
    "company_id is null or company_id = current_setting('app.company')::uuid",
  ])("%s", (condition) => {
    expect(settingOf(condition)).toBe("company_id app.company");
  });

  it.each([
    "company_id = current_setting('app.company')::uuid or price is null",
    "company_id = current_setting('app.company')::uuid or company_id = current_setting('app.parent')::uuid",
    "company_id is null",
  ])("none: %s", (condition) => {
    expect(settingOf(condition)).toBeUndefined();
  });
});
