import { DataTypes, literal, Model, Op, Sequelize } from "sequelize";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createSequences, ScopeRefusedError, sequelizeExecutor, sequelizeTenantScope, TenantRequiredError } from "../../src/runtime/src/index.ts";
import { announce, BOOT_TIMEOUT, postgresMissing, startServer } from "./support/databases.ts";
import type { PostgresServer } from "./support/postgres-server.ts";
import { asIkoyi, asLekki, expectRefused, forAll, IKOYI, LEKKI } from "./support/two-companies.ts";

class Row extends Model {
  declare id: number;
  declare name: string;
  declare price: number;
  declare companyId: string;
  declare estateId: number | null;
  declare plots: Row[];
  declare estate: Row | null;
  declare tags: Row[];
}
class Country extends Row {}
class Estate extends Row {}
class Plot extends Row {}
class Tag extends Row {}
class PlotTag extends Row {}
class Visit extends Row {}
const OWNED = { Estate: "companyId", Plot: "companyId", Tag: "companyId", PlotTag: "companyId" };

function define(sequelize: Sequelize): void {
  const common = { name: DataTypes.TEXT, price: DataTypes.INTEGER };
  // The column has another name than the attribute.
  const companyId = { type: DataTypes.TEXT, allowNull: false, field: "company_id" };
  Country.init(common, { sequelize, timestamps: false });
  Visit.init(common, { sequelize, timestamps: false });
  Estate.init({ ...common, companyId }, { sequelize, timestamps: false });
  Plot.init(
    { ...common, companyId, deletedAt: DataTypes.DATE },
    { sequelize, updatedAt: false, createdAt: false, paranoid: true, indexes: [{ unique: true, fields: ["company_id", "name"] }], scopes: { cheap: { where: { price: { [Op.lt]: 15 } } } } },
  );
  Tag.init({ ...common, companyId }, { sequelize, timestamps: false });
  PlotTag.init({ companyId }, { sequelize, timestamps: false });
  Estate.hasMany(Plot, { as: "plots", foreignKey: "estateId" });
  Plot.belongsTo(Estate, { as: "estate", foreignKey: "estateId" });
  Plot.belongsToMany(Tag, { as: "tags", through: PlotTag, foreignKey: "plotId" });
  Tag.belongsToMany(Plot, { as: "plots", through: PlotTag, foreignKey: "tagId" });
}

/** Ids: the estate is 1 in Lekki and 2 in Ikoyi; the plots A and B are 1 and 2, and 3 and 4; the tags as the estates. */
async function fill(): Promise<void> {
  await Estate.bulkCreate([LEKKI, IKOYI].map((companyId) => ({ name: "Palm", price: 0, companyId })));
  await Plot.bulkCreate([LEKKI, IKOYI].flatMap((companyId, index) => ["A", "B"].map((name) => ({ name, price: name === "A" ? 10 : 20, companyId, estateId: index + 1 }))));
  // One plot hangs in the other company's estate and tag: what a careless import leaves behind.
  await Plot.update({ estateId: 1 }, { where: { id: 4 } });
  await Tag.bulkCreate([LEKKI, IKOYI].map((companyId) => ({ name: "corner", companyId })));
  await PlotTag.bulkCreate([
    { companyId: LEKKI, plotId: 1, tagId: 1 },
    { companyId: IKOYI, plotId: 3, tagId: 2 },
    { companyId: IKOYI, plotId: 3, tagId: 1 },
    { companyId: LEKKI, plotId: 1, tagId: 2 },
  ]);
  await Country.create({ name: "Nigeria" });
}

const ids = (rows: readonly Row[]): number[] => rows.map(({ id }) => id).sort();
const sql = (text: string) => literal(text);

