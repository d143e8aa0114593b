import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { DeclaredModel } from "../../src/catalog/declared-model.ts";
import { readDrizzleSchema } from "../../src/catalog/drizzle/read-schema.ts";
import { findSchemas } from "../../src/catalog/find-schemas.ts";
import { folderWith } from "./folder.ts";

/** The models of modules in one folder: path to text. */
function modelsIn(files: Readonly<Record<string, string>>): ReadonlyMap<string, DeclaredModel> {
  const root = folderWith(files);
  return readDrizzleSchema(Object.keys(files).map((file) => join(root, file))).models;
}

const companies = `
import { pgTable, text, uuid } from "drizzle-orm/pg-core";
export const companies = pgTable("companies", { id: uuid("id").primaryKey().defaultRandom(), name: text() });
`;

describe("tables", () => {
  it("have the code's names, and the database's in `column` and `table`", () => {
    const plots = modelsIn({ "schema.ts": `${companies}export const plots = pgTable("sales_plots", { companyId: uuid("company_id").notNull().references(() => companies.id) });` }).get("plots");
    expect(plots).toMatchObject({ library: "drizzle", table: "sales_plots", kind: "model", line: 4 });
    expect(plots?.fields.get("companyId")).toMatchObject({ column: "company_id", type: "uuid", required: true, references: "companies" });
    expect(plots?.fields.get("company")).toMatchObject({ kind: "relation", required: true, relation: { model: "companies", columns: ["companyId"], references: ["id"] } });
  });

  it.each([
    ["mysqlTable", 'import { mysqlTable, int } from "drizzle-orm/mysql-core"; export const plots = mysqlTable("plots", { id: int().primaryKey() });'],
    ["a renamed import", 'import { sqliteTable as table, integer } from "drizzle-orm/sqlite-core"; export const plots = table("plots", { id: integer().primaryKey() });'],
    ["a creator", 'import { pgTableCreator } from "drizzle-orm/pg-core"; const create = pgTableCreator((name) => `sales_${name}`); export const plots = create("plots", (t) => ({ id: t.integer().primaryKey() }));'],
    ["a database schema", 'import { pgSchema, integer } from "drizzle-orm/pg-core"; const sales = pgSchema("sales"); export const plots = sales.table("plots", { id: integer().primaryKey() });'],
  ])("are made by %s", (_, text) => {
    expect(modelsIn({ "schema.ts": text }).get("plots")).toMatchObject({ table: "plots", id: ["id"] });
  });

  it("take columns over from constants and functions of other modules", () => {
    const shared = 'import { uuid } from "drizzle-orm/pg-core"; export const owned = { companyId: uuid("company_id").notNull() }; export const made = () => ({ madeBy: uuid() }); export const keyColumn = () => uuid().primaryKey();';
    const plots = 'import { pgTable } from "drizzle-orm/pg-core"; import { keyColumn, made, owned } from "./shared.js"; export const plots = pgTable("plots", { id: keyColumn(), ...owned, ...made() });';
    const model = modelsIn({ "plots.ts": plots, "shared.ts": shared }).get("plots");
    expect([...(model?.fields.keys() ?? [])]).toEqual(["id", "companyId", "madeBy"]);
    expect(model?.id).toEqual(["id"]);
  });

  it.each([
    ["a module that is imported whole", 'import * as shared from "./shared.js";'],
    ["an object of another module", 'import { shared } from "./shared.js";'],
  ])("take them over from %s", (_, written) => {
    const parts = `import { uuid } from "drizzle-orm/pg-core"; import { companies } from "./companies.js";
      export const companyId = () => uuid("company_id").notNull().references(() => companies.id); export const made = { madeBy: uuid("made_by") }; export const sold = () => ({ soldBy: uuid("sold_by") }); export const keyColumn = uuid("id").primaryKey();
      export const shared = { companyId: () => uuid("company_id").notNull().references(() => companies.id), made: { madeBy: uuid("made_by") }, sold: () => ({ soldBy: uuid("sold_by") }), keyColumn: uuid("id").primaryKey() };`;
    const text = `import { pgTable } from "drizzle-orm/pg-core"; ${written} export const plots = pgTable("plots", { id: shared.keyColumn, companyId: shared.companyId(), ...shared.made, ...shared.sold() });`;
    const models = modelsIn({ "plots.ts": text, "shared.ts": parts, "companies.ts": companies });
    const plots = models.get("plots");
    expect(plots?.id).toEqual(["id"]);
    expect(plots?.fields.get("companyId")).toMatchObject({ column: "company_id", type: "uuid", required: true, references: "companies" });
    expect(plots?.fields.get("madeBy")?.column).toBe("made_by");
    expect(plots?.fields.get("soldBy")?.column).toBe("sold_by");
  });

  it("have the keys that stand behind the columns, as a list or an object", () => {
    const text = (extras: string): string => `${companies}import { foreignKey, primaryKey, unique, uniqueIndex } from "drizzle-orm/pg-core";
      export const plots = pgTable("plots", { companyId: uuid().notNull(), number: text().notNull() }, (t) => (${extras}));`;
    const listed = modelsIn({ "schema.ts": text('[primaryKey({ columns: [t.companyId, t.number] }), foreignKey({ columns: [t.companyId], foreignColumns: [companies.id] }).onDelete("cascade"), uniqueIndex("open").on(t.number).where(sql`sold is null`)]') }).get("plots");
    expect(listed?.id).toEqual(["companyId", "number"]);
    expect(listed?.uniques).toEqual([{ name: "companyId_number", columns: ["companyId", "number"] }]);
    expect(listed?.fields.get("companyId")?.references).toBe("companies");
    const object = modelsIn({ "schema.ts": text("{ one: unique().on(t.companyId, t.number) }") }).get("plots");
    expect(object?.uniques).toEqual([{ name: "companyId_number", columns: ["companyId", "number"] }]);
  });

  it.each([
    ["a policy", '(t) => [pgPolicy("own", { using: sql`true` })])'],
    ["the switch", ").enableRLS()"],
  ])("say that the database holds rows back: %s", (_, rest) => {
    const text = `import { pgPolicy, pgTable, uuid } from "drizzle-orm/pg-core"; export const plots = pgTable("plots", { id: uuid() }${rest.startsWith(")") ? "" : ", "}${rest};`;
    expect(modelsIn({ "schema.ts": text }).get("plots")?.rowSecurity).toBe(true);
    expect(modelsIn({ "schema.ts": companies }).get("companies")?.rowSecurity).toBeUndefined();
  });
});

