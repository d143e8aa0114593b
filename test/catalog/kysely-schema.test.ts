import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { DeclaredModel } from "../../src/catalog/declared-model.ts";
import { readKyselySchema } from "../../src/catalog/kysely/read-schema.ts";
import { folderWith } from "./folder.ts";

/** The models of modules in one folder: path to text. */
function modelsIn(files: Readonly<Record<string, string>>): ReadonlyMap<string, DeclaredModel> {
  const root = folderWith(files);
  return readKyselySchema(Object.keys(files).map((file) => join(root, file))).models;
}

const estate = "interface EstateTable { id: Generated<string>; company_id: ColumnType<string, string, never>; name: string | null }\ninterface CompanyTable { id: string }";

describe("types", () => {
  it.each([
    ["an interface", `${estate}\nexport interface Database { estates: EstateTable; companies: CompanyTable }`],
    ["an alias", `${estate}\nexport type DB = { estates: EstateTable; companies: CompanyTable }`],
    ["any name that a handle is given", `${estate}\ninterface Schema { estates: EstateTable; companies: CompanyTable }\nexport const db = new Kysely<Schema>({});`],
  ])("give the tables of %s", (_, text) => {
    const estates = modelsIn({ "db.ts": text }).get("estates");
    expect(estates).toMatchObject({ library: "kysely", table: "estates", id: ["id"] });
    expect(estates?.fields.get("company_id")).toMatchObject({ type: "String", required: true, references: "companies" });
    expect(estates?.fields.get("id")).toMatchObject({ defaulted: true });
    expect(estates?.fields.get("name")).toMatchObject({ required: false });
  });

  it("give the tables of a type that another module declares", () => {
    expect([...modelsIn({ "types.ts": `${estate}\nexport interface Tables { estates: EstateTable }`, "db.ts": 'import type { Tables } from "./types";\nexport const db = new Kysely<Tables>({});' }).keys()]).toEqual(["estates"]);
  });
});

describe("migrations", () => {
  const companies = 'await db.schema.createTable("companies").addColumn("id", "uuid", (c) => c.primaryKey()).execute();';

  /** The table `plots` after statements of one migration. */
  function plotsAfter(statements: string): DeclaredModel | undefined {
    return modelsIn({ "1.ts": `export async function up(db: Kysely<any>) { ${companies} ${statements} }` }).get("plots");
  }

  it("make tables with columns and keys", () => {
    const plots = plotsAfter('await db.schema.createTable("plots").addColumn("id", "serial", (c) => c.primaryKey()).addColumn("company_id", "uuid", (c) => c.references("companies.id").notNull()).addColumn("number", "varchar(8)").addUniqueConstraint("one", ["company_id", "number"]).execute();');
    expect(plots).toMatchObject({ id: ["id"], uniques: [{ columns: ["company_id", "number"] }] });
    expect(plots?.fields.get("company_id")).toMatchObject({ required: true, references: "companies" });
    expect(plots?.fields.get("number")).toMatchObject({ type: "String", required: false });
  });

  it("change tables", () => {
    const plots = plotsAfter(
      'await db.schema.createTable("lots").addColumn("id", "uuid", (c) => c.primaryKey()).addColumn("owner", "uuid").execute();' +
        'await db.schema.alterTable("lots").renameTo("plots").execute();' +
        'await db.schema.alterTable("plots").renameColumn("owner", "company_id").execute();' +
        'await db.schema.alterTable("plots").alterColumn("company_id", (c) => c.setNotNull()).addForeignKeyConstraint("of", ["company_id"], "companies", ["id"]).execute();' +
        'await sql`alter table plots add column price integer not null`.execute(db);',
    );
    expect(plots?.fields.get("company_id")).toMatchObject({ required: true, references: "companies" });
    expect(plots?.fields.get("price")).toMatchObject({ required: true });
  });

  it("rename a column of all tables that a query finds", () => {
    const plots = plotsAfter('await db.schema.createTable("plots").addColumn("owner", "uuid").execute(); for (const { name } of await found(db)) await db.schema.alterTable(name).renameColumn("owner", "company_id").execute();');
    expect([...(plots?.fields.keys() ?? [])]).toEqual(["company_id", "company"]);
  });

  it("leave calls with a callback to another library", () => {
    expect(plotsAfter('await db.schema.createTable("plots", (t) => { t.uuid("id"); });')).toBeUndefined();
  });
});
