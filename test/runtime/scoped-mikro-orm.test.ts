import { EntitySchema, MikroORM, raw } from "@mikro-orm/postgresql";
import type { EntityManager } from "@mikro-orm/postgresql";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createSequences, mikroOrmExecutor, mikroOrmTenantScope, ScopeRefusedError, TenantRequiredError, withTenant } from "../../src/runtime/src/index.ts";
import { announce, BOOT_TIMEOUT, postgresMissing, startServer } from "./support/databases.ts";
import type { PostgresServer } from "./support/postgres-server.ts";
import { asIkoyi, asLekki, expectRefused, forAll, IKOYI, LEKKI } from "./support/two-companies.ts";

// Classes by name only: what they hold is said in the schemas below.
interface Row {
  id: number;
  name: string;
  note: string;
  companyId: string;
  company: { id: string } | null;
  estate: Row | null;
  plots: List;
  tags: List;
}

interface List {
  getItems(): Row[];
  add(row: unknown): void;
  removeAll(): void;
  init(): Promise<List>;
  loadCount(refresh?: boolean): Promise<number>;
  matching(options: object): Promise<Row[]>;
}

const id = { type: "number", primary: true } as const;
const name = { type: "string", default: "" } as const;
// The column has another name than the property.
const companyId = { type: "string", fieldName: "company_id" } as const;
const entity = (options: object): EntitySchema<Row> => new EntitySchema(options as never);
const Company = entity({ name: "Company", properties: { id: { type: "string", primary: true } } });
const Country = entity({ name: "Country", properties: { id, name } });
const Visit = entity({ name: "Visit", properties: { id, name } });
const Tag = entity({ name: "Tag", properties: { id, name, companyId } });
const Estate = entity({ name: "Estate", properties: { id, name, companyId, plots: { kind: "1:m", entity: "Plot", mappedBy: "estate" } } });
const Plot = entity({
  name: "Plot",
  properties: {
    id,
    name,
    note: name,
    company: { kind: "m:1", entity: "Company", fieldName: "company_id" },
    estate: { kind: "m:1", entity: "Estate", nullable: true },
    tags: { kind: "m:n", entity: "Tag", pivotTable: "plot_tag" },
  },
});

const ids = (rows: readonly { readonly id: number }[]): number[] => rows.map((row) => row.id).sort((a, b) => a - b);

const open = ({ config: { host, port, database } }: PostgresServer) =>
  MikroORM.init({ host: String(host), port: Number(port), user: "postgres", dbName: String(database), entities: [Company, Country, Visit, Tag, Estate, Plot] });