describe("relations", () => {
  const plots = `${companies}export const plots = pgTable("plots", { owner: uuid().notNull() });`;

  it.each([
    ["of 0.x", 'import { relations } from "drizzle-orm"; export const plotRelations = relations(plots, ({ one }) => ({ company: one(companies, { fields: [plots.owner], references: [companies.id] }) }));'],
    ["of 1.0", 'import { defineRelations } from "drizzle-orm"; export const all = defineRelations({ plots, companies }, (r) => ({ plots: { company: r.one.companies({ from: r.plots.owner, to: r.companies.id }) } }));'],
  ])("%s are fields, with another end", (_, text) => {
    const models = modelsIn({ "schema.ts": plots + text });
    expect(models.get("plots")?.fields.get("company")?.relation).toEqual({ model: "companies", columns: ["owner"], references: ["id"] });
    expect(models.get("plots")?.fields.get("owner")?.references).toBe("companies");
    expect(models.get("companies")?.fields.get("plots")).toMatchObject({ list: true, relation: { model: "plots", columns: [] } });
  });
});

describe("finding", () => {
  const found = (files: Readonly<Record<string, string>>): number => findSchemas(folderWith(files)).length;

  it("asks only packages that use the library", () => {
    expect(found({ "package.json": '{ "dependencies": { "drizzle-orm": "1" } }', "src/schema.ts": companies })).toBe(1);
    expect(found({ "package.json": "{}", "src/schema.ts": companies })).toBe(0);
    expect(found({ "package.json": '{ "dependencies": { "drizzle-orm": "1" } }', "packages/db/package.json": "{}", "packages/db/schema.ts": companies })).toBe(1);
  });

  it("leaves tests and declarations out", () => {
    expect(found({ "src/schema.test.ts": companies, "src/schema.d.ts": companies })).toBe(0);
  });
});
