import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { DeclaredModel } from "../../src/catalog/declared-model.ts";
import { readKnexSchema } from "../../src/catalog/knex/read-schema.ts";
import { folderWith } from "./folder.ts";

/** The models of modules in one folder: path to text. */
function modelsIn(files: Readonly<Record<string, string>>): ReadonlyMap<string, DeclaredModel> {
  const root = folderWith(files);
  return readKnexSchema(Object.keys(files).map((file) => join(root, file))).models;
}

const companies = 'exports.up = (knex) => knex.schema.createTable("companies", (t) => { t.uuid("id").primary(); t.string("name").notNullable(); });';

/** The table `plots` after migrations that stand behind the one that makes `companies`. */
function plotsAfter(...ups: readonly string[]): DeclaredModel | undefined {
  const migrations = ups.map((up, index) => [`${String(index + 2)}.js`, `exports.up = async (knex) => { ${up} };`] as const);
  return modelsIn({ "1.js": companies, ...Object.fromEntries(migrations) }).get("plots");
}

const made = 'await knex.schema.createTable("plots", (t) => { t.increments(); t.uuid("company_id"); t.integer("number").notNullable(); });';

describe("migrations", () => {
  it("make tables with columns and keys", () => {
    const plots = plotsAfter('await knex.schema.createTable("plots", (t) => { t.increments(); t.uuid("company_id").notNullable().references("id").inTable("companies"); t.string("number").unique(); t.timestamps(true, true); });');
    expect(plots).toMatchObject({ library: "knex", table: "plots", id: ["id"], uniques: [{ name: undefined, columns: ["number"] }] });
    expect(plots?.fields.get("company_id")).toMatchObject({ type: "uuid", required: true, references: "companies" });
    expect(plots?.fields.get("company")).toMatchObject({ kind: "relation", relation: { model: "companies", columns: ["company_id"], references: ["id"] } });
    expect(plots?.fields.get("number")).toMatchObject({ type: "String", required: false });
    expect(plots?.fields.get("created_at")).toMatchObject({ defaulted: true });
  });

  it.each([
    ["a path", 't.uuid("company_id").references("companies.id")'],
    ["a key behind the columns", 't.uuid("company_id"); t.foreign("company_id").references("id").inTable("companies")'],
    ["a function", "function () { this.uuid('company_id').references('id').inTable('companies') }"],
  ])("reference other tables by %s", (_, text) => {
    const callback = text.startsWith("function") ? text : `(t) => { ${text} }`;
    expect(plotsAfter(`await knex.schema.createTable("plots", ${callback});`)?.fields.get("company_id")?.references).toBe("companies");
  });

  it.each([
    ["add columns", 'await knex.schema.alterTable("plots", (t) => { t.uuid("owner_id").notNullable().references("companies.id"); });', ["id", "company_id", "number", "owner_id"]],
    ["drop columns", 'await knex.schema.table("plots", (t) => t.dropColumn("number"));', ["id", "company_id"]],
    ["rename columns", 'await knex.schema.alterTable("plots", (t) => { t.renameColumn("number", "position"); });', ["id", "company_id", "position"]],
    ["do so for each of a list", 'for (const name of ["a", "b"]) await knex.schema.alterTable("plots", (t) => { t.text(`${name}_text`); });', ["id", "company_id", "number", "a_text", "b_text"]],
    ["do so in a function of their own", 'await add("more"); async function add(name) { await knex.schema.alterTable("plots", (t) => { t.text(name); }); }', ["id", "company_id", "number"]],
    ["do so in SQL", "await knex.raw('alter table plots add column \"owner_id\" uuid not null references companies (id), drop column number');", ["id", "company_id", "owner_id"]],
  ])("%s", (_, up, columns) => {
    const plots = plotsAfter(made, up);
    expect([...(plots?.fields.values() ?? [])].filter(({ kind }) => kind !== "relation").map(({ name }) => name)).toEqual(columns);
  });

  it.each([
    ["a row", 'for (const found of rows) await knex.schema.alterTable(found.table_name, (t) => { t.renameColumn("number", "position"); });'],
    ["a part of a row", 'for (const { table_name: name } of rows) await knex.schema.alterTable(name, (t) => { t.renameColumn("number", "position"); });'],
    ["a callback's row", 'await Promise.all(rows.map((found) => knex.schema.table(found.table_name, (t) => t.renameColumn("number", "position"))));'],
    ["a function of their own", 'for (const found of rows) await renamed(found.table_name);'],
    ["SQL", 'for (const found of rows) await knex.raw(`ALTER TABLE ${found.table_name} RENAME COLUMN number TO position`);'],
  ])("rename a column of all tables that a query finds, by %s", (_, loop) => {
    const lots = 'await knex.schema.createTable("lots", (t) => { t.integer("number"); t.integer("position"); });';
    const rest = 'async function renamed(name) { await knex.schema.alterTable(name, (t) => { t.renameColumn("number", "position"); t.text("note"); t.dropColumn("id"); }); }';
    const models = modelsIn({ "1.js": companies, "2.js": `exports.up = async (knex) => { ${made} ${lots} const { rows } = await knex.raw("select table_name from information_schema.columns where column_name = 'number'"); ${loop} };${rest}` });
    expect([...(models.get("plots")?.fields.keys() ?? [])]).toEqual(["id", "company_id", "position"]);
    expect([...(models.get("lots")?.fields.keys() ?? [])]).toEqual(["number", "position"]);
  });

  it("leave columns alone where one table is meant that nobody can read", () => {
    const plots = plotsAfter(made, 'const name = await nameOf(knex); await knex.schema.alterTable(name, (t) => { t.renameColumn("number", "position"); }); await knex.raw(`alter table ${name} rename column number to position`);');
    expect([...(plots?.fields.keys() ?? [])]).toEqual(["id", "company_id", "number"]);
  });

  it("follow constants, of other modules too, and functions at the top", () => {
    const models = modelsIn({
      "names.ts": 'export const PLOTS = "plots"; export const keys = { company: "company_id" };',
      "1.ts": 'import { PLOTS, keys } from "./names.js"; export async function up(knex) { await knex.schema.createTable(PLOTS, (t) => { t.uuid(keys.company); }); await add(knex, PLOTS); } async function add(knex, table) { await knex.schema.alterTable(table, (t) => { t.text("note"); }); }',
    });
    expect([...(models.get("plots")?.fields.keys() ?? [])]).toEqual(["company_id", "note"]);
  });

  it("leave out what is taken back, and what only `down` does", () => {
    expect(plotsAfter(made, 'await knex.schema.dropTable("plots");')).toBeUndefined();
    expect(modelsIn({ "1.js": 'exports.up = async (knex) => {}; exports.down = async (knex) => { await knex.schema.createTable("plots", (t) => t.increments()); };' }).size).toBe(0);
  });

  it("make tables in SQL", () => {
    const plots = plotsAfter('await knex.schema.raw(`create table if not exists sales."plots" (id serial primary key, company_id uuid not null references companies(id) on delete cascade, price numeric(10, 2) default 0, constraint one unique (company_id, price)); alter table plots enable row level security; create unique index on plots (price) where price > 0`);');
    expect(plots).toMatchObject({ id: ["id"], rowSecurity: true, uniques: [{ name: "company_id_price", columns: ["company_id", "price"] }] });
    expect(plots?.fields.get("company_id")).toMatchObject({ required: true, references: "companies" });
    expect(plots?.fields.get("price")).toMatchObject({ defaulted: true, required: false });
  });

  it("name tables without the prefix that most of them share", () => {
    const text = ["accounts", "plots", "estates"].map((name) => `await knex.schema.createTable("acme_${name}", (t) => { t.increments(); t.integer("account_id").references("acme_accounts.id"); });`).join("");
    const models = modelsIn({ "1.js": `exports.up = async (knex) => { ${text} };` });
    expect([...models.keys()]).toEqual(["accounts", "plots", "estates"]);
    expect(models.get("plots")).toMatchObject({ table: "acme_plots" });
    expect(models.get("plots")?.fields.get("account_id")?.references).toBe("accounts");
  });
});

describe("table types", () => {
  it("stand for tables that no migration makes", () => {
    const models = modelsIn({
      "rows.ts": "export interface Dated { created_at: Date } export interface Company { id: string } export interface Plot extends Dated { id: string; company_id: string; note?: string; price: number | null }",
      "tables.d.ts": 'import type { Company, Plot } from "./rows"; declare module "knex/types/tables" { interface Tables { companies: Company; plots: Knex.CompositeTableType<Plot, Partial<Plot>> } }',
    });
    const plots = models.get("plots");
    expect([...(plots?.fields.keys() ?? [])]).toEqual(["created_at", "id", "company_id", "note", "price", "company"]);
    expect(plots?.fields.get("company_id")).toMatchObject({ required: true, references: "companies" });
    expect(plots?.fields.get("note")).toMatchObject({ required: false });
    expect(plots?.fields.get("price")).toMatchObject({ type: "Int", required: false });
  });
});