describe.skipIf(postgresMissing)("mikroOrmTenantScope", () => {
  let server: PostgresServer | undefined;
  let orm: Awaited<ReturnType<typeof open>>;
  let em: EntityManager;

  beforeAll(async () => {
    server = await startServer();
    orm = await open(server);
    await orm.schema.createSchema();
    mikroOrmTenantScope(orm, { owned: { Tag: "companyId", Estate: "companyId", Plot: "company" }, shared: ["Company", "Country"] });
    return async () => {
      await orm.close(true);
      await server?.stop();
    };
  }, BOOT_TIMEOUT);
  afterAll(() => announce("scoped-mikro-orm.test.ts", server === undefined ? [] : [server.version]));

  const sql = (text: string): Promise<Row[]> => forAll(() => orm.em.fork().execute(text));

  // One plot of Ikoyi hangs in Lekki's estate and one of Lekki's in Ikoyi's, and so do tags: what a careless import leaves behind.
  beforeEach(async () => {
    await sql(`truncate company, country, visit, tag, estate, plot, plot_tag restart identity cascade;
      insert into company values ('lekki'), ('ikoyi');
      insert into country (name) values ('NG');
      insert into estate (id, name, company_id) values (1, 'Palm', 'lekki'), (2, 'secret', 'ikoyi');
      insert into tag (id, name, company_id) values (1, 'corner', 'lekki'), (2, 'secret', 'ikoyi');
      insert into plot (id, name, note, company_id, estate_id) values (1, 'A', '', 'lekki', 1), (3, 'B', '', 'lekki', 2), (2, 'A', 'secret', 'ikoyi', 2), (4, 'B', 'secret', 'ikoyi', 1);
      insert into plot_tag (plot_id, tag_id) values (1, 1), (1, 2), (2, 2), (2, 1);
      select setval('plot_id_seq', 100), setval('estate_id_seq', 100), setval('tag_id_seq', 100);`);
    em = orm.em.fork();
  });

  const ofIkoyi = async (): Promise<string> =>
    JSON.stringify([await sql("select * from plot where company_id = 'ikoyi' order by id"), await sql("select * from estate where company_id = 'ikoyi'"), await sql("select * from plot_tag where plot_id = 2 order by tag_id")]);
  const plot = (key: number): Promise<Row> => em.findOneOrFail(Plot, key);

  const reads: [string, () => Promise<unknown>, unknown][] = [
    ["find", async () => ids(await em.find(Plot, {})), [1, 3]],
    ["find of the other company", async () => ids(await em.find(Plot, { company: IKOYI })), []],
    ["find with or", async () => ids(await em.find(Plot, { $or: [{ id: 2 }, { id: 1 }] })), [1]],
    ["find with not", async () => ids(await em.find(Plot, { $not: { id: 1 } })), [3]],
    ["find without filters", async () => ids(await em.find(Plot, {}, { filters: false })), [1, 3]],
    ["find with a limit and a relation to many", async () => ids(await em.find(Estate, {}, { populate: ["plots"] as never, limit: 5 })), [1]],
    ["find in a relation's column", async () => ids(await em.find(Plot, { estate: { name: "secret" } })), []],
    ["find in the column of a relation to many", async () => ids(await em.find(Estate, { plots: { note: "secret" } } as never)), []],
    ["find ordered by a relation's column", async () => ids(await em.find(Plot, {}, { orderBy: { estate: { name: "asc" } } as never })), [1, 3]],
    ["findAll", async () => ids(await em.findAll(Plot)), [1, 3]],
    ["findOne", async () => (await em.findOne(Plot, { name: "B" }))?.id, 3],
    ["findOne of a foreign id", () => em.findOne(Plot, 2), null],
    ["findOneOrFail", () => em.findOneOrFail(Plot, 2).then(() => "found", () => "not found"), "not found"],
    ["findAndCount", async () => (await em.findAndCount(Plot, {}, { limit: 1 }))[1], 2],
    ["findByCursor", async () => (await em.findByCursor(Plot, {}, { first: 1, orderBy: { id: "asc" } })).totalCount, 2],
    ["count", () => em.count(Plot, {}), 2],
    ["count of the other company", () => em.count(Plot, { company: IKOYI }), 0],
    ["a repository", async () => ids(await em.getRepository(Plot).findAll()), [1, 3]],
    ["a relation to many", async () => ids((await em.findOneOrFail(Estate, 1, { populate: ["plots"] as never })).plots.getItems()), [1]],
    ["a relation to many, without filters", async () => ids((await em.findOneOrFail(Estate, 1, { populate: ["plots"] as never, filters: false })).plots.getItems()), [1]],
    ["a relation to many, by a query of its own", async () => ids((await em.findOneOrFail(Estate, 1, { populate: ["plots"] as never, strategy: "select-in" })).plots.getItems()), [1]],
    ["a relation to many, later", async () => ids((await (await em.findOneOrFail(Estate, 1)).plots.init()).getItems()), [1]],
    ["the count of a relation to many", async () => (await em.findOneOrFail(Estate, 1)).plots.loadCount(), 1],
    ["a relation to many, in part", async () => ids(await (await em.findOneOrFail(Estate, 1)).plots.matching({ where: { name: { $ne: "x" } } })), [1]],
    ["a relation over a join table", async () => ids((await em.findOneOrFail(Plot, 1, { populate: ["tags"] as never })).tags.getItems()), [1]],
    ["a relation over a join table, by a query of its own", async () => ids((await em.findOneOrFail(Plot, 1, { populate: ["tags"] as never, strategy: "select-in" })).tags.getItems()), [1]],
    ["a relation over a join table, later", async () => ids((await (await plot(1)).tags.init()).getItems()), [1]],
    ["a foreign row behind a relation", async () => (await em.findOneOrFail(Plot, 3, { populate: ["estate"] as never })).estate?.name, undefined],
    ["a foreign row behind a relation, by a query of its own", async () => (await em.findOneOrFail(Plot, 3, { populate: ["estate"] as never, strategy: "select-in" })).estate?.name, undefined],
    ["a refresh of a foreign reference", () => em.refresh(em.getReference(Plot, 2)), null],
    ["a transaction", () => em.transactional(async (tx) => ids(await tx.find(Plot, {}))), [1, 3]],
    ["a fork", async () => ids(await em.fork({ freshEventManager: true }).find(Plot, {})), [1, 3]],
    ["a shared entity", () => em.count(Country), 1],
  ];
  it.each(reads)("reads only the tenant's rows: %s", async (_name, read, expected) => {
    const found = await asLekki(read);
    expect(JSON.stringify(found ?? null)).not.toContain("secret");
    expect(found).toEqual(expected);
  });

  const writes: [string, () => Promise<unknown>, string, unknown][] = [
    ["create", async () => (em.create(Plot, { name: "N" } as never), em.flush()), "select company_id from plot where name = 'N'", [{ company_id: LEKKI }]],
    ["create of several", async () => (em.create(Estate, { name: "N" } as never), em.create(Estate, { name: "N", companyId: LEKKI } as never), em.flush()), "select company_id from estate where name = 'N'", [{ company_id: LEKKI }, { company_id: LEKKI }]],
    ["create with its own company", async () => (em.create(Plot, { name: "N", company: LEKKI } as never), em.flush()), "select company_id from plot where name = 'N'", [{ company_id: LEKKI }]],
    ["create in a list", async () => ((await em.findOneOrFail(Estate, 1, { populate: ["plots"] as never })).plots.add(em.create(Plot, { name: "N" } as never)), em.flush()), "select company_id, estate_id from plot where name = 'N'", [{ company_id: LEKKI, estate_id: 1 }]],
    ["create with a join table", async () => (em.create(Plot, { name: "N", tags: [1] } as never), em.flush()), "select tag_id from plot_tag where plot_id > 100", [{ tag_id: 1 }]],
    ["update", async () => (Object.assign(await plot(1), { note: "new" }), em.flush()), "select id from plot where note = 'new'", [{ id: 1 }]],
    ["update of several", async () => ((await em.find(Plot, {})).forEach((row) => Object.assign(row, { note: "new" })), em.flush()), "select id from plot where note = 'new' order by id", [{ id: 1 }, { id: 3 }]],
    ["update of a join table", async () => ((await em.findOneOrFail(Plot, 3, { populate: ["tags"] as never })).tags.add(em.getReference(Tag, 1)), em.flush()), "select tag_id from plot_tag where plot_id = 3", [{ tag_id: 1 }]],
    ["remove", async () => em.remove(await em.find(Plot, {})).flush(), "select id from plot order by id", [{ id: 2 }, { id: 4 }]],
    ["nativeDelete", () => em.nativeDelete(Plot, {}), "select id from plot order by id", [{ id: 2 }, { id: 4 }]],
    ["nativeDelete without filters", () => em.nativeDelete(Plot, { id: [2, 3] }, { filters: false }), "select id from plot order by id", [{ id: 1 }, { id: 2 }, { id: 4 }]],
  ];
  it.each(writes)("writes only the tenant's rows: %s", async (_name, write, look, expected) => {
    const before = await ofIkoyi();
    await asLekki(write);
    expect(await ofIkoyi()).toBe(before);
    expect(await sql(look)).toEqual(expected);
  });

  it("shows the stamp in the row that was created", async () => {
    await asLekki(async () => {
      const row = em.create(Plot, { name: "N" } as never);
      await em.flush();
      expect(row.company?.id).toBe(LEKKI);
      Object.assign(row, { note: "new" });
      await em.flush();
    });
    expect(await sql("select note from plot where name = 'N'")).toEqual([{ note: "new" }]);
  });

  const moves: [string, () => Promise<unknown>][] = [
    ["create", async () => (em.create(Plot, { name: "N", company: IKOYI } as never), em.flush())],
    ["create by a column", async () => (em.create(Estate, { name: "N", companyId: IKOYI } as never), em.flush())],
    ["update", async () => (Object.assign(await plot(1), { company: em.getReference(Company, IKOYI as never) }), em.flush())],
    ["update by a column", async () => (Object.assign(await em.findOneOrFail(Estate, 1), { companyId: IKOYI }), em.flush())],
    ["update to nobody", async () => (Object.assign(await plot(1), { company: null }), em.flush())],
  ];
  it.each(moves)("gives no row to another tenant: %s", async (_name, move) => {
    const before = await ofIkoyi();
    const refused = asLekki(move);
    await expect(refused).rejects.toThrow(ScopeRefusedError);
    await expect(refused).rejects.toThrow(/(Plot|Estate)\.(create|update) .* leave company(Id)? out/);
    expect(await ofIkoyi()).toBe(before);
    expect(await sql("select id from plot where company_id = 'lekki' order by id")).toEqual([{ id: 1 }, { id: 3 }]);
  });

  const references: [string, () => Promise<unknown>, RegExp][] = [
    ["a change", async () => (Object.assign(em.getReference(Plot, 2), { note: "new" }), em.flush()), /Plot\.update .* load the row first/],
    ["a change with the company", async () => (Object.assign(em.getReference(Plot, 2), { note: "new", company: em.getReference(Company, LEKKI as never) }), em.flush()), /Plot\.update .* load the row first/],
    ["a removal", async () => em.remove(em.getReference(Plot, 2)).flush(), /Plot\.delete .* load the row first/],
    ["a row that was loaded for somebody else", async () => (Object.assign(await forAll(() => plot(2)), { note: "new" }), em.flush()), /Plot\.update .* load the row first/],
    ["a row in a list", async () => ((await em.findOneOrFail(Estate, 1)).plots.add(em.getReference(Plot, 2)), em.flush()), /Plot\.update .* load the row first/],
  ];
  it.each(references)("writes no row that was not loaded: %s", async (_name, write, message) => {
    const before = await ofIkoyi();
    const refused = asLekki(write);
    await expect(refused).rejects.toThrow(ScopeRefusedError);
    await expect(refused).rejects.toThrow(message);
    expect(await ofIkoyi()).toBe(before);
  });

  const refusals: [string, () => Promise<unknown>, RegExp][] = [
    ["insert", async () => em.insert(Plot, { name: "N" } as never), /EntityManager\.insert /],
    ["insertMany", async () => em.insertMany(Plot, [{ name: "N" }] as never), /EntityManager\.insertMany /],
    ["upsert", async () => em.upsert(Plot, { id: 2, note: "new" }), /EntityManager\.upsert /],
    ["upsertMany", async () => em.upsertMany(Plot, [{ id: 2, note: "new" }] as never), /EntityManager\.upsertMany /],
    ["nativeUpdate", async () => em.nativeUpdate(Plot, {}, { note: "new" }), /EntityManager\.nativeUpdate /],
    ["a query builder", async () => em.createQueryBuilder(Plot).getResultList(), /EntityManager\.createQueryBuilder /],
    ["a query builder of a repository", async () => em.getRepository(Plot).createQueryBuilder().getResultList(), /EntityManager\.createQueryBuilder /],
    ["a query builder, shorter", async () => em.qb(Plot).getResultList(), /EntityManager\.createQueryBuilder /],
    ["SQL", async () => em.execute("select * from plot"), /EntityManager\.execute /],
    ["Knex", async () => { await em.getKnex().raw("select 1"); }, /EntityManager\.getKnex /],
    ["SQL in a condition", () => em.find(Plot, { [raw("true or true")]: [] }), /Plot\.read .* leave sql out/],
    ["SQL in a value", () => em.find(Plot, { name: raw<object, string>("(select max(note) from plot)") }), /Plot\.read .* leave sql out/],
    ["SQL in an order", () => em.find(Plot, {}, { orderBy: { [raw("(select max(note) from plot)")]: "asc" } as never }), /Plot\.read .* leave sql out/],
    ["SQL in the condition of a count", () => em.count(Plot, { $and: [{ [raw("true) or (true")]: [] }] }), /Plot\.read .* leave sql out/],
    ["SQL in the condition of a delete", () => em.nativeDelete(Plot, { [raw("true or true")]: [] }), /Plot\.delete .* leave sql out/],
    ["a cache with a name", () => em.find(Plot, {}, { cache: ["plots", 5000] }), /Plot\.read .* leave the id of the cache out/],
    ["an entity in neither list", () => em.find(Visit, {}), /Visit\.read .* name "Visit" among/],
    ["a new row of an entity in neither list", async () => (em.create(Visit, { name: "N" } as never), em.flush()), /Visit\.create .* name "Visit" among/],
  ];
  it.each(refusals)("refuses what it cannot scope: %s", async (_name, work, message) => {
    const before = await ofIkoyi();
    await expectRefused(work, message);
    expect(await ofIkoyi()).toBe(before);
  });

  it("refuses to work without a tenant", async () => {
    for (const [what, work] of [...reads, ...writes, ...moves]) {
      if (what === "a shared entity" || what === "findOneOrFail") continue;
      await expect(work(), what).rejects.toThrow(TenantRequiredError);
      em = orm.em.fork();
    }
    expect(await sql("select count(*)::int as n from plot")).toEqual([{ n: 4 }]);
  });

  it("lets everything pass in withoutTenant", async () => {
    expect(await forAll(() => em.count(Plot))).toBe(4);
    await forAll(() => em.nativeUpdate(Plot, {}, { note: "new" }));
    expect(await sql("select count(*)::int as n from plot where note = 'new'")).toEqual([{ n: 4 }]);
  });

  it("keeps tenants that work at the same time apart", async () => {
    const both = await Promise.all([LEKKI, IKOYI, LEKKI].map((company) => withTenant(company, async () => ids(await orm.em.fork().find(Plot, {})))));
    expect(both).toEqual([[1, 3], [2, 4], [1, 3]]);
  });

  it("keeps what a result cache holds apart", async () => {
    const count = (): Promise<number> => orm.em.fork().count(Plot, { id: { $in: [1, 2, 3] } }, { cache: 5000 });
    expect([await asLekki(count), await asIkoyi(count), await asLekki(count)]).toEqual([2, 1, 2]);
  });

  it("lets the runtime's own counters through a scoped MikroORM", async () => {
    const sequences = createSequences({ executor: mikroOrmExecutor(orm.em.fork()), dialect: "postgres" });
    await forAll(() => sequences.createTable());
    expect(await asLekki(() => em.transactional((tx) => sequences.allocate(mikroOrmExecutor(tx), { tenant: LEKKI, name: "plot" })))).toBe(1);
  });

  it("does not cover a manager that two tenants share, nor the SQL of its connection", async () => {
    await asIkoyi(() => em.findOneOrFail(Plot, 2));
    expect(await asLekki(() => em.findOne(Plot, 2))).toMatchObject({ note: "secret" });
    expect(await asLekki(() => em.getConnection().execute("select id from plot"))).toHaveLength(4);
  });
});
