import { describe, expect, it } from "vitest";
import kysely from "../../../src/adapters/data/kysely.ts";
import { buildCatalog } from "../../../src/catalog/build-catalog.ts";
import { columnField, modelsOfTables } from "../../../src/catalog/source/table-models.ts";
import { accessesIn } from "../../support/accesses.ts";
import { applied } from "../../support/values.ts";

const plain = { kind: "model", file: "tables.ts", line: 1, id: ["id"], uniques: [], relations: [], rowSecurity: false } as const;
const id = columnField({ name: "id", type: "uuid", required: true });
const companyId = columnField({ name: "company_id", type: "uuid", required: true });
const models = modelsOfTables("kysely", [
  { ...plain, name: "companies", table: "companies", fields: [id], foreignKeys: [] },
  { ...plain, name: "estates", table: "estates", fields: [id, companyId], foreignKeys: [{ columns: ["company_id"], table: "companies", references: ["id"] }] },
]);
const catalog = buildCatalog({ models, problems: [], files: [] }, { tenant: { root: undefined, keys: undefined, principal: undefined, aliases: [] }, models: { global: [], owned: {}, through: {} } });

function accessIn(source: string) {
  return accessesIn(source, kysely, catalog).accesses.at(-1);
}

describe("recognize", () => {
  it.each([
    ["await db.selectFrom('estates').selectAll().execute();", "read", "selectFrom"],
    ["await this.db.withSchema('sales').selectFrom('estates as e').select('e.id').executeTakeFirst();", "read", "selectFrom"],
    ["await db.selectFrom('estates').select((eb) => eb.fn.countAll().as('total')).executeTakeFirstOrThrow();", "count", "selectFrom"],
    ["await trx.updateTable('estates').set({ id }).where('id', '=', id).execute();", "update", "updateTable"],
    ["await db.deleteFrom('estates').where('id', '=', id).returningAll().execute();", "delete", "deleteFrom"],
    ["await db.insertInto('estates').values({ id }).onConflict((oc) => oc.column('id').doUpdateSet({ id })).execute();", "upsert", "insertInto"],
    ["await db.insertInto('estates').values({ id }).onConflict((oc) => oc.column('id').doNothing()).execute();", "create", "insertInto"],
    ["await db.replaceInto('estates').values({ id }).execute();", "upsert", "replaceInto"],
  ])("%s", (source, operation, method) => {
    expect(accessIn(source)).toMatchObject({ library: "kysely", model: "estates", operation, method });
  });

  it.each(["db.selectFrom('streets').selectAll().execute();", "store.select('estates').execute();", "worker.execute('estates');"])("leaves %s alone", (source) => {
    expect(accessIn(source)).toBeUndefined();
  });

  it("says what becomes of undefined", () => {
    expect(accessIn("await db.selectFrom('estates').where('company_id', '=', companyId).execute();")?.filter).toMatchObject({ kind: "equals", column: "company_id", whenUndefined: "matches-nothing" });
    expect(accessIn("await db.selectFrom('estates').where((eb) => eb.and({ company_id: companyId })).execute();")?.filter).toMatchObject({ kind: "equals", column: "company_id", whenUndefined: "drops" });
  });
});

describe("edits", () => {
  it.each([
    ["behind the table", "db.selectFrom('estates').selectAll().execute();", "db.selectFrom('estates').where('company_id', '=', companyId).selectAll().execute();"],
    ["under the table's name behind a join", 'db.selectFrom("estates as e").innerJoin("plots", "plots.estate_id", "e.id").selectAll().execute();', 'db.selectFrom("estates as e").innerJoin("plots", "plots.estate_id", "e.id").where("e.company_id", "=", companyId).selectAll().execute();'],
    ["behind what clears filters", "db.deleteFrom('estates').where('id', '=', id).clearWhere().execute();", "db.deleteFrom('estates').where('id', '=', id).clearWhere().where('company_id', '=', companyId).execute();"],
  ])("put a filter %s", (_, before, after) => {
    const { accesses: [access], file } = accessesIn(before, kysely, catalog);
    if (!access) throw new Error("not recognised");
    expect(applied(before, kysely.addFilter(access, "company_id", "companyId", file))).toBe(after);
  });

  it("refuse beside raw text with an `or`", () => {
    const { accesses: [access], file } = accessesIn("db.selectFrom('estates').where(sql`id = ${id} or id is null`).execute();", kysely, catalog);
    if (!access) throw new Error("not recognised");
    expect(kysely.addFilter(access, "company_id", "companyId", file)).toHaveProperty("refused");
  });

  it("put a column into every row", () => {
    const before = "db.insertInto('estates').values([{ id }]).execute();";
    const { accesses: [access], file } = accessesIn(before, kysely, catalog);
    if (!access) throw new Error("not recognised");
    expect(applied(before, kysely.addColumn(access, "company_id", "companyId", file))).toBe("db.insertInto('estates').values([{ company_id: companyId, id }]).execute();");
  });
});
