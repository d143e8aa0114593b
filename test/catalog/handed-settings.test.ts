import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readHandedSettings } from "../../src/catalog/sql/handed-settings.ts";
import type { DeclaredSchema } from "../../src/catalog/declared-model.ts";
import { folderWith } from "./folder.ts";

function settingsOf(text: string): DeclaredSchema["handedSettings"] {
  return readHandedSettings([join(folderWith({ "rows.ts": text }), "rows.ts")]).handedSettings;
}

const set = "await tx.$executeRaw`SELECT set_config('app.company', ${companyId}, true)`;";

describe("settings of transactions that are handed on", () => {
  it.each([
    ["to a callback", `export const within = (companyId, work) => db.$transaction(async (tx) => { ${set} return work(tx); });`],
    ["by a method", `class Rows { within(companyId, work) { return this.db.transaction(async (tx) => { ${set} return work(tx, companyId); }); } }`],
    ["of a builder", "export const within = (companyId, work) => db.transaction().execute(async (tx) => { await sql`set local app.company = ${companyId}`.execute(tx); return work(tx); });"],
    ["set by a helper", `async function tell(tx, companyId) { ${set} } export const within = (companyId, work) => db.$transaction(async (tx) => { await tell(tx, companyId); return work(tx); });`],
  ])("%s", (_, text) => {
    expect(settingsOf(text)).toEqual(["app.company"]);
  });

  it("made by a function of the database", () => {
    expect(settingsOf("export const within = (companyId, work) => db.transaction(async (tx) => { await tx.execute(sql`SELECT app.enter_company(${companyId}::uuid)`); return work(tx); });")).toEqual([{ by: "enter_company" }]);
  });

  it.each([
    ["kept to itself", `export const prices = (companyId) => db.$transaction(async (tx) => { ${set} return tx.plot.findMany(); });`],
    ["that outlive it", `export const within = (companyId, work) => db.$transaction(async (tx) => { ${set.replace("true", "false")} return work(tx); });`],
    ["of another value than what is handed in", `export const within = (work) => db.$transaction(async (tx) => { await tx.$executeRaw\`SELECT set_config('app.role', 'all', true)\`; return work(tx); });`],
    ["of the client around it", `export const within = (companyId, work) => db.$transaction(async (tx) => { ${set} return work(db); });`],
  ])("none: %s", (_, text) => {
    expect(settingsOf(text)).toEqual([]);
  });
});
