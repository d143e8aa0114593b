import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { DeclaredModel } from "../../src/catalog/declared-model.ts";
import { readTypeormSchema } from "../../src/catalog/typeorm/read-schema.ts";
import { folderWith } from "./folder.ts";

/** The models of modules in one folder: path to text; a manifest is no module. */
function modelsIn(files: Readonly<Record<string, string>>): ReadonlyMap<string, DeclaredModel> {
  const root = folderWith(files);
  return readTypeormSchema(Object.keys(files).filter((file) => file.endsWith(".ts")).map((file) => join(root, file))).models;
}

const head = 'import { ChildEntity, Column, Entity, EntitySchema, Index, JoinColumn, ManyToOne, OneToMany, OneToOne, PrimaryColumn, PrimaryGeneratedColumn, TableInheritance, Unique } from "typeorm";\n';
const company = `@Entity("companies") export class Company { @PrimaryGeneratedColumn("uuid") id: string; @Column() name: string; }\n`;

describe("entities", () => {
  it("have the code's names, and the database's in `column` and `table`", () => {
    const plot = modelsIn({ "entities.ts": `${head}${company}@Entity({ name: "sales_plots" }) export class Plot { @PrimaryGeneratedColumn() id: number; @Column({ name: "company_id" }) companyId: string; @ManyToOne(() => Company, { nullable: false }) @JoinColumn({ name: "company_id" }) company: Company; }` }).get("Plot");
    expect(plot).toMatchObject({ library: "typeorm", table: "sales_plots", kind: "model", id: ["id"], line: 3 });
    expect(plot?.fields.get("companyId")).toMatchObject({ column: "company_id", type: "String", required: true, references: "Company" });
    expect(plot?.fields.get("company")).toMatchObject({ kind: "relation", required: true, relation: { model: "Company", columns: ["companyId"], references: ["id"] } });
  });

  it("hide the column of a relation that is no property", () => {
    const plot = modelsIn({ "entities.ts": `${head}${company}@Entity() export class Plot { @PrimaryColumn() id: string; @ManyToOne(() => Company) company: Company; }` }).get("Plot");
    expect(plot?.fields.get("companyId")).toMatchObject({ hidden: true, references: "Company" });
  });

  it("inherit from classes of other modules, one above the other", () => {
    const base = `${head}export abstract class Base { @PrimaryGeneratedColumn("uuid") id: string; }`;
    const owned = 'import { Column } from "typeorm"; import { Base } from "./base.js"; export abstract class Owned extends Base { @Column() companyId: string; }';
    const plot = 'import { Column, Entity } from "typeorm"; import { Owned } from "./owned"; @Entity() export class SalesPlot extends Owned { @Column() price: number; }';
    const model = modelsIn({ "base.ts": base, "owned.ts": owned, "plot.ts": plot }).get("SalesPlot");
    expect([...(model?.fields.keys() ?? [])]).toEqual(["id", "companyId", "price"]);
    expect(model).toMatchObject({ table: "sales_plot", id: ["id"] });
  });

  it("that share their parent's table have its name", () => {
    const text = `${head}@Entity("deeds") @TableInheritance({ column: "kind" }) export class Deed { @PrimaryColumn() id: string; } @ChildEntity() export class Lease extends Deed { @Column() until: Date; }`;
    expect(modelsIn({ "deeds.ts": text }).get("Lease")).toMatchObject({ table: "deeds", id: ["id"] });
  });

  it("have their keys", () => {
    const text = `${head}${company}@Entity() @Unique("number", ["company", "number"]) @Index(["price"], { unique: true, where: "sold" }) export class Plot { @PrimaryColumn() id: string; @Column({ unique: true }) code: string; @Column() number: number; @Column() price: number; @ManyToOne(() => Company) company: Company; }`;
    expect(modelsIn({ "entities.ts": text }).get("Plot")?.uniques.map(({ columns }) => columns)).toEqual([["code"], ["companyId", "number"]]);
  });

  it("are declared by schema objects too", () => {
    const text = `${head}${company}export default new EntitySchema({ name: "Plot", columns: { id: { type: "uuid", primary: true }, number: { type: Number } }, relations: { company: { type: "many-to-one", target: "Company" } }, indices: [{ columns: ["company", "number"], unique: true }] });`;
    const plot = modelsIn({ "entities.ts": text }).get("Plot");
    expect(plot?.fields.get("companyId")?.references).toBe("Company");
    expect(plot?.uniques).toEqual([{ name: "companyId_number", columns: ["companyId", "number"] }]);
  });

  it("name others by columns called after them", () => {
    const text = `${head}${company}@Entity() export class Plot { @PrimaryColumn() id: string; @Column() companyId: string; @Column() companyUuid: number; }`;
    const plot = modelsIn({ "entities.ts": text }).get("Plot");
    expect(plot?.fields.get("companyId")?.references).toBe("Company");
    expect(plot?.fields.get("companyUuid")?.references).toBeUndefined();
  });

  it.each([
    ["of another library", 'import { Entity, PrimaryKey } from "@mikro-orm/core"; @Entity() export class Plot { @PrimaryKey() id: string; }'],
    ["that is none", 'import { Column } from "typeorm"; export class Plot { @Column() id: string; }'],
  ])("are no class %s", (_, text) => {
    expect(modelsIn({ "entities.ts": text }).size).toBe(0);
  });
});

describe("undefined in filters", () => {
  const plot = `${head}@Entity() export class Plot { @PrimaryColumn() id: string; }`;
  it.each([
    ["throws from 1.0 on", { "package.json": '{ "dependencies": { "typeorm": "^1.1.0" } }' }, "throws"],
    ["is left to the call before", { "package.json": '{ "dependencies": { "typeorm": "0.3.20" } }' }, undefined],
    ["does what the data source says", { "package.json": '{ "dependencies": { "typeorm": "^1.1.0" } }', "source.ts": 'new DataSource({ invalidWhereValuesBehavior: { null: "sql-null", undefined: "ignore" } });' }, "drops"],
  ])("%s", (_, files, expected) => {
    expect(modelsIn({ ...files, "plot.ts": plot }).get("Plot")?.whenUndefined).toBe(expected);
  });
});
