import { type Connection, createConnection, Schema, Types } from "mongoose";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { mongooseTenantScope, mongooseUids, ScopeRefusedError, TenantRequiredError, withTenant, withoutTenant } from "../../src/runtime/src/index.ts";
import { announce } from "./support/databases.ts";
import { type MongoServer, startMongoServer } from "./support/mongo-server.ts";

interface Row {
  _id: number;
  name: string;
  price: number;
  companyId: Types.ObjectId;
  estate: unknown;
  uid: string;
}

/** What the tests do with a document that somebody else has loaded. */
interface Loaded {
  set(values: object): Loaded;
  save(): Promise<unknown>;
  deleteOne(): Promise<unknown>;
  updateOne(values: object): Promise<unknown>;
}

// The context holds text, the documents hold ObjectIds.
const LEKKI = "a".repeat(24);
const IKOYI = "b".repeat(24);
const lekki = new Types.ObjectId(LEKKI);
const ikoyi = new Types.ObjectId(IKOYI);
const asLekki = <T>(work: () => Promise<T>): Promise<T> => withTenant(LEKKI, work);
const asIkoyi = <T>(work: () => Promise<T>): Promise<T> => withTenant(IKOYI, work);
const forAll = <T>(work: () => Promise<T>): Promise<T> => withoutTenant("the test looks at every company", work);

async function open(server: MongoServer): Promise<Connection> {
  const connection = createConnection(server.url, { autoIndex: false, autoCreate: false, serverApi: "1", serverSelectionTimeoutMS: 5000 });
  const companyId = { type: Schema.Types.ObjectId, required: true };
  let number = 0;
  const uids = { next: ({ role }: { role: string }) => Promise.resolve(`LPL-${role}${String((number += 1)).padStart(3, "0")}`) };
  connection.plugin(mongooseTenantScope({ owned: { Estate: "companyId", Plot: "companyId" }, shared: ["Country"] }) as never);
  connection.plugin(mongooseUids(uids, { Plot: { field: "uid", role: "PLT", tenantKey: "companyId" } }) as never);
  const common = { _id: Number, name: String, price: Number };
  const schema = (fields: object): Schema => new Schema(fields);
  connection.model("Country", schema(common));
  connection.model("Visit", schema(common));
  connection.model("Estate", schema({ ...common, companyId }));
  const plot = schema({ ...common, _id: { type: Schema.Types.Mixed, default: () => new Types.ObjectId() }, companyId, estate: { type: Number, ref: "Estate" }, uid: { type: String, required: true }, notes: [{ text: String }] });
  connection.model("Plot", plot)
    .discriminator("Villa", new Schema({ rooms: Number }));
  await connection.asPromise();
  return connection;
}

const ids = (rows: readonly unknown[]): number[] => rows.map((row) => (row as Row)._id).sort();

