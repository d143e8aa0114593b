import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { DeclaredModel } from "../../src/catalog/declared-model.ts";
import { readObjectionSchema } from "../../src/catalog/objection/read-schema.ts";
import { folderWith } from "./folder.ts";

/** The models of modules in one folder: path to text. */
function modelsIn(files: Readonly<Record<string, string>>): ReadonlyMap<string, DeclaredModel> {
  const root = folderWith(files);
  return readObjectionSchema(Object.keys(files).map((file) => join(root, file))).models;
}

function columnsOf(model: DeclaredModel | undefined): readonly string[] {
  return [...(model?.fields.values() ?? [])].filter(({ kind }) => kind !== "relation").map(({ name, column, required }) => `${name}${name === column ? "" : `=${column}`}${required ? "" : "?"}`);
}

const estate = 'export class Estate extends Model { static tableName = "estates"; }';
const migration = 'exports.up = (knex) => knex.schema.createTable("estates", (t) => { t.uuid("id").primary(); }).createTable("plots", (t) => { t.uuid("id").primary(); t.uuid("estate_id").notNullable().references("id").inTable("estates"); t.text("note"); });';

describe("columns", () => {
  it.each([
    ["a JSON schema", 'static jsonSchema = { required: ["number"], properties: { id: { type: "string" }, number: { type: "integer" }, note: { type: ["string", "null"] }, price: {} } };', ["id", "number", "note?", "price?"]],
    ["a getter of one", 'static get jsonSchema() { return { properties: { id: { type: "string" } } }; }', ["id"]],
    ["fields with types", "id!: string; note?: string; sold: Date | null; plots?: Plot[];", ["id", "note?", "sold?"]],
    ["nothing but the key", "", ["id"]],
    ["a key of another name", 'static idColumn = ["estateId", "number"];', ["estateId", "number"]],
  ])("come from %s", (_, body, columns) => {
    expect(columnsOf(modelsIn({ "plot.ts": `import { Model } from "objection"; export class Plot extends Model { static tableName = "plots"; ${body} }` }).get("Plot"))).toEqual(columns);
  });

  it.each([
    ["as the database calls them", "", "", ["id", "estate_id", "note?"]],
    ["in camel case where the class maps them", "static get columnNameMappers() { return snakeCaseMappers(); }", "", ["id", "estateId=estate_id", "note?"]],
    ["in camel case where Knex maps them", "", "export default { ...knexSnakeCaseMappers() };", ["id", "estateId=estate_id", "note?"]],
    ["as the JSON schema calls them", 'static jsonSchema = { properties: { estateId: { type: "string" }, total: { type: "number" } } };', "", ["id", "estateId=estate_id", "note?", "total"]],
  ])("come from migrations, %s", (_, body, config, columns) => {
    const models = modelsIn({ "1.js": migration, "knexfile.js": config, "models.ts": `import { Model } from "objection"; ${estate} export class Plot extends Model { static tableName = "plots"; ${body} }` });
    expect(columnsOf(models.get("Plot"))).toEqual(columns);
    const [, key = ""] = columns;
    expect(models.get("Plot")?.fields.get(key.replace(/=.*/, ""))?.references).toBe("Estate");
  });
});

describe("relations", () => {
  const plot = (mapping: string): string => `import { Model } from "objection"; ${estate} export class Plot extends Model { static tableName = "plots"; static relationMappings = { estate: ${mapping} }; }`;

  it.each([
    ["the class", "Estate"],
    ["its name", '"Estate"'],
    ["a path", "path.join(__dirname, 'estate')"],
    ["a template", "`${__dirname}/Estate`"],
    ["a require", "require('./estate')"],
    ["a function", "() => Estate"],
  ])("name their model by %s", (_, model) => {
    const text = plot(`{ relation: Model.BelongsToOneRelation, modelClass: ${model}, join: { from: "plots.estateId", to: "estates.id" } }`);
    expect(modelsIn({ "models.ts": text }).get("Plot")?.fields.get("estate")).toMatchObject({ relation: { model: "Estate", columns: ["estateId"], references: ["id"] } });
  });

  it.each([
    ["has one, for belongs to", "HasOneRelation", "plots.estateId", "estates.id"],
    ["the other end first", "BelongsToOneRelation", "estates.id", "plots.estateId"],
  ])("are held by the end whose column is not the key: %s", (_, relation, from, to) => {
    const text = plot(`{ relation: Model.${relation}, modelClass: Estate, join: { from: "${from}", to: "${to}" } }`);
    expect(modelsIn({ "models.ts": text }).get("Plot")?.fields.get("estate")?.relation?.columns).toEqual(["estateId"]);
  });

  it("have a way back over a table between", () => {
    const text = plot('{ relation: Model.ManyToManyRelation, modelClass: Estate, join: { from: "plots.id", through: { from: "sales.plotId", to: "sales.estateId" }, to: "estates.id" } }');
    expect(modelsIn({ "models.ts": text }).get("Estate")?.fields.get("Plot")).toMatchObject({ list: true, relation: { model: "Plot" } });
  });

  it("has one of many, where the key is not unique", () => {
    const models = modelsIn({ "1.js": migration, "models.ts": `import { Model } from "objection"; export class Plot extends Model { static tableName = "plots"; } export class Estate extends Model { static tableName = "estates"; static relationMappings = () => ({ lastPlot: { relation: Model.HasOneRelation, modelClass: Plot, join: { from: "estates.id", to: "plots.estate_id" } } }); }` });
    expect(models.get("Estate")?.fields.get("lastPlot")?.list).toBe(true);
  });
});

describe("models", () => {
  it("take over what the classes above them say, through mixins and other modules", () => {
    const models = modelsIn({
      "base.js": 'const { Model } = require("objection"); class Base extends SoftDelete(Model) { static get jsonSchema() { return { properties: { id: { type: "string" } } }; } static modifiers = { ofCompany(query, companyId) { query.where({ companyId }); } }; } module.exports = Base;',
      "plot.js": 'const Base = require("./base"); module.exports = class Plot extends mixin(Base, [Timestamps]) { static get tableName() { return "plots"; } static jsonSchema = { properties: { companyId: { type: "string" } } }; };',
    });
    expect(columnsOf(models.get("Plot"))).toEqual(["companyId", "id"]);
    expect(models.get("Plot")?.scopes).toEqual({ ofCompany: [{ path: [], column: "companyId", argument: 0 }] });
    expect(models.has("Base")).toBe(false);
  });

  it("are those of no other library", () => {
    expect(modelsIn({ "plot.ts": 'import { Model } from "sequelize"; export class Plot extends Model { static tableName = "plots"; }' }).size).toBe(0);
  });

  it("leave tables that only migrations make to Knex, with keys that lead to models", () => {
    const models = modelsIn({ "1.js": migration, "models.ts": `import { Model } from "objection"; ${estate}` });
    expect(models.get("plots")).toMatchObject({ library: "knex" });
    expect(models.get("plots")?.fields.get("estate_id")?.references).toBe("Estate");
  });
});
