import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { DeclaredModel } from "../../src/catalog/declared-model.ts";
import { collectionNameOf } from "../../src/catalog/mongoose/collection-name.ts";
import { readMongooseSchema } from "../../src/catalog/mongoose/read-schema.ts";
import { folderWith } from "./folder.ts";

/** The models of modules in one folder: path to text. */
function modelsIn(files: Readonly<Record<string, string>>): ReadonlyMap<string, DeclaredModel> {
  const root = folderWith(files);
  return readMongooseSchema(Object.keys(files).map((file) => join(root, file))).models;
}

const head = 'import mongoose, { Schema, model } from "mongoose";\nmodel("Company", new Schema({ name: String }));\n';

describe("schemas", () => {
  it("declare paths, with the models that they name", () => {
    const plot = modelsIn({ "plot.ts": `${head}const plotSchema = new Schema({ companyId: { type: Schema.Types.ObjectId, ref: "Company", required: true }, price: Number, sold: { type: Boolean, default: false } });\nexport const Plot = model("Plot", plotSchema);` }).get("Plot");
    expect(plot).toMatchObject({ library: "mongoose", table: "plots", id: ["_id"], line: 4 });
    expect(plot?.fields.get("companyId")).toMatchObject({ type: "ObjectId", required: true, references: "Company" });
    expect(plot?.fields.get("company")).toMatchObject({ kind: "relation", relation: { model: "Company", columns: ["companyId"], references: ["_id"] } });
    expect(plot?.fields.get("sold")).toMatchObject({ type: "Boolean", defaulted: true });
  });

  it("name others by paths called after them", () => {
    const plot = modelsIn({ "plot.ts": `${head}export default mongoose.models.Plot || mongoose.model("Plot", new Schema({ _companyId: Schema.Types.ObjectId, streetId: String }));` }).get("Plot");
    expect(plot?.fields.get("_companyId")?.references).toBe("Company");
    expect(plot?.fields.get("streetId")?.references).toBeUndefined();
  });

  it("have subdocuments, lists, and paths of other objects", () => {
    const text = `${head}const owned = { company: { type: Schema.Types.ObjectId, ref: "Company" } };
const address = new Schema({ town: String });
model("Estate", new Schema({ ...owned, address, owner: { name: String, type: { type: String } }, buyers: [{ name: String, company: { type: Schema.Types.ObjectId, ref: "Company" } }], tags: [String] }));`;
    const fields = modelsIn({ "estate.ts": text }).get("Estate")?.fields;
    expect(fields?.get("company")).toMatchObject({ references: "Company" });
    expect(fields?.get("address.town")).toMatchObject({ type: "String", list: false });
    expect(fields?.get("owner.type")).toMatchObject({ type: "String" });
    expect(fields?.get("buyers.company")).toMatchObject({ list: true, references: "Company" });
    expect(fields?.get("tags")).toMatchObject({ type: "String", list: true });
  });

  it("have their keys, but for those over part of the rows", () => {
    const text = `${head}const s = new Schema({ companyId: String, code: { type: String, unique: true }, number: Number, price: Number });
s.index({ companyId: 1, number: 1 }, { unique: true });
s.index({ price: 1 }, { unique: true, partialFilterExpression: { sold: true } });
model("Plot", s);`;
    expect(modelsIn({ "plot.ts": text }).get("Plot")?.uniques.map(({ columns }) => columns)).toEqual([["id"], ["code"], ["companyId", "number"]]);
  });

  it("stand in other modules, and in functions that return them", () => {
    const schema = 'import { Schema } from "mongoose"; export const plotSchema = new Schema({ companyId: String });\nexport const withHooks = (schema) => { schema.plugin(audit); return schema; };';
    const models = modelsIn({ "schema.ts": schema, "models.ts": 'import { plotSchema, withHooks } from "@/db/schema"; export const load = (db) => { const models = {}; models.Plots = db.model("sales_plots", withHooks(plotSchema)); return models; };' });
    expect(models.get("Plots")).toMatchObject({ table: "sales_plots" });
    expect(models.get("Plots")?.fields.has("companyId")).toBe(true);
  });

  it("of kinds have the paths of what they are kinds of", () => {
    const text = `${head}const Deed = model("Deed", new Schema({ companyId: { type: Schema.Types.ObjectId, ref: "Company" } }));\nexport const Lease = Deed.discriminator("Lease", new Schema({ until: Date }));`;
    const lease = modelsIn({ "deeds.ts": text }).get("Lease");
    expect(lease).toMatchObject({ table: "deeds" });
    expect(lease?.fields.get("companyId")?.references).toBe("Company");
  });
});

describe("decorated classes", () => {
  it("are models, but for those without a key", () => {
    const text = `import { Prop, Schema, SchemaFactory } from "@nestjs/mongoose"; import { Types } from "mongoose";
@Schema({ _id: false }) class Address { @Prop() town: string; }
@Schema() export class Company { @Prop() name: string; }
@Schema({ collection: "estates_of_all" }) export class Estate { @Prop({ type: Types.ObjectId, ref: Company.name, required: true }) companyId: Types.ObjectId; @Prop({ required: true }) name: string; @Prop() note?: string; @Prop({ type: [String] }) tags: string[]; }
export const EstateSchema = SchemaFactory.createForClass(Estate);
EstateSchema.index({ companyId: 1, name: 1 }, { unique: true });`;
    const models = modelsIn({ "estate.ts": text, "module.ts": 'import { Estate, EstateSchema } from "./estate"; @Module({ imports: [MongooseModule.forFeature([{ name: Estate.name, schema: EstateSchema }])] }) export class EstateModule {}' });
    expect([...models.keys()].sort()).toEqual(["Company", "Estate"]);
    const estate = models.get("Estate");
    expect(estate).toMatchObject({ table: "estates_of_all" });
    expect(estate?.fields.get("companyId")).toMatchObject({ type: "ObjectId", required: true, references: "Company" });
    expect(estate?.fields.get("note")).toMatchObject({ type: "String", required: false });
    expect(estate?.fields.get("tags")).toMatchObject({ list: true });
    expect(estate?.uniques.map(({ columns }) => columns)).toContainEqual(["companyId", "name"]);
  });
});

it.each([["Plot", "plots"], ["Company", "companies"], ["Person", "people"], ["News", "news"], ["Address", "addresses"]])("keeps %s in %s", (model, collection) => {
  expect(collectionNameOf(model)).toBe(collection);
});