describe.skipIf(postgresMissing)("sequelizeTenantScope", () => {
  let server: PostgresServer | undefined;
  let sequelize: Sequelize;

  beforeAll(async () => {
    server = await startServer();
    const { host, port, database } = server.config;
    sequelize = new Sequelize(String(database), "postgres", "", { dialect: "postgres", host: String(host), port: Number(port), logging: false });
    define(sequelize);
    sequelizeTenantScope(sequelize, { owned: OWNED, shared: ["Country"] });
    await sequelize.sync();
    return async () => {
      await sequelize.close();
      await server?.stop();
    };
  }, BOOT_TIMEOUT);
  beforeEach(() =>
    forAll(async () => {
      await sequelize.query('truncate "Estates", "Plots", "Tags", "PlotTags", "Countries" restart identity cascade');
      await fill();
    }),
  );
  afterAll(() => announce("scoped-sequelize.test.ts", server === undefined ? [] : [server.version]));

  const all = (): Promise<unknown[]> => forAll(async () => (await Plot.findAll({ raw: true, paranoid: false, order: ["id"] })) as unknown[]);
  const ofIkoyi = async (): Promise<unknown[]> => (await all()).filter((row) => (row as Row).companyId === IKOYI);

  const reads: [string, () => Promise<unknown>, unknown][] = [
    ["findAll", async () => ids(await Plot.findAll()), [1, 2]],
    ["findAll without hooks", async () => ids(await Plot.findAll({ hooks: false } as object)), [1, 2]],
    ["findAll of the other company", async () => ids(await Plot.findAll({ where: { companyId: IKOYI } })), []],
    ["findAll with or", async () => ids(await Plot.findAll({ where: { [Op.or]: [{ id: 3 }, { id: 1 }] } })), [1]],
    ["findAll with an or in a literal", async () => ids(await Plot.findAll({ where: sql("1 = 1 or 2 = 2") })), [1, 2]],
    ["findAll with an or in a literal in and", async () => ids(await Plot.findAll({ where: { [Op.and]: [sql("1 = 1 or 2 = 2")] } })), [1, 2]],
    ["findAll with not", async () => ids(await Plot.findAll({ where: { [Op.not]: { id: 1 } } })), [2]],
    ["findAll with group", async () => (await Plot.findAll({ attributes: ["price"], group: ["price"], order: ["price"], raw: true })).length, 2],
    ["findAll with limit and a required include", async () => ids(await Estate.findAll({ limit: 5, include: [{ association: "plots", where: { name: "B" } }] })), [1]],
    ["findOne", async () => (await Plot.findOne({ where: { name: "B" } }))?.id, 2],
    ["findOne of a foreign id", () => Plot.findOne({ where: { id: 3 } }), null],
    ["findByPk", async () => (await Plot.findByPk(1))?.id, 1],
    ["findByPk of a foreign id", () => Plot.findByPk(3), null],
    ["findAndCountAll", async () => (await Plot.findAndCountAll()).count, 2],
    ["findAndCountAll with limit", async () => (await Plot.findAndCountAll({ limit: 1 })).rows.length, 1],
    ["findOrBuild", async () => (await Plot.findOrBuild({ where: { id: 3 } }))[1], true],
    ["unscoped", async () => ids(await Plot.unscoped().findAll()), [1, 2]],
    ["scope", async () => ids(await Plot.scope("cheap").findAll()), [1]],
    ["scope with a where of its own", async () => ids(await Plot.scope("cheap").findAll({ where: { companyId: IKOYI } })), []],
    ["count", () => Plot.count(), 2],
    ["count without hooks", () => Plot.count({ hooks: false } as object), 2],
    ["count with an include", () => Plot.count({ include: ["estate"], distinct: true }), 2],
    ["sum", () => Plot.sum("price"), 30],
    ["min", () => Plot.min("id"), 1],
    ["max", () => Plot.max("id"), 2],
    ["aggregate", async () => Number(await Plot.aggregate("price", "avg", { dataType: "float" })), 15],
    ["reload of a foreign row", () => forAll(async () => (await Plot.findByPk(3)) as Row).then((row) => asLekki(async () => row.reload().then(() => "found", () => "not found"))), "not found"],
    ["include of many", async () => ids((await Estate.findByPk(1, { include: ["plots"] }))?.plots ?? []), [1, 2]],
    ["include of many, separate", async () => ids((await Estate.findByPk(1, { include: [{ association: "plots", separate: true }] }))?.plots ?? []), [1, 2]],
    ["include with an or in its where", async () => ids((await Estate.findByPk(1, { include: [{ association: "plots", where: sql("1 = 1 or 2 = 2") }] }))?.plots ?? []), [1, 2]],
    ["include with its own on", async () => ids((await Estate.findByPk(1, { include: [{ association: "plots", on: sql("1 = 1 or 2 = 2") as never }] }))?.plots ?? []), [1, 2]],
    ["include over a join table", async () => ids((await Plot.findByPk(1, { include: ["tags"] }))?.tags ?? []), [1]],
    ["include in an include", async () => ids((await Tag.findByPk(1, { include: [{ association: "plots", include: ["tags"] }] }))?.plots.flatMap((plot) => plot.tags) ?? []), [1]],
    ["include of everything", async () => ids((await Estate.findByPk(1, { include: [{ all: true, nested: true }] }))?.plots ?? []), [1, 2]],
    ["getX", async () => ids(await (await Estate.findByPk(1) as unknown as { getPlots(): Promise<Row[]> }).getPlots()), [1, 2]],
    ["countX", async () => (await Estate.findByPk(1) as unknown as { countPlots(): Promise<number> }).countPlots(), 2],
    ["hasX of a foreign id", async () => (await Estate.findByPk(1) as unknown as { hasPlot(id: number): Promise<boolean> }).hasPlot(4), false],
    ["getX over a join table", async () => ids(await (await Plot.findByPk(1) as unknown as { getTags(): Promise<Row[]> }).getTags()), [1]],
    ["a shared model", async () => (await Country.findAll()).length, 1],
  ];
  it.each(reads)("reads only the tenant's rows: %s", async (_, read, expected) => {
    expect(await asLekki(read)).toEqual(expected);
  });

  it("follows no reference into another company", async () => {
    const plot = await asIkoyi(() => Plot.findByPk(4, { include: ["estate"] }));
    expect(plot?.estateId).toBe(1);
    expect(plot?.estate).toBe(null);
    expect(await asIkoyi(() => (plot as unknown as { getEstate(): Promise<Row | null> }).getEstate())).toBe(null);
  });

  const foreign = (id = 3): Promise<Row> => forAll(async () => (await Plot.findByPk(id)) as Row);
  const writes: [string, () => Promise<unknown>][] = [
    ["update", () => Plot.update({ price: 99 }, { where: {} })],
    ["update with or", () => Plot.update({ price: 99 }, { where: { [Op.or]: [{ id: 3 }, { id: 1 }] } })],
    ["update with a literal", () => Plot.update({ price: 99 }, { where: sql("1 = 1 or 2 = 2") as never })],
    ["update without hooks", () => Plot.update({ price: 99 }, { where: { id: 3 }, hooks: false })],
    ["update with individual hooks", () => Plot.update({ price: 99 }, { where: {}, individualHooks: true })],
    ["destroy, paranoid", () => Plot.destroy({ where: {} })],
    ["destroy, for good", () => Plot.destroy({ where: {}, force: true })],
    ["destroy with a limit", () => Plot.destroy({ where: { id: [3, 4] }, force: true, limit: 9 })],
    ["restore", () => Plot.restore({ where: {} })],
    ["increment", () => Plot.increment("price", { by: 5, where: {} })],
    ["decrement", () => Plot.decrement({ price: 5 }, { where: { id: 3 } })],
    ["save of a foreign row", async () => (await foreign()).set({ price: 99 }).save()],
    ["update of a foreign row", async () => (await foreign()).update({ price: 99 }, { hooks: false })],
    ["destroy of a foreign row", async () => (await foreign()).destroy({ force: true })],
    ["destroy of a foreign row, paranoid", async () => (await foreign()).destroy()],
    ["increment of a foreign row", async () => (await foreign()).increment("price")],
    ["setX of many", async () => ((await Estate.findByPk(1)) as unknown as { setPlots(ids: number[]): Promise<void> }).setPlots([3])],
    ["addX of many", async () => ((await Estate.findByPk(1)) as unknown as { addPlot(id: number): Promise<void> }).addPlot(3)],
    ["removeX of many", async () => ((await Estate.findByPk(1)) as unknown as { removePlot(id: number): Promise<void> }).removePlot(4)],
    ["upsert by the tenant's own key", () => Plot.upsert({ name: "A", price: 99 }, { conflictFields: ["company_id", "name"] })],
    ["bulkCreate that updates", () => Plot.bulkCreate([{ name: "A", price: 99 }], { updateOnDuplicate: ["price"], conflictAttributes: ["companyId", "name"] })],
  ];
  it.each(writes)("writes only the tenant's rows: %s", async (name, write) => {
    if (name === "restore") await forAll(() => Plot.destroy({ where: {} }));
    const before = await ofIkoyi();
    const everything = await all();
    await asLekki(write);
    expect(await ofIkoyi()).toEqual(before);
    if (!/foreign|without hooks|limit|decrement|addX|removeX/.test(name)) expect(await all()).not.toEqual(everything);
  });

  const creates: [string, () => Promise<unknown>][] = [
    ["create", () => Plot.create({ name: "new" })],
    ["create with fields", () => Plot.create({ name: "new" }, { fields: ["name"] })],
    ["save", () => Plot.build({ name: "new" }).save()],
    ["bulkCreate", () => Plot.bulkCreate([{ name: "new" }])],
    ["bulkCreate without validation", () => Plot.bulkCreate([{ name: "new" }], { validate: false, hooks: false })],
    ["bulkCreate with fields", () => Plot.bulkCreate([{ name: "new" }], { fields: ["name"] })],
    ["bulkCreate that ignores", () => Plot.bulkCreate([{ name: "new" }], { ignoreDuplicates: true })],
    ["findOrCreate", () => Plot.findOrCreate({ where: { name: "new" } })],
    ["findCreateFind", () => Plot.findCreateFind({ where: { name: "new" } })],
    ["upsert", () => Plot.upsert({ name: "new" }, { conflictFields: ["company_id", "name"] })],
    ["create with an include", () => Estate.create({ name: "Mango", plots: [{ name: "new" }] }, { include: ["plots"] })],
    ["createX", async () => ((await Estate.findByPk(1)) as unknown as { createPlot(row: object): Promise<Row> }).createPlot({ name: "new" })],
  ];
  it.each(creates)("stamps new rows: %s", async (_, create) => {
    await asLekki(create);
    const made = await forAll(() => Plot.findAll({ where: { name: "new" } }));
    expect(made.map(({ companyId }) => companyId)).toEqual([LEKKI]);
  });

  it("lets the caller see the stamp", async () => {
    expect((await asLekki(() => Plot.create({ name: "new" }))).companyId).toBe(LEKKI);
    await asLekki(async () => ((await Plot.findByPk(2)) as unknown as { addTag(id: number): Promise<void> }).addTag(1));
    expect((await forAll(() => PlotTag.findAll({ where: { plotId: 2 } as never }))).map(({ companyId }) => companyId)).toEqual([LEKKI]);
  });

  const thefts: [string, () => Promise<unknown>][] = [
    ["create", () => Plot.create({ name: "new", companyId: IKOYI })],
    ["create with nobody", () => Plot.create({ name: "new", companyId: null }, { validate: false })],
    ["bulkCreate", () => Plot.bulkCreate([{ name: "x" }, { name: "new", companyId: IKOYI }])],
    ["findOrCreate", () => Plot.findOrCreate({ where: { name: "new", companyId: IKOYI } })],
    ["upsert", () => Plot.upsert({ name: "A", companyId: IKOYI }, { conflictFields: ["company_id", "name"] })],
    ["nested create", () => Estate.create({ name: "Mango", plots: [{ name: "new", companyId: IKOYI }] }, { include: ["plots"] })],
    ["update", () => Plot.update({ companyId: IKOYI }, { where: {} })],
    ["update of a row", async () => (await Plot.findByPk(1))?.update({ companyId: IKOYI })],
    ["save", async () => (await Plot.findByPk(1))?.set({ companyId: IKOYI }).save({ hooks: false })],
    ["update with an expression", () => Plot.update({ companyId: sql("'ikoyi'") }, { where: {} })],
  ];
  it.each(thefts)("gives no row to another tenant: %s", async (_, write) => {
    const before = await all();
    await expect(asLekki(write)).rejects.toThrow(/Estate|Plot.*(company_id|companyId)/);
    await expect(asLekki(write)).rejects.toThrow(ScopeRefusedError);
    expect(await all()).toEqual(before);
  });

  const refusals: [string, () => Promise<unknown>, RegExp][] = [
    ["raw", () => sequelize.query("select * from plots"), /sequelize\.query .* use a model/],
    ["raw in a transaction", () => sequelize.transaction((transaction) => sequelize.query("select 1", { transaction })), /sequelize\.query/],
    ["truncate", () => Tag.truncate(), /Tag\.destroy .* not truncate/],
    ["increment of the key", () => Plot.increment("companyId", { where: {} }), /Plot\.increment .* leave company_id out/],
    ["upsert by another key", () => Plot.upsert({ id: 3, name: "A" }), /Plot\.upsert .* conflictFields with company_id/],
    ["bulkCreate that updates by another key", () => Plot.bulkCreate([{ id: 3, name: "A" }], { updateOnDuplicate: ["name"], conflictAttributes: ["id"] }), /Plot\.bulkCreate .* conflictAttributes/],
    ["include with or", () => Estate.findAll({ include: [{ association: "plots", where: { id: 3 }, or: true } as object] }), /Plot\.include .* leave or out/],
    ["a model in neither list", () => Visit.findAll(), /Visit\.find .* among the owned or the shared/],
    ["the query interface, deleting", () => sequelize.getQueryInterface().bulkDelete("Plots", {}), /queryInterface\.destroy .* use a model/],
    ["the query interface, creating", () => sequelize.getQueryInterface().bulkInsert("Plots", [{ name: "new" }]), /queryInterface\.bulkCreate/],
  ];
  it.each(refusals)("refuses what it cannot scope: %s", async (_, work, message) => {
    await expectRefused(work, message);
  });

  it("refuses to work without a tenant", async () => {
    for (const [name, read] of reads) if (!/shared|reload/.test(name)) await expect(read(), name).rejects.toThrow(TenantRequiredError);
    for (const [name, write] of [...writes, ...creates]) await expect(write(), name).rejects.toThrow(TenantRequiredError);
    expect((await all()).length).toBe(4);
  });

  it("leaves everything alone inside withoutTenant", async () => {
    expect(await forAll(() => Plot.count())).toBe(4);
    expect(ids((await forAll(() => Estate.findByPk(1, { include: ["plots"] })))?.plots ?? [])).toEqual([1, 2, 4]);
    await forAll(() => Plot.update({ companyId: LEKKI, name: "C" }, { where: { id: 3 } }));
    expect(await asLekki(() => Plot.count())).toBe(3);
    await forAll(() => Plot.truncate({ cascade: true }));
    expect(await forAll(() => Visit.count())).toBe(0);
  });

  it("holds in transactions, and two tenants at once do not meet", async () => {
    const both = [asLekki, asIkoyi].map((as) =>
      as(() =>
        sequelize.transaction(async (transaction) => {
          await Plot.create({ name: "new" }, { transaction });
          return (await Plot.findAll({ transaction })).map(({ companyId }) => companyId);
        }),
      ),
    );
    expect(await Promise.all(both)).toEqual([Array<string>(3).fill(LEKKI), Array<string>(3).fill(IKOYI)]);
  });

  it("does not cover SQL in literals", async () => {
    const rows = await asLekki(() => Plot.findAll({ attributes: [[sql('(select count(*) from "Plots")'), "everybody"]], raw: true }));
    expect(rows.map((row) => Number((row as unknown as { everybody: string }).everybody))).toEqual([4, 4]);
  });

  it("lets the runtime's own counters through", async () => {
    const sequences = createSequences({ executor: sequelizeExecutor(sequelize), dialect: "postgres" });
    await forAll(() => sequences.createTable());
    const take = (): Promise<number> => sequelize.transaction((tx) => sequences.allocate(sequelizeExecutor(sequelize, tx), { tenant: LEKKI, name: "plot" }));
    expect(await asLekki(take)).toBe(1);
    await forAll(() => sequelize.authenticate());
  });
});
