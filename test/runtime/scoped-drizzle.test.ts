import { and, count, eq, exists, gt, inArray, or, relations, sql } from "drizzle-orm";
import { alias, integer, pgMaterializedView, pgTable, pgView, QueryBuilder, serial, text, union } from "drizzle-orm/pg-core";
import { drizzle } from "drizzle-orm/pglite";
import { expect, it } from "vitest";
import { createSequences, drizzleExecutor, drizzleTenantScope, ScopeRefusedError, withTenant } from "../../src/runtime/src/index.ts";
import type { EstateTables } from "./support/estate-tables.ts";
import { type ScopeCase, scopeSpecs } from "./support/scope-specs.ts";

const countries = pgTable("countries", { code: text().primaryKey() });
const estates = pgTable("estates", { id: integer().primaryKey().generatedByDefaultAsIdentity(), company_id: text("company_id").notNull().default("nobody"), name: text().notNull().default(""), country: text() });
const plots = pgTable("plots", {
  id: integer().primaryKey().generatedByDefaultAsIdentity(),
  company_id: text("company_id").notNull().default("nobody"),
  number: integer(),
  note: text().notNull().default(""),
  estateId: integer("estate_id"),
  uid: text(),
});
const audits = pgTable("audits", { id: serial().primaryKey(), text: text() });
const schema = {
  countries,
  estates,
  plots,
  audits,
  countryRelations: relations(countries, ({ many }) => ({ estates: many(estates) })),
  estateRelations: relations(estates, ({ one, many }) => ({ land: one(countries, { fields: [estates.country], references: [countries.code] }), plots: many(plots) })),
  plotRelations: relations(plots, ({ one }) => ({ estate: one(estates, { fields: [plots.estateId], references: [estates.id] }) })),
};

const base = ({ pglite }: EstateTables) => drizzle(pglite, { schema });
type Db = ReturnType<typeof base>;
const open = (tables: EstateTables): Db => drizzleTenantScope(base(tables), sql, { owned: { plots: "company_id", estates: "company_id" }, shared: ["countries"] });

const ids = (...numbers: number[]): { id: number }[] => numbers.map((id) => ({ id }));
const p = alias(plots, "p");