describe("mongooseTenantScope", () => {
  let server: MongoServer;
  let connection: Connection;
  const modelOf = (name: string) => connection.model<Row>(name);
  const Plot = () => modelOf("Plot");
  const Estate = () => modelOf("Estate");

  beforeAll(async () => {
    server = await startMongoServer();
    connection = await open(server);
    return async () => {
      await connection.close();
      await server.close();
    };
  });
  afterAll(() => announce("scoped-mongoose.test.ts", ["a stand-in for MongoDB"]));

  // Ids: the estate is 1 in Lekki and 2 in Ikoyi; the plots A and B are 1 and 2, and 3 and 4.
  beforeEach(() => {
    server.collections.clear();
    server.collections.set("countries", [{ _id: 1, name: "Nigeria" }]);
    server.collections.set("estates", [lekki, ikoyi].map((companyId, index) => ({ _id: index + 1, name: "Palm", companyId, price: index + 1 })));
    const plot = (_id: number, name: string, companyId: Types.ObjectId, estate: number) => ({ _id, name, price: name === "A" ? 10 : 20, companyId, estate, uid: `U${_id}` });
    // One plot hangs in the other company's estate: what a careless import leaves behind.
    server.collections.set("plots", [plot(1, "A", lekki, 1), plot(2, "B", lekki, 1), plot(3, "A", ikoyi, 2), plot(4, "B", ikoyi, 1)]);
  });

  const all = (): Row[] => structuredClone((server.collections.get("plots") ?? []).map((row) => ({ ...row, companyId: String(row["companyId"]) }))) as unknown as Row[];
  const ofIkoyi = (): Row[] => all().filter((row) => String(row.companyId) === IKOYI);

  const lookup = (extra: object) => async () => ((await Estate().aggregate<{ found: Row[] }>([{ $match: { _id: 1 } }, { $lookup: { from: "plots", as: "found", ...extra } }]))[0]?.found ?? []).map(({ _id }) => _id);
  const reads: [string, () => Promise<unknown>, unknown][] = [
    ["find", async () => ids(await Plot().find()), [1, 2]],
    ["find, lean", async () => ids(await Plot().find().lean()), [1, 2]],
    ["find of the other company", async () => ids(await Plot().find({ companyId: ikoyi })), []],
    ["find of every company", async () => ids(await Plot().find({ companyId: { $ne: null } })), [1, 2]],
    ["find with or", async () => ids(await Plot().find({ $or: [{ _id: 3 }, { _id: 1 }] })), [1]],
    ["find with nor", async () => ids(await Plot().find({ $nor: [{ _id: 1 }] })), [2]],
    ["find with or in the chain", async () => ids(await Plot().find().or([{ _id: 3 }, { _id: 1 }])), [1]],
    ["find with setQuery", async () => { const query = Plot().find({ _id: 1 }); query.setQuery({}); return ids(await query); }, [1, 2]],
    ["find with a cursor", async () => { const found: unknown[] = []; for await (const row of Plot().find().cursor()) found.push(row); return ids(found); }, [1, 2]],
    ["find without middleware", async () => ids(await Plot().find({}, null, { middleware: false } as object)), [1, 2]],
    ["findOne", async () => (await Plot().findOne({ name: "B" }))?._id, 2],
    ["findById", async () => (await Plot().findById(1))?._id, 1],
    ["findById of a foreign id", () => Plot().findById(3), null],
    ["exists", () => Plot().exists({ _id: 3 }), null],
    ["where", async () => ids(await Plot().where("name").equals("A")), [1]],
    ["countDocuments", () => Plot().countDocuments(), 2],
    ["distinct", () => Plot().distinct("_id"), [1, 2]],
    ["populate", async () => (await Plot().findOne({ _id: 1 }).populate<{ estate: Row }>("estate"))?.estate._id, 1],
    ["aggregate", async () => ids(await Plot().aggregate([{ $sort: { _id: 1 } }])), [1, 2]],
    ["aggregate with a match", async () => ids(await Plot().aggregate([{ $match: { $or: [{ _id: 3 }, { _id: 1 }] } }])), [1]],
    ["aggregate with a group", async () => (await Plot().aggregate<{ sum: number }>([{ $group: { _id: null, sum: { $sum: "$price" } } }]))[0]?.sum, 30],
    ["aggregate with a cursor", async () => { const found: unknown[] = []; for await (const row of Plot().aggregate([{ $sort: { _id: 1 } }]).cursor()) found.push(row); return ids(found); }, [1, 2]],
    ["aggregate with lookup", lookup({ localField: "_id", foreignField: "estate" }), [1, 2]],
    ["aggregate with lookup and a pipeline", lookup({ pipeline: [{ $match: { $or: [{ _id: 4 }, { _id: 1 }] } }] }), [1]],
    ["aggregate with lookup in a facet", async () => JSON.stringify(await Estate().aggregate([{ $facet: { a: [{ $lookup: { from: "plots", localField: "_id", foreignField: "estate", as: "found" } }, { $unwind: "$found" }, { $project: { _id: "$found._id" } }] } }])), '[{"a":[{"_id":1},{"_id":2}]}]'],
    ["aggregate with unionWith", async () => ids(await Estate().aggregate([{ $unionWith: "plots" }])), [1, 1, 2]],
    ["aggregate with unionWith and a pipeline", async () => ids(await Estate().aggregate([{ $unionWith: { coll: "plots", pipeline: [{ $match: { name: "A" } }] } }])), [1, 1]],
    ["aggregate of a shared model with lookup", async () => ((await modelOf("Country").aggregate<{ found: Row[] }>([{ $lookup: { from: "plots", as: "found", pipeline: [] } }]))[0]?.found ?? []).map(({ _id }) => _id), [1, 2]],
    ["Model.collection", async () => ids(await Plot().collection.find({}).toArray()), [1, 2]],
    ["connection.collection", async () => ids(await connection.collection("plots").find({}).toArray()), [1, 2]],
    ["a discriminator", async () => modelOf("Villa").countDocuments(), 0],
    ["a shared model", () => modelOf("Country").estimatedDocumentCount(), 1],
  ];
  it.each(reads)("reads only the tenant's documents: %s", async (_, read, expected) => {
    expect(await asLekki(read)).toEqual(expected);
  });

  it("follows no reference into another company", async () => {
    expect((await asIkoyi(() => Plot().findById(4).populate("estate")))?.estate).toBe(null);
  });

  const foreign = (): Promise<Loaded> => forAll(async () => (await Plot().findById(3)) as unknown as Loaded);
  const writes: [string, () => Promise<unknown>][] = [
    ["updateOne of a foreign id", () => Plot().updateOne({ _id: 3 }, { price: 99 })],
    ["updateMany", () => Plot().updateMany({}, { price: 99 })],
    ["updateMany with or", () => Plot().updateMany({ $or: [{ _id: 1 }, { _id: 3 }] }, { $inc: { price: 5 } })],
    ["updateMany with a pipeline", () => Plot().updateMany({}, [{ $set: { price: 99, companyId: ikoyi } }], { updatePipeline: true })],
    ["replaceOne", () => Plot().replaceOne({ name: "A" }, { name: "Z", uid: "x" })],
    ["replaceOne of a foreign id", () => Plot().replaceOne({ _id: 3 }, { name: "Z", uid: "x" })],
    ["findOneAndUpdate", () => Plot().findOneAndUpdate({ name: "A" }, { price: 99 })],
    ["findByIdAndUpdate of a foreign id", () => Plot().findByIdAndUpdate(3, { price: 99 })],
    ["findOneAndReplace", () => Plot().findOneAndReplace({ name: "A" }, { name: "Z", uid: "x" })],
    ["findOneAndDelete", () => Plot().findOneAndDelete({ name: "A" })],
    ["findByIdAndDelete of a foreign id", () => Plot().findByIdAndDelete(3)],
    ["deleteOne", () => Plot().deleteOne({ name: "A" })],
    ["deleteMany", () => Plot().deleteMany()],
    ["bulkWrite, updating", () => Plot().bulkWrite([{ updateMany: { filter: {}, update: { price: 99 } } }, { updateOne: { filter: { _id: 3 }, update: { price: 98 } } }])],
    ["bulkWrite, deleting", () => Plot().bulkWrite([{ deleteMany: { filter: { name: "A" } } }, { deleteOne: { filter: { _id: 3 } } }])],
    ["bulkWrite, replacing", () => Plot().bulkWrite([{ replaceOne: { filter: { name: "A" }, replacement: { name: "Z", uid: "x" } as never } }])],
    ["save of a foreign document", async () => (await foreign()).set({ price: 99 }).save().catch(() => "not found")],
    ["deleteOne of a foreign document", async () => (await foreign()).deleteOne()],
    ["updateOne of a foreign document", async () => (await foreign()).updateOne({ price: 99 })],
    ["bulkSave of foreign documents", async () => Plot().bulkSave([(await foreign()).set({ price: 99 }) as never]).catch(() => "not found")],
    ["upsert of a foreign id", () => Plot().updateOne({ _id: 3 }, { price: 99 }, { upsert: true }).catch(() => "its id is taken")],
    ["Model.collection", () => Plot().collection.updateMany({}, { $set: { price: 99 } })],
  ];
  it.each(writes)("writes only the tenant's documents: %s", async (title, write) => {
    const before = all();
    const theirs = ofIkoyi();
    await asLekki(write);
    expect(ofIkoyi()).toEqual(theirs);
    if (!title.includes("foreign")) expect(all()).not.toEqual(before);
  });

  const creates: [string, () => Promise<unknown>][] = [
    ["create", () => Plot().create({ _id: 9, name: "new" })],
    ["create of many", () => Plot().create([{ _id: 9, name: "new" }])],
    ["save", () => new (Plot())({ _id: 9, name: "new" }).save()],
    ["insertMany", () => Plot().insertMany([{ _id: 9, name: "new" }])],
    ["insertMany, lean", () => Plot().insertMany([{ _id: 9, name: "new", uid: "x", companyId: LEKKI }], { lean: true })],
    ["bulkSave", () => Plot().bulkSave([new (Plot())({ _id: 9, name: "new", uid: "x", companyId: lekki })])],
    ["bulkWrite", () => Plot().bulkWrite([{ insertOne: { document: { _id: 9, name: "new", uid: "x", companyId: lekki } as never } }])],
    ["bulkWrite, an upsert", () => Plot().bulkWrite([{ updateOne: { filter: { _id: 9 }, update: { name: "new" }, upsert: true } }])],
    ["upsert", () => Plot().updateOne({ _id: 9 }, { name: "new" }, { upsert: true })],
    ["upsert by findOneAndUpdate", () => Plot().findOneAndUpdate({ _id: 9 }, { name: "new" }, { upsert: true })],
    ["upsert of the tenant's own id", () => Plot().updateOne({ _id: 9, companyId: lekki }, { name: "new" }, { upsert: true })],
    ["upsert by replaceOne", () => Plot().replaceOne({ _id: 9 }, { name: "new" }, { upsert: true })],
    ["a discriminator", () => modelOf("Villa").create({ _id: 9, name: "new" })],
    ["Model.collection", () => Plot().collection.insertOne({ _id: 9 as never, name: "new" })],
    ["its own id", () => Plot().create({ _id: 9, name: "new", companyId: lekki })],
  ];
  it.each(creates)("stamps new documents: %s", async (_, create) => {
    await asLekki(create);
    expect(all().filter(({ name }) => name === "new").map(({ companyId }) => String(companyId))).toEqual([LEKKI]);
    // As an ObjectId, which is what the schema says.
    expect(server.collections.get("plots")?.at(-1)?.["companyId"]).toHaveProperty("_bsontype", "ObjectId");
  });

  it("lets the caller see the stamp", async () => {
    expect(String((await asLekki(() => Plot().create({ name: "new" }))).companyId)).toBe(LEKKI);
  });

  const thefts: [string, () => Promise<unknown>][] = [
    ["create", () => Plot().create({ name: "new", companyId: ikoyi })],
    ["insertMany", () => Plot().insertMany([{ name: "x" }, { name: "new", companyId: ikoyi }])],
    ["bulkWrite", () => Plot().bulkWrite([{ insertOne: { document: { _id: 9, name: "new", companyId: ikoyi } as never } }])],
    ["updateOne", () => Plot().updateOne({ _id: 1 }, { companyId: ikoyi })],
    ["updateMany with $unset", () => Plot().updateMany({}, { $unset: { companyId: 1 } })],
    ["updateMany with $rename", () => Plot().updateMany({}, { $rename: { name: "companyId" } })],
    ["findOneAndUpdate", () => Plot().findOneAndUpdate({ _id: 1 }, { $set: { companyId: IKOYI } })],
    ["replaceOne", () => Plot().replaceOne({ _id: 1 }, { name: "x", companyId: ikoyi })],
    ["upsert", () => Plot().updateOne({ _id: 9, companyId: ikoyi }, { name: "new" }, { upsert: true })],
    ["upsert on insert", () => Plot().updateOne({ _id: 9 }, { $setOnInsert: { companyId: ikoyi } }, { upsert: true })],
    ["save", async () => (await Plot().findById(1).orFail()).set({ companyId: ikoyi }).save()],
    ["bulkWrite, updating", () => Plot().bulkWrite([{ updateOne: { filter: { _id: 1 }, update: { companyId: ikoyi } } }])],
    ["Model.collection", () => Plot().collection.updateOne({}, { $set: { companyId: ikoyi } })],
  ];
  it.each(thefts)("gives no document to another tenant: %s", async (_, write) => {
    const before = all();
    const refused = asLekki(() => Promise.resolve().then(write));
    await expect(refused).rejects.toThrow(ScopeRefusedError);
    await expect(refused).rejects.toThrow(/Plot\.\w+ .* leave companyId out/);
    expect(all()).toEqual(before);
  });

  const refusals: [string, () => unknown, RegExp][] = [
    ["estimatedDocumentCount", () => Plot().estimatedDocumentCount(), /Plot\.estimatedDocumentCount .* use countDocuments/],
    ["watch", () => Plot().collection.watch(), /Plot\.watch .* worker/],
    ["ordered bulk", () => Plot().collection.initializeOrderedBulkOp(), /use bulkWrite/],
    ["drop", () => Plot().collection.drop(), /Plot\.drop .* use deleteMany/],
    ["$out", () => Plot().aggregate([{ $out: "copies" }]), /Plot\.aggregate .* leave \$out out/],
    ["$graphLookup", () => Estate().aggregate([{ $graphLookup: { from: "plots", startWith: "$_id", connectFromField: "x", connectToField: "estate", as: "found" } }]), /Estate\.aggregate .* leave \$graphLookup out/],
    ["$merge in a union", () => Plot().aggregate([{ $unionWith: { coll: "plots", pipeline: [{ $merge: { into: "copies" } } as never] } }]), /Plot\.aggregate .* leave \$merge out/],
    ["lookup without a model", () => Plot().aggregate([{ $lookup: { from: "secrets", pipeline: [], as: "found" } }]), /Plot\.aggregate .* make a model of secrets/],
    ["lookup into a model in neither list", () => Plot().aggregate([{ $lookup: { from: "visits", pipeline: [], as: "found" } }]), /Visit\.aggregate .* among the owned or the shared/],
    ["a model in neither list", () => modelOf("Visit").find(), /Visit\.find .* among the owned or the shared/],
  ];
  it.each(refusals)("refuses what it cannot scope: %s", async (_, work, message) => {
    const refused = asLekki(() => Promise.resolve().then(work));
    await expect(refused).rejects.toThrow(ScopeRefusedError);
    await expect(refused).rejects.toThrow(message);
    await expect(Promise.resolve().then(work)).rejects.toThrow(TenantRequiredError);
  });

  it("refuses to work without a tenant", async () => {
    const own = /a shared model$|foreign/;
    for (const [title, work] of [...reads, ...writes, ...creates]) if (!own.test(title)) await expect(Promise.resolve().then(work), title).rejects.toThrow(TenantRequiredError);
    expect(all()).toHaveLength(4);
  });

  it("leaves everything alone inside withoutTenant", async () => {
    expect(await forAll(() => Plot().countDocuments())).toBe(4);
    expect(await forAll(() => Plot().estimatedDocumentCount())).toBe(4);
    await forAll(() => Plot().updateOne({ _id: 3 }, { companyId: lekki }));
    expect(await asLekki(() => Plot().countDocuments())).toBe(3);
    expect(await forAll(() => modelOf("Visit").countDocuments())).toBe(0);
  });

  it("keeps tenants that work at the same time apart", async () => {
    const both = [asLekki, asIkoyi].map((as) => as(async () => (await Plot().create({ name: "new" }), (await Plot().find()).map(({ companyId }) => String(companyId)))));
    expect(await Promise.all(both)).toEqual([Array<string>(3).fill(LEKKI), Array<string>(3).fill(IKOYI)]);
  });

  it("does not cover the driver's own handle", async () => {
    expect(await asLekki(async () => connection.db?.collection("plots").countDocuments())).toBe(4);
  });

  it("gives each new document its UID, and leaves one that is there", async () => {
    const made = await asLekki(() => Plot().create([{ name: "x" }, { name: "y", uid: "LPL-PLT900" }], { ordered: true }));
    const more = await asLekki(() => Plot().insertMany([{ name: "z" }, { name: "w" }]));
    const given = [...made, ...more].map(({ uid }) => uid);
    expect(given[1]).toBe("LPL-PLT900");
    expect(given.every((uid) => /^LPL-PLT\d{3}$/.test(uid))).toBe(true);
    expect(new Set(given).size).toBe(4);
  });
});
