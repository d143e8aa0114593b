import { Brackets, DataSource, EntitySchema, type EntitySchemaOptions, In, Not, type ObjectLiteral, Raw, type Repository } from "typeorm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createSequences, ScopeRefusedError, TenantRequiredError, typeormExecutor, typeormTenantScope } from "../../src/runtime/src/index.ts";
import { announce, BOOT_TIMEOUT, postgresMissing, startServer } from "./support/databases.ts";
import type { PostgresServer } from "./support/postgres-server.ts";
import { asIkoyi, asLekki, expectRefused, forAll, IKOYI, LEKKI } from "./support/two-companies.ts";

interface Row {
  id: number;
  name: string;
  price: number;
  companyId: string;
  estateId: number | null;
  deletedAt: Date | null;
  company: unknown;
  estate: Row | null;
  plots: Row[];
  tags: Row[];
}

const entity = (options: object): EntitySchema<Row> => new EntitySchema(options as EntitySchemaOptions<Row>);
const id = { type: "int", primary: true, generated: true } as const;
const name = { type: "text", nullable: true } as const;
// The column has another name than the property.
const companyId = { type: "text", name: "company_id" } as const;
const Company = entity({ name: "Company", columns: { id: { type: "text", primary: true }, name } });
const Country = entity({ name: "Country", columns: { id, name } });
const Visit = entity({ name: "Visit", columns: { id, name } });
const Tag = entity({ name: "Tag", columns: { id, name, companyId } });
const Estate = entity({
  name: "Estate",
  columns: { id, name, companyId },
  relations: { plots: { type: "one-to-many", target: "Plot", inverseSide: "estate", cascade: true } },
});
const Plot = entity({
  name: "Plot",
  columns: { id, name, companyId, price: { type: "int", default: 0 }, estateId: { type: "int", nullable: true }, deletedAt: { type: "timestamp", nullable: true, deleteDate: true } },
  relations: {
    company: { type: "many-to-one", target: "Company", joinColumn: { name: "company_id" }, createForeignKeyConstraints: false },
    estate: { type: "many-to-one", target: "Estate", joinColumn: { name: "estateId" }, inverseSide: "plots" },
    tags: { type: "many-to-many", target: "Tag", joinTable: { name: "plot_tag" } },
  },
  uniques: [{ columns: ["companyId", "name"] }],
});

const ids = (rows: readonly ObjectLiteral[]): number[] => rows.map((row) => Number(row["id"])).sort();
const orInText = "1 = 1 or 2 = 2";