const cases: readonly ScopeCase<Db>[] = [
  { name: "select", run: (db) => db.select({ id: plots.id }).from(plots).orderBy(plots.id), gives: ids(11, 13) },
  { name: "select with or", run: (db) => db.select({ id: plots.id }).from(plots).where(or(eq(plots.number, 1), eq(plots.company_id, "ikoyi"))), gives: ids(11) },
  { name: "select with sql", run: (db) => db.select({ id: plots.id }).from(plots).where(sql`number = 1 or true`).orderBy(plots.id), gives: ids(11, 13) },
  { name: "select whose where is replaced", run: (db) => db.select({ id: plots.id }).from(plots).$dynamic().where(eq(plots.company_id, "lekki")).where(gt(plots.id, 0)).orderBy(plots.id), gives: ids(11, 13) },
  { name: "select with an empty filter", run: (db) => db.select({ id: plots.id }).from(plots).where(and()).orderBy(plots.id), gives: ids(11, 13) },
  { name: "select with an alias", run: (db) => db.select({ id: p.id }).from(p).orderBy(p.id), gives: ids(11, 13) },
  { name: "count", run: (db) => db.select({ n: count() }).from(plots), gives: [{ n: 2 }] },
  { name: "select distinct", run: (db) => db.selectDistinct({ c: plots.company_id }).from(plots), gives: [{ c: "lekki" }] },
  { name: "for update", run: (db) => db.select({ id: plots.id }).from(plots).where(eq(plots.id, 12)).for("update"), gives: { length: 0 } },
  { name: "inner join", run: (db) => db.select({ id: estates.id }).from(countries).innerJoin(estates, eq(estates.country, countries.code)), gives: ids(1) },
  { name: "left join", run: (db) => db.select({ id: estates.id, code: countries.code }).from(countries).leftJoin(estates, eq(estates.name, "secret")), gives: [{ id: null, code: "NG" }] },
  { name: "left join of all", run: (db) => db.select({ id: estates.id }).from(countries).leftJoin(estates, or(sql`true`, sql`true`)), gives: ids(1) },
  { name: "right join", run: (db) => db.select({ id: estates.id }).from(plots).rightJoin(estates, sql`true`), refuses: /right join is not scoped/ },
  { name: "sql that leaves its parentheses", run: (db) => db.select({ id: plots.id }).from(plots).where(sql`true) or (true`), refuses: /sql is not scoped/ },
  { name: "sql that leaves its parentheses around a value", run: (db) => db.select({ id: plots.id }).from(plots).where(sql`id = ${12}) or (true`), refuses: /sql is not scoped/ },
  { name: "sql that joins a table", run: (db) => db.select({ id: countries.code }).from(countries).innerJoin(estates, sql`true cross join plots`), refuses: /sql is not scoped/ },
  { name: "sql that names a source of rows", run: (db) => db.update(plots).set({ note: sql`e.name from estates e` }), refuses: /sql is not scoped/ },
  { name: "sql with a comment", run: (db) => db.update(plots).set({ note: sql`'new' --` }), refuses: /sql is not scoped/ },
  { name: "sql with from in a function", run: (db) => db.select({ id: plots.id }).from(plots).where(sql`substring(${plots.note} from 1 for 3) = 'sea' and ${plots.note} is distinct from '(x'`), gives: ids(11) },
  { name: "a set operation over a query built elsewhere", run: (db) => union(db.select({ id: plots.id }).from(plots), new QueryBuilder().select({ id: plots.id }).from(plots) as never), refuses: /sql is not scoped/ },
  { name: "with sql", run: (db) => { const q = db.$with("q", { id: plots.id }).as(sql`select id from plots`); return db.with(q).select().from(q); }, refuses: /sql is not scoped/ },
  { name: "with that writes", run: (db) => { const q = db.$with("q").as(db.update(plots).set({ note: "new" }).returning({ id: plots.id })); return db.with(q).select({ id: q.id }).from(q).orderBy(q.id); }, gives: ids(11, 13), leaves: /new/ },
  { name: "update with a with", run: (db) => { const q = db.$with("q").as(db.select({ id: plots.id }).from(plots)); return db.with(q).update(plots).set({ note: "new" }).where(inArray(plots.id, sql`(${12}, ${13})`)).returning({ id: plots.id }); }, gives: ids(13) },
  { name: "cross join", run: (db) => db.select({ id: plots.id }).from(countries).crossJoin(plots).orderBy(plots.id), gives: ids(11, 13) },
  { name: "lateral join", run: (db) => { const q = db.select({ id: plots.id }).from(plots).as("q"); return db.select({ id: q.id }).from(countries).leftJoinLateral(q, sql`true`).orderBy(q.id); }, gives: ids(11, 13) },
  { name: "a materialized view", run: async (db) => db.refreshMaterializedView(pgMaterializedView("m", {}).existing()), refuses: /sql is not scoped/ },
  { name: "a view", run: (db) => db.select().from(pgView("all_plots", { id: integer() }).existing()), refuses: /name the table/ },
  { name: "subquery", run: (db) => { const q = db.select({ id: plots.id }).from(plots).as("q"); return db.select({ id: q.id }).from(q).orderBy(q.id); }, gives: ids(11, 13) },
  { name: "a subquery that was built elsewhere", run: (db) => { const q = new QueryBuilder().select({ id: plots.id }).from(plots).as("q"); return db.select({ id: q.id }).from(q); }, refuses: /sql is not scoped/ },
  { name: "in a query", run: (db) => db.select({ code: countries.code }).from(countries).where(inArray(sql`12`, db.select({ id: plots.id }).from(plots))), gives: { length: 0 } },
  { name: "exists", run: (db) => db.select({ code: countries.code }).from(countries).where(exists(db.select().from(plots).where(eq(plots.note, "secret")))), gives: { length: 0 } },
  { name: "exists that was built elsewhere", run: (db) => db.select({ code: countries.code }).from(countries).where(exists(new QueryBuilder().select().from(plots))), refuses: /sql is not scoped/ },
  { name: "with", run: (db) => { const q = db.$with("q").as(db.select({ id: plots.id }).from(plots)); return db.with(q).select({ id: q.id }).from(q).orderBy(q.id); }, gives: ids(11, 13) },
  { name: "with in a callback", run: (db) => { const q = db.$with("q").as((qb) => qb.select({ id: plots.id }).from(plots)); return db.with(q).select({ id: q.id }).from(q).orderBy(q.id); }, gives: ids(11, 13) },
  { name: "union", run: (db) => union(db.select({ id: plots.id }).from(plots), db.select({ id: estates.id }).from(estates)).orderBy(sql`id`), gives: ids(1, 11, 13) },
  { name: "findMany", run: (db) => db.query.plots.findMany({ columns: { id: true }, orderBy: (t, { asc }) => asc(t.id) }), gives: ids(11, 13) },
  { name: "findMany with or", run: (db) => db.query.plots.findMany({ columns: { id: true }, where: (t, o) => o.or(o.eq(t.id, 12), o.eq(t.id, 11)) }), gives: ids(11) },
  { name: "findFirst", run: (db) => db.query.plots.findFirst({ where: eq(plots.id, 12) }), gives: undefined },
  { name: "findMany with rows", run: (db) => db.query.estates.findMany({ columns: { id: true }, with: { plots: { columns: { id: true }, limit: 5, orderBy: plots.id } } }), gives: [{ id: 1, plots: ids(11, 13) }] },
  { name: "findMany with rows under a shared one", run: (db) => db.query.countries.findMany({ with: { estates: { with: { plots: true } } } }), gives: [{ estates: [{ id: 1, plots: { length: 2 } }] }] },
  { name: "findMany with one row", run: (db) => db.query.plots.findMany({ columns: { id: true }, with: { estate: { columns: { name: true } } }, orderBy: plots.id }), gives: [{ estate: { name: "Palm" } }, { estate: { name: "Palm" } }] },
  { name: "findMany with an extra", run: (db) => db.query.countries.findMany({ extras: { x: sql<string>`(select max(note) from plots)`.as("x") } }), refuses: /sql is not scoped/ },
  { name: "insert", run: (db) => db.insert(plots).values({ number: 3 }).returning({ c: plots.company_id }), gives: [{ c: "lekki" }] },
  { name: "insert of several", run: (db) => db.insert(plots).values([{ number: 3, company_id: "lekki" }, { number: 4 }]).returning({ c: plots.company_id }), gives: [{ c: "lekki" }, { c: "lekki" }] },
  { name: "insert for another company", run: (db) => db.insert(plots).values([{ number: 3 }, { number: 4, company_id: "ikoyi" }]), refuses: /plots\.insert is not scoped/ },
  { name: "insert with sql as key", run: (db) => db.insert(plots).values({ company_id: sql`'ikoyi'` }), refuses: /plots\.insert is not scoped/ },
  { name: "insert from a query", run: (db) => db.insert(countries).select(db.select({ code: plots.note }).from(plots)), isShared: false },
  { name: "insert from a query into its own", run: (db) => db.insert(plots).select(db.select().from(plots)), refuses: /plots\.insert is not scoped/ },
  { name: "on conflict over a foreign row", run: (db) => db.insert(plots).values({ number: 9, uid: "IKO" }).onConflictDoUpdate({ target: plots.uid, set: { note: "new" } }) },
  { name: "on conflict over its own row", run: (db) => db.insert(plots).values({ number: 1 }).onConflictDoUpdate({ target: [plots.company_id, plots.number], set: { note: "new" } }), leaves: /new/ },
  { name: "on conflict that changes the key", run: (db) => db.insert(plots).values({ number: 1 }).onConflictDoUpdate({ target: [plots.company_id, plots.number], set: { company_id: "ikoyi" } }), refuses: /plots\.insert is not scoped/ },
  { name: "on conflict with a filter", run: (db) => db.insert(plots).values({ uid: "IKO" }).onConflictDoUpdate({ target: plots.uid, set: { note: "new" }, setWhere: sql`true` }), refuses: /plots\.insert is not scoped/ },
  { name: "on conflict do nothing", run: (db) => db.insert(plots).values({ uid: "IKO" }).onConflictDoNothing() },
  { name: "update", run: (db) => db.update(plots).set({ note: "new" }).returning({ id: plots.id }), gives: { length: 2 }, leaves: /new/ },
  { name: "update with or", run: (db) => db.update(plots).set({ note: "new" }).where(or(eq(plots.id, 12), eq(plots.id, 11))).returning({ id: plots.id }), gives: ids(11) },
  { name: "update of the key", run: (db) => db.update(plots).set({ company_id: "ikoyi" }), refuses: /plots\.update is not scoped/ },
  { name: "update of the key with sql", run: (db) => db.update(plots).set({ company_id: sql`'ikoyi'` }), refuses: /plots\.update is not scoped/ },
  { name: "update from another table", run: (db) => db.update(plots).set({ note: sql`${estates.name}` }).from(estates).returning({ note: plots.note }), gives: [{ note: "Palm" }, { note: "Palm" }] },
  { name: "delete", run: (db) => db.delete(plots).returning({ id: plots.id }), gives: { length: 2 } },
  { name: "delete of a foreign row", run: (db) => db.delete(plots).where(eq(plots.id, 12)).returning({ id: plots.id }), gives: { length: 0 } },
  { name: "execute", run: async (db) => db.execute(sql`select * from plots`), refuses: /sql is not scoped/ },
  { name: "execute of a text", run: async (db) => db.execute("delete from plots"), refuses: /sql is not scoped/ },
  { name: "a subquery in sql", run: (db) => db.select({ x: sql`(select max(note) from plots)` }).from(countries), refuses: /sql is not scoped/ },
  { name: "a table in sql", run: (db) => db.select({ x: sql`note` }).from(sql`plots`), refuses: /name the table/ },
  { name: "$count", run: (db) => db.$count(plots), refuses: /sql is not scoped/ },
  { name: "a table in neither list", run: (db) => db.select().from(audits), refuses: /name "audits" among/ },
  { name: "a shared table", run: (db) => db.select().from(countries), gives: [{ code: "NG" }], isShared: true },
  { name: "a transaction", run: (db) => db.transaction((tx) => tx.transaction((inner) => inner.query.plots.findMany({ columns: { id: true }, orderBy: plots.id }))), gives: ids(11, 13) },
  { name: "sql in a transaction", run: (db) => db.transaction((tx) => tx.execute(sql`delete from plots`)), refuses: /sql is not scoped/ },
];

scopeSpecs({ name: "Drizzle", open, cases, all: (db) => db.select().from(plots) }, (get) => {
  it("lets the runtime's own counters through a scoped Drizzle transaction", async () => {
    const { db, tables } = get();
    const sequences = createSequences({ executor: tables.pglite, dialect: "postgres" });
    await sequences.createTable();
    const key = { tenant: "lekki", name: "plot" };
    expect(await withTenant("lekki", () => db.transaction((tx) => sequences.allocate(drizzleExecutor(tx, sql), key)))).toBe(1);
  });

  it("refuses a Drizzle subquery that another tenant built", async () => {
    const { db } = get();
    const q = withTenant("ikoyi", () => db.select({ id: plots.id }).from(plots).as("q"));
    await expect(withTenant("lekki", async () => db.select().from(q))).rejects.toThrow(ScopeRefusedError);
  });
});
