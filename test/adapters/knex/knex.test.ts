import { describe, expect, it } from "vitest";
import knex from "../../../src/adapters/data/knex.ts";
import { buildCatalog } from "../../../src/catalog/build-catalog.ts";
import { columnField, modelsOfTables } from "../../../src/catalog/source/table-models.ts";
import { accessesIn } from "../../support/accesses.ts";
import { applied } from "../../support/values.ts";

const plain = { kind: "model", file: "tables.ts", line: 1, id: ["id"], uniques: [], relations: [], rowSecurity: false } as const;
const id = columnField({ name: "id", type: "uuid", required: true });
const companyId = columnField({ name: "company_id", type: "uuid", required: true });
const models = modelsOfTables("knex", [
  { ...plain, name: "companies", table: "companies", fields: [id], foreignKeys: [] },
  { ...plain, name: "estates", table: "estates", fields: [id, companyId], foreignKeys: [{ columns: ["company_id"], table: "companies", references: ["id"] }] },
]);
const catalog = buildCatalog({ models, problems: [], files: [] }, { tenant: { root: undefined, keys: undefined, principal: undefined, aliases: [] }, models: { global: [], owned: {}, through: {} } });

function accessIn(source: string) {
  return accessesIn(source, knex, catalog).accesses.at(-1);
}

describe("recognize", () => {
  it.each([
    ["await db('estates').where({ id });", "read", "select"],
    ["await knex.from('estates').where({ id }).first();", "read", "first"],
    ["await this.knex('sales.estates as e').where('e.id', id).del();", "delete", "del"],
    ["await trx('estates').where('id', id).update({ id });", "update", "update"],
    ["await db('estates').insert({ id }).onConflict('id').merge();", "upsert", "insert"],
    ["await db('estates').insert({ id }).onConflict('id').ignore();", "create", "insert"],
    ["await db('estates').where('id', id).count();", "count", "count"],
    ["await db('estates').truncate();", "delete", "truncate"],
  ])("%s", (source, operation, method) => {
    expect(accessIn(source)).toMatchObject({ library: "knex", model: "estates", operation, method });
  });

  it.each(["t('estates');", "emit('estates', rows);", "store.from('estates').select('id');", "db('streets').where({ id });", "new Set('estates');", "map.delete('estates');"])("leaves %s alone", (source) => {
    expect(accessIn(source)).toBeUndefined();
  });

  it("reads null as IS NULL and says that undefined throws", () => {
    expect(accessIn("await db('estates').where('company_id', companyId);")?.filter).toMatchObject({ kind: "equals", column: "company_id", whenUndefined: "throws" });
    expect(accessIn("await db('estates').where('company_id', null);")?.filter).toMatchObject({ kind: "equals", value: { kind: "constant", value: null } });
  });

  it("keeps the columns that `update(column, value)` names", () => {
    expect(accessIn("await db('estates').where({ id }).update('company_id', companyId);")?.data).toMatchObject([{ kind: "update", columns: { kind: "object", entries: [{ key: "company_id" }] } }]);
  });
});

describe("edits", () => {
  it.each([
    ["behind the table", "db('estates').where('id', id).first();", "db('estates').where('company_id', companyId).where('id', id).first();"],
    ["behind from", 'db.select("id").from("estates").limit(1);', 'db.select("id").from("estates").where("company_id", companyId).limit(1);'],
    ["into an object", "db('estates').where({ id }).del();", "db('estates').where({ company_id: companyId, id }).del();"],
    ["under the table's name beside a join", "db('estates as e').join('plots', 'plots.estate_id', 'e.id').where({ 'e.id': id });", "db('estates as e').join('plots', 'plots.estate_id', 'e.id').where({ 'e.company_id': companyId, 'e.id': id });"],
  ])("put a filter %s", (_, before, after) => {
    const { accesses: [access], file } = accessesIn(before, knex, catalog);
    if (!access) throw new Error("not recognised");
    expect(applied(before, knex.addFilter(access, "company_id", "companyId", file))).toBe(after);
  });

  it.each(["db('estates').where({ id }).orWhere({ id: other });", "db('estates').insert({ id });"])("refuse %s", (source) => {
    const { accesses: [access], file } = accessesIn(source, knex, catalog);
    if (!access) throw new Error("not recognised");
    expect(knex.addFilter(access, "company_id", "companyId", file)).toHaveProperty("refused");
  });
});
