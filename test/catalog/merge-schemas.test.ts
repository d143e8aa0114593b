import { describe, expect, it } from "vitest";
import type { DeclaredModel, DeclaredSchema } from "../../src/catalog/declared-model.ts";
import { mergeSchemas } from "../../src/catalog/merge-schemas.ts";

const model = (name: string, library: string, table = name): DeclaredModel => ({ name, library, table, kind: "model", file: "/estate/schema.ts", line: 1, fields: new Map(), id: [], uniques: [] });
const schema = (...models: readonly DeclaredModel[]): DeclaredSchema => ({ models: new Map(models.map((one) => [one.name, one])), problems: [], files: ["/estate/schema.ts"] });
const names = (merged: DeclaredSchema): string[] => [...merged.models.values()].map(({ name, library }) => `${library} ${name}`).sort();

describe("mergeSchemas", () => {
  it("puts the models of several libraries into one schema", () => {
    expect(names(mergeSchemas([{ schema: schema(model("Plot", "prisma")), secondary: false }, { schema: schema(model("plots", "drizzle")), secondary: false }]))).toEqual(["drizzle plots", "prisma Plot"]);
  });

  it("keeps the larger schema's model of two with one name", () => {
    const large = schema(model("Plot", "prisma"), model("Estate", "prisma"));
    expect(names(mergeSchemas([{ schema: schema(model("Plot", "drizzle")), secondary: false }, { schema: large, secondary: false }]))).toEqual(["prisma Estate", "prisma Plot"]);
  });

  it("takes from a schema that repeats others only the tables that nobody else declares", () => {
    const migrations = schema(model("PLOTS", "sql"), model("invoices", "sql"));
    expect(names(mergeSchemas([{ schema: migrations, secondary: true }, { schema: schema(model("plots", "drizzle")), secondary: false }]))).toEqual(["drizzle plots", "sql invoices"]);
  });

  it("takes over that row-level security guards a table, whoever declares it", () => {
    const migrations = schema({ ...model("plots", "sql"), rowSecurity: true, rowsOpenTo: ["select"] });
    const merged = mergeSchemas([{ schema: migrations, secondary: true }, { schema: schema(model("Plot", "prisma", "plots")), secondary: false }]);
    expect([...merged.models.values()]).toMatchObject([{ name: "Plot", library: "prisma", rowSecurity: true, rowsOpenTo: ["select"] }]);
  });

  it("believes migrations before what is generated from the database", () => {
    const types = schema(model("plots", "supabase"), model("visits", "supabase"));
    expect(names(mergeSchemas([{ schema: types, secondary: true, generated: true }, { schema: schema(model("plots", "sql")), secondary: true }]))).toEqual(["sql plots", "supabase visits"]);
  });

  it("leads relations to a table that two libraries declare to the model of the larger schema", () => {
    const company = { name: "company", column: "company", type: "companies", kind: "relation" as const, list: false, required: true, defaulted: false, relation: { model: "companies", columns: ["companyId"], references: ["id"] }, references: undefined };
    const visits = { ...model("visits", "drizzle"), fields: new Map([["company", company]]) };
    const large = schema(model("Company", "prisma"), model("Plot", "prisma"), model("Estate", "prisma"));
    const merged = mergeSchemas([{ schema: schema(model("companies", "drizzle"), visits), secondary: false }, { schema: large, secondary: false }]);
    expect(merged.models.get("visits")?.fields.get("company")?.relation?.model).toBe("Company");
    const alone = mergeSchemas([{ schema: schema(model("companies", "drizzle"), visits), secondary: false }, { schema: schema(model("Plot", "prisma")), secondary: false }]);
    expect(alone.models.get("visits")?.fields.get("company")?.relation?.model).toBe("companies");
  });
});