describe.skipIf(postgresMissing)("typeormTenantScope", () => {
  let server: PostgresServer | undefined;
  let source: DataSource;
  let plots: Repository<Row>;
  let estates: Repository<Row>;

  beforeAll(async () => {
    server = await startServer();
    const { host, port, database } = server.config;
    source = new DataSource({
      type: "postgres",
      host: String(host),
      port: Number(port),
      username: "postgres",
      database: String(database),
      entities: [Company, Country, Visit, Tag, Estate, Plot],
      synchronize: true,
    });
    await source.initialize();
    typeormTenantScope(source, { owned: { Tag: "companyId", Estate: "companyId", Plot: "companyId" }, shared: ["Company", "Country", "plot_tag"] });
    plots = source.getRepository(Plot);
    estates = source.getRepository(Estate);
    return async () => {
      await source.destroy();
      await server?.stop();
    };
  }, BOOT_TIMEOUT);
  afterAll(() => announce("scoped-typeorm.test.ts", server === undefined ? [] : [server.version]));

  // Ids: the estate is 1 in Lekki and 2 in Ikoyi; the plots A and B are 1 and 2, and 3 and 4; the tags as the estates.
  beforeEach(() =>
    forAll(async () => {
      await source.query('truncate estate, plot, tag, plot_tag, country, company restart identity cascade');
      await source.getRepository(Company).insert([LEKKI, IKOYI].map((tenant) => ({ id: tenant as never, name: tenant })));
      await estates.insert([LEKKI, IKOYI].map((tenant) => ({ name: "Palm", companyId: tenant })));
      // One plot hangs in the other company's estate, and one in its tag: what a careless import leaves behind.
      await plots.insert([
        { name: "A", price: 10, companyId: LEKKI, estateId: 1 },
        { name: "B", price: 20, companyId: LEKKI, estateId: 1 },
        { name: "A", price: 10, companyId: IKOYI, estateId: 2 },
        { name: "B", price: 20, companyId: IKOYI, estateId: 1 },
      ]);
      await source.getRepository(Tag).insert([LEKKI, IKOYI].map((tenant) => ({ name: "corner", companyId: tenant })));
      await source.query('insert into plot_tag ("plotId", "tagId") values (1, 1), (1, 2), (3, 2)');
      await source.getRepository(Country).insert({ name: "Nigeria" });
    }),
  );

  const all = (): Promise<Row[]> => forAll(() => plots.find({ withDeleted: true, order: { id: "ASC" } }));
  const ofIkoyi = async (): Promise<Row[]> => (await all()).filter((row) => row.companyId === IKOYI);
  const builder = () => plots.createQueryBuilder("plot");

  const reads: [string, () => Promise<unknown>, unknown][] = [
    ["find", async () => ids(await plots.find()), [1, 2]],
    ["find of the other company", async () => ids(await plots.find({ where: { companyId: IKOYI } })), []],
    ["find with or", async () => ids(await plots.find({ where: [{ id: 3 }, { id: 1 }] })), [1]],
    ["find with not", async () => ids(await plots.find({ where: { id: Not(1) } })), [2]],
    ["find with raw text", async () => ids(await plots.find({ where: { id: Raw(() => orInText) } })), [1, 2]],
    ["find with skip and take, and a relation", async () => ids(await plots.find({ relations: { estate: true }, take: 3, skip: 0 })), [1, 2]],
    ["find in a relation's column", async () => ids(await plots.find({ where: { estate: { id: 1 } } })), [1, 2]],
    ["findBy", async () => ids(await plots.findBy({ id: In([1, 3]) })), [1]],
    ["findAndCount", async () => (await plots.findAndCount({ take: 1 }))[1], 2],
    ["findAndCountBy", async () => (await plots.findAndCountBy({}))[1], 2],
    ["findOne", async () => (await plots.findOne({ where: { name: "B" } }))?.id, 2],
    ["findOne of a foreign id", () => plots.findOne({ where: { id: 3 } }), null],
    ["findOneBy", () => plots.findOneBy({ id: 3 }), null],
    ["findOneOrFail", () => plots.findOneOrFail({ where: { id: 3 } }).then(() => "found", () => "not found"), "not found"],
    ["findOneByOrFail", () => plots.findOneByOrFail({ id: 3 }).then(() => "found", () => "not found"), "not found"],
    ["count", () => plots.count(), 2],
    ["countBy", () => plots.countBy({ name: "A" }), 1],
    ["exists", () => plots.exists({ where: { id: 3 } }), false],
    ["existsBy", () => plots.existsBy({ id: 3 }), false],
    ["sum", () => plots.sum("price"), 30],
    ["average", async () => Number(await plots.average("price")), 15],
    ["minimum", () => plots.minimum("id"), 1],
    ["maximum", () => plots.maximum("id"), 2],
    ["preload", () => plots.preload({ id: 3, price: 1 }), undefined],
    ["a relation to many", async () => ids((await estates.findOne({ where: { id: 1 }, relations: { plots: true } }))?.plots ?? []), [1, 2]],
    ["a relation to many, by a query of its own", async () => ids((await estates.findOne({ where: { id: 1 }, relations: { plots: true }, relationLoadStrategy: "query" }))?.plots ?? []), [1, 2]],
    ["a relation over a join table", async () => ids((await plots.findOne({ where: { id: 1 }, relations: { tags: true } }))?.tags ?? []), [1]],
    ["relation ids", async () => (await estates.findOne({ where: { id: 1 }, loadRelationIds: true }))?.plots, [1, 2]],
    ["the manager", async () => ids(await source.manager.find(Plot)), [1, 2]],
    ["the manager, by table name", async () => ids(await source.manager.find("plot")), [1, 2]],
    ["a tree of getMany", async () => ids(await builder().getMany()), [1, 2]],
    ["getMany with orWhere", async () => ids(await builder().where("plot.id = 1").orWhere("plot.id = 3").getMany()), [1]],
    ["getMany with an or in its text", async () => ids(await builder().where(orInText).andWhere(new Brackets((where) => where.where("1 = 1").orWhere("2 = 2"))).getMany()), [1, 2]],
    ["getOne", () => builder().where({ id: 3 }).getOne(), null],
    ["getManyAndCount", async () => (await builder().getManyAndCount())[1], 2],
    ["getCount", () => builder().getCount(), 2],
    ["getExists", () => builder().where({ id: 3 }).getExists(), false],
    ["getRawMany", async () => (await builder().select("plot.id", "id").getRawMany<Row>()).length, 2],
    ["getRawAndEntities", async () => (await builder().getRawAndEntities()).raw.length, 2],
    ["group and having", async () => (await builder().select("plot.price").groupBy("plot.price").having("count(*) >= 1").getRawMany()).length, 2],
    ["a join with an or in its condition", async () => ids((await estates.createQueryBuilder("estate").leftJoinAndSelect("estate.plots", "plot", orInText).where({ id: 1 }).getOne())?.["plots"] as Row[]), [1, 2]],
    ["a join of an entity", async () => (await estates.createQueryBuilder("estate").innerJoin("Plot", "other", orInText).select("other.id", "id").getRawMany()).length, 2],
    ["a second from", async () => (await source.createQueryBuilder().select("a.id", "id").from(Plot, "a").addFrom(Estate, "b").getRawMany()).length, 2],
    ["a subquery", async () => ids(await builder().where((outer) => `plot.id in ${outer.subQuery().select("p.id").from(Plot, "p").getQuery()}`).getMany()), [1, 2]],
    ["a from that is a subquery", async () => (await source.createQueryBuilder().select("x.id", "id").from((inner) => inner.select("p.id", "id").from(Plot, "p"), "x").getRawMany()).length, 2],
    ["a common table expression", async () => (await source.createQueryBuilder().addCommonTableExpression(builder().select("plot.id", "id"), "mine").select("mine.id", "id").from("(select id from mine)", "mine").getRawMany()).length, 2],
    ["with pages over a join", async () => ids(await builder().leftJoinAndSelect("plot.tags", "tag").orderBy("plot.id").take(5).getMany()), [1, 2]],
    ["relation loadMany", async () => ids(await source.createQueryBuilder().relation(Estate, "plots").of(1).loadMany()), [1, 2]],
    ["deleted rows", async () => ids(await plots.find({ withDeleted: true })), [1, 2]],
    ["a shared entity", () => source.getRepository(Country).count(), 1],
  ];
  it.each(reads)("reads only the tenant's rows: %s", async (_, read, expected) => {
    expect(await asLekki(read)).toEqual(expected);
  });

  it("follows no reference into another company", async () => {
    const plot = await asIkoyi(() => plots.findOne({ where: { id: 4 }, relations: { estate: true } }));
    expect(plot).toMatchObject({ estateId: 1, estate: null });
  });

  const foreign = (): Promise<Row> => forAll(() => plots.findOneByOrFail({ id: 3 }));
  const writes: [string, () => Promise<unknown>][] = [
    ["update", () => plots.update({ name: In(["A", "B"]) }, { price: 99 })],
    ["update of a foreign id", () => plots.update(3, { price: 99 })],
    ["updateAll", () => plots.updateAll({ price: 99 })],
    ["delete", () => plots.delete({ name: "A" })],
    ["delete of a foreign id", () => plots.delete([3, 4])],
    ["deleteAll", () => plots.deleteAll()],
    ["softDelete", () => plots.softDelete({ name: "A" })],
    ["restore", () => plots.restore({ name: "A" })],
    ["increment", () => plots.increment({ name: "A" }, "price", 5)],
    ["decrement of a foreign id", () => plots.decrement({ id: 3 }, "price", 5)],
    ["save of a foreign row", async () => plots.save({ ...(await foreign()), price: 99 }).catch(() => "its id is taken")],
    ["remove of a foreign row", async () => plots.remove(await foreign())],
    ["softRemove of a foreign row", async () => plots.softRemove(await foreign()).catch(() => "not found")],
    ["recover of a foreign row", async () => plots.recover(await foreign()).catch(() => "not found")],
    ["save of a foreign row in a list", async () => estates.save({ id: 1, plots: [await foreign()] }).catch(() => "its id is taken")],
    ["builder update", () => builder().update().set({ price: 99 }).where(orInText).execute()],
    ["builder update without where", () => source.createQueryBuilder().update(Plot).set({ price: 99 }).execute()],
    ["builder delete", () => builder().delete().where("id = 3").orWhere("id = 1").execute()],
    ["builder soft delete", () => builder().softDelete().where(orInText).execute()],
    ["relation add of a foreign id", () => source.createQueryBuilder().relation(Estate, "plots").of(1).add(3)],
    ["relation set of a foreign id", () => source.createQueryBuilder().relation(Plot, "estate").of(3).set(1)],
    ["upsert by the tenant's own key", () => plots.upsert({ name: "A", price: 99 }, ["companyId", "name"])],
    ["builder upsert", () => plots.createQueryBuilder().insert().values({ name: "A", price: 99 }).orUpdate(["price"], ["company_id", "name"]).execute()],
    ["the manager", () => source.manager.update(Plot, { name: "A" }, { price: 99 })],
    ["a transaction", () => source.transaction((manager) => manager.delete(Plot, { name: "A" }))],
  ];
  it.each(writes)("writes only the tenant's rows: %s", async (title, write) => {
    if (title === "restore") await forAll(() => plots.softDelete({ name: "A" }));
    const before = await all();
    const theirs = await ofIkoyi();
    await asLekki(write);
    expect(await ofIkoyi()).toEqual(theirs);
    if (!title.includes("foreign")) expect(await all()).not.toEqual(before);
  });

  const creates: [string, () => Promise<unknown>][] = [
    ["save", () => plots.save({ name: "new" })],
    ["save of what create made", () => plots.save(plots.create({ name: "new" }))],
    ["save without listeners", () => plots.save({ name: "new" }, { listeners: false })],
    ["insert", () => plots.insert({ name: "new" })],
    ["insert of many", () => plots.insert([{ name: "new" }])],
    ["upsert", () => plots.upsert({ name: "new" }, ["companyId", "name"])],
    ["builder insert", () => source.createQueryBuilder().insert().into(Plot).values({ name: "new" }).execute()],
    ["builder insert that ignores", () => source.createQueryBuilder().insert().into("plot").values([{ name: "new" }]).orIgnore().execute()],
    ["cascade", () => estates.save({ name: "Mango", plots: [{ name: "new" }] as never })],
    ["the manager", () => source.manager.save(Plot, { name: "new" })],
    ["its own id", () => plots.insert({ name: "new", companyId: LEKKI })],
  ];
  it.each(creates)("stamps new rows: %s", async (_, create) => {
    await asLekki(create);
    expect((await forAll(() => plots.findBy({ name: "new" }))).map((row) => row.companyId)).toEqual([LEKKI]);
  });

  it("lets the caller see the stamp", async () => {
    expect((await asLekki(() => plots.save({ name: "new" }))).companyId).toBe(LEKKI);
    const row = await asLekki(() => plots.findOneOrFail({ where: { id: 2 }, relations: { tags: true } }));
    await asLekki(async () => plots.save({ ...row, tags: await source.getRepository(Tag).find() }));
    expect((await asLekki(() => plots.findOneOrFail({ where: { id: 2 }, relations: { tags: true } }))).tags).toHaveLength(1);
  });

  const thefts: [string, () => Promise<unknown>][] = [
    ["save", () => plots.save({ name: "new", companyId: IKOYI })],
    ["save by the relation", () => plots.save({ name: "new", company: { id: IKOYI } })],
    ["insert", () => plots.insert([{ name: "x" }, { name: "new", companyId: IKOYI }])],
    ["insert by the relation", () => plots.insert({ name: "new", company: { id: IKOYI } })],
    ["insert by the relation's id", () => plots.insert({ name: "new", company: IKOYI })],
    ["insert of an expression", () => plots.insert({ name: "new", companyId: (() => "'ikoyi'") as never })],
    ["upsert", () => plots.upsert({ name: "A", companyId: IKOYI }, ["companyId", "name"])],
    ["cascade", () => estates.save({ name: "Mango", plots: [{ name: "new", companyId: IKOYI }] as never })],
    ["update", () => plots.update(1, { companyId: IKOYI })],
    ["update by the relation", () => plots.update(1, { company: { id: IKOYI } })],
    ["update with an expression", () => builder().update().set({ companyId: () => "'ikoyi'" }).execute()],
    ["save of a loaded row", async () => plots.save({ ...(await plots.findOneByOrFail({ id: 1 })), companyId: IKOYI })],
  ];
  it.each(thefts)("gives no row to another tenant: %s", async (_, write) => {
    const before = await all();
    const refused = asLekki(write);
    await expect(refused).rejects.toThrow(ScopeRefusedError);
    await expect(refused).rejects.toThrow(/(Plot|Estate)\.(insert|update|upsert) .* leave company(Id)? out/);
    expect(await all()).toEqual(before);
  });

  const refusals: [string, () => Promise<unknown>, RegExp][] = [
    ["raw", () => source.query("select * from plot"), /dataSource\.query .* use a repository/],
    ["raw of the manager", () => source.manager.query("select * from plot"), /dataSource\.query/],
    ["raw of a repository", () => plots.query("select * from plot"), /dataSource\.query/],
    ["clear", () => plots.clear(), /Plot\.clear .* use deleteAll/],
    ["upsert by another key", () => plots.upsert({ id: 3, name: "Z" }, ["id"]), /Plot\.upsert .* company_id/],
    ["builder upsert by another key", () => plots.createQueryBuilder().insert().values({ id: 3, name: "Z" }).orUpdate(["name"], ["id"]).execute(), /Plot\.upsert/],
    ["a named cache", () => builder().cache("plots", 1000).getMany(), /Plot\.select .* cache/],
    ["an entity in neither list", () => source.getRepository(Visit).find(), /Visit\.select .* among the owned or the shared/],
    ["a join of an entity in neither list", () => estates.createQueryBuilder("e").leftJoin("Visit", "v", "1 = 1").getMany(), /Visit\.join/],
    ["a table without an entity", () => source.createQueryBuilder().select("1").from("pg_class", "c").getRawMany(), /pg_class\.select .* name an entity/],
    ["a join of a table without an entity", () => estates.createQueryBuilder("e").leftJoin("pg_class", "c", "1 = 1").getMany(), /pg_class\.join/],
    ["a join table by ids", () => source.createQueryBuilder().relation(Plot, "tags").of(3).remove(2), /Plot\.relation .* save it/],
  ];
  it.each(refusals)("refuses what it cannot scope: %s", async (_, work, message) => {
    await expectRefused(work, message);
  });

  it("refuses to work without a tenant", async () => {
    for (const [title, read] of reads) if (!/shared|OrFail|subquery|common/.test(title)) await expect(read(), title).rejects.toThrow(TenantRequiredError);
    for (const [title, write] of [...writes, ...creates]) if (!/foreign row|own id/.test(title)) await expect(write(), title).rejects.toThrow(TenantRequiredError);
    expect(await all()).toHaveLength(4);
  });

  it("leaves everything alone inside withoutTenant", async () => {
    expect(await forAll(() => plots.count())).toBe(4);
    await forAll(() => plots.update(3, { companyId: LEKKI, name: "C" }));
    expect(await asLekki(() => plots.count())).toBe(3);
    await forAll(() => source.createQueryBuilder().relation(Plot, "tags").of(3).remove(2));
    await forAll(() => source.getRepository(Visit).clear());
  });

  it("takes the tenant when a builder runs, and leaves no trace in it", async () => {
    const built = estates.createQueryBuilder("estate").leftJoinAndSelect("estate.plots", "plot").where("estate.name = :name", { name: "Palm" });
    for (const [as, tenant] of [[asLekki, LEKKI], [asIkoyi, IKOYI], [asLekki, LEKKI]] as const) {
      expect((await as(() => built.getMany())).map((row) => row.companyId)).toEqual([tenant]);
    }
    expect(await forAll(() => built.getCount())).toBe(2);
  });

  it("holds in transactions, and two tenants at once do not meet", async () => {
    const both = [asLekki, asIkoyi].map((as) =>
      as(() =>
        source.transaction(async (manager) => {
          await manager.save(Plot, { name: "new" });
          return (await manager.find(Plot)).map((row) => row.companyId);
        }),
      ),
    );
    expect(await Promise.all(both)).toEqual([Array<string>(3).fill(LEKKI), Array<string>(3).fill(IKOYI)]);
  });

  it("does not cover the SQL of a query runner, nor subqueries in text", async () => {
    const runner = source.createQueryRunner();
    expect(await asLekki(() => runner.query("select * from plot"))).toHaveLength(4);
    await runner.release();
    const inText = builder().select("(select count(*) from plot)", "rows");
    expect(await asLekki(() => inText.getRawOne<{ rows: string }>())).toEqual({ rows: "4" });
  });

  it("has no say in other data sources", async () => {
    const other = new DataSource({ ...source.options, synchronize: false });
    await other.initialize();
    expect(await other.getRepository(Plot).count()).toBe(4);
    await other.destroy();
  });

  it("lets the runtime's own counters through", async () => {
    const sequences = createSequences({ executor: typeormExecutor(source), dialect: "postgres" });
    await forAll(() => sequences.createTable());
    const take = (): Promise<number> => source.transaction((manager) => sequences.allocate(typeormExecutor(manager), { tenant: LEKKI, name: "plot" }));
    expect(await asLekki(take)).toBe(1);
  });
});
