import { join } from "node:path";
import { describe, expect, it } from "vitest";
import mongoose from "../../../src/adapters/data/mongoose.ts";
import { buildCatalog } from "../../../src/catalog/build-catalog.ts";
import { readMongooseSchema } from "../../../src/catalog/mongoose/read-schema.ts";
import { accessesIn } from "../../support/accesses.ts";
import { repository } from "../../support/repository.ts";

const schema = readMongooseSchema([join(repository, "test/fixtures/mongoose/missing-filter/src/models.ts")]);
const catalog = buildCatalog(schema, { tenant: { root: undefined, keys: undefined, principal: undefined, aliases: [] }, models: { global: [], owned: {}, through: {} } });

function accessIn(source: string) {
  return accessesIn(`import { Plot } from "./models"; ${source}`, mongoose, catalog).accesses.at(-1);
}

describe("recognize", () => {
  it.each([
    ["await Plot.find();", "read", "find"],
    ["await Plot.findById(id).lean();", "read", "findById"],
    ["await models.Plot.countDocuments({ price });", "count", "countDocuments"],
    ["await this.plotModel.updateMany({ price }, { price });", "update", "updateMany"],
    ["await db.model('Plot').deleteOne({ _id: id });", "delete", "deleteOne"],
    ["await Plot.find({ price }).deleteMany();", "delete", "deleteMany"],
    ["await Plot.findOneAndUpdate({ _id: id }, { price }, { upsert: true });", "upsert", "findOneAndUpdate"],
    ["await Plot.create({ price });", "create", "create"],
    ["await new Plot({ price }).save();", "create", "save"],
    ["await Plot.bulkWrite([{ deleteOne: { filter: { _id: id } } }]);", "delete", "bulkWrite"],
    ["await Plot.aggregate([{ $match: { price } }]);", "read", "aggregate"],
    ["await db.collection('plots').findOne({ price });", "read", "findOne"],
    ["const plot = await Plot.findOne({ companyId: session.companyId }); await plot.deleteOne();", "delete", "deleteOne"],
  ])("%s", (source, operation, method) => {
    expect(accessIn(source)).toMatchObject({ library: "mongoose", model: "Plot", operation, method });
  });

  it.each(["plots.find((plot) => plot.id === id);", "cache.delete(id);", "await db.collection('streets').find({});", "plots.update(changes);", "plotRepository.find(companyId);", "const Other = mongoose.model('Street', streetSchema);"])("leaves %s alone", (source) => {
    expect(accessIn(source)).toBeUndefined();
  });
});

describe("filters", () => {
  it.each([
    ["a key", "await Plot.findById(id);", { kind: "equals", column: "_id" }],
    ["undefined, which is written as null", "await Plot.find({ companyId });", { kind: "equals", column: "companyId", whenUndefined: "matches-null" }],
    ["a list, which is one of its items", "await Plot.find({ number: [1, 2] });", { kind: "in", column: "number" }],
    ["a pattern, which ties to nothing", "await Plot.find({ number: /1/ });", { kind: "other", column: "number" }],
    ["paths inside rows", "await Plot.find({ 'offers.bidder': name });", { kind: "other", column: "offers.bidder" }],
    ["the last condition on a path", "await Plot.find({ number: 1 }).find({ number: 2 });", { kind: "equals", column: "number", value: { value: 2 } }],
    ["an expression", "await Plot.find({ $expr: { $eq: ['$number', number] } });", { kind: "equals", column: "number" }],
  ])("have %s", (_, source, expected) => {
    expect(accessIn(source)?.filter).toMatchObject(expected);
  });
});

describe("what is written", () => {
  it("are the columns that operators set", () => {
    const columns = accessIn("await Plot.updateOne({ _id: id }, { $set: { price: 1 }, $inc: { number: 1 }, sold: true });")?.data[0]?.columns;
    expect(columns?.kind === "object" && columns.entries.map((entry) => (entry.kind === "property" ? entry.key : "…"))).toEqual(["price", "number", "sold"]);
  });

  it("is for a new row also what the filter asks for", () => {
    const data = accessIn("await Plot.updateOne({ companyId, number: { $gt: 1 } }, { $setOnInsert: { price: 1 } }, { upsert: true });")?.data ?? [];
    expect(data.map(({ kind, columns }) => [kind, columns.kind === "object" && columns.entries.map((entry) => (entry.kind === "property" ? entry.key : "…"))])).toEqual([["create", ["companyId", "price"]], ["update", []]]);
  });
});
