import { type Generated, Kysely, type PostgresDialectConfig, PostgresDialect, sql, WithSchemaPlugin } from "kysely";
import { expect, it } from "vitest";
import { createSequences, kyselyExecutor, kyselyTenantScope, ScopeRefusedError, withTenant } from "../../src/runtime/src/index.ts";
import type { EstateTables } from "./support/estate-tables.ts";
import { type ScopeCase, scopeSpecs } from "./support/scope-specs.ts";

interface Database {
  countries: { code: string };
  estates: { id: Generated<number>; company_id: Generated<string>; name: Generated<string>; country: string | null };
  plots: Plot;
  "archive.plots": { id: number; company_id: string };
  "public.plots": Plot;
  audits: { id: Generated<number>; text: string };
  mine: Plot;
}
interface Plot {
  id: Generated<number>;
  company_id: Generated<string>;
  number: number | null;
  note: Generated<string>;
  estate_id: number | null;
  uid: string | null;
}

const MODELS = { owned: { plots: "company_id", estates: "company_id" }, shared: ["countries"] };

/** A pool over the one connection of PGlite, one at a time. */
function poolOver({ pglite }: EstateTables): PostgresDialectConfig["pool"] {
  let turn: Promise<unknown> = Promise.resolve();
  const pool = {
    async connect() {
      const before = turn;
      let release = (): void => undefined;
      turn = new Promise<void>((resolve) => (release = resolve));
      await before;
      const query = async (text: string, params: unknown[]) => {
        const { rows, affectedRows } = await pglite.query(text, params);
        const [command = ""] = text.trim().split(" ");
        return { rows, rowCount: affectedRows ?? rows.length, command: command.toUpperCase() };
      };
      return { query, release };
    },
    end: () => Promise.resolve(),
  };
  return pool as unknown as PostgresDialectConfig["pool"];
}

const open = (tables: EstateTables): Kysely<Database> =>
  new Kysely<Database>({ dialect: new PostgresDialect({ pool: poolOver(tables) }), plugins: [kyselyTenantScope(MODELS)] });

const ids = (...numbers: number[]): { id: number }[] => numbers.map((id) => ({ id }));

const cases: readonly ScopeCase<Kysely<Database>>[] = [
  { name: "select", run: (db) => db.selectFrom("plots").select("id").orderBy("id").execute(), gives: ids(11, 13) },
  { name: "select with or", run: (db) => db.selectFrom("plots").select("id").where((eb) => eb.or([eb("number", "=", 1), eb("company_id", "=", "ikoyi")])).execute(), gives: ids(11) },
  { name: "select with raw or", run: (db) => db.selectFrom("plots").select("id").where(sql<boolean>`number = 1 or true`).orderBy("id").execute(), gives: ids(11, 13) },
  { name: "raw SQL that leaves its parentheses", run: (db) => db.selectFrom("plots").select("id").where(sql<boolean>`true) or (true`).execute(), refuses: /sql is not scoped/ },
  { name: "raw SQL that joins a table", run: (db) => db.selectFrom("countries").innerJoin("estates", (join) => join.on(sql<boolean>`true cross join plots`)).select("code").execute(), refuses: /sql is not scoped/ },
  { name: "raw SQL that names a source of rows", run: (db) => db.updateTable("plots").set({ note: sql<string>`e.name from estates e` }).execute(), refuses: /sql is not scoped/ },
  { name: "raw SQL with a comment", run: (db) => db.updateTable("plots").set({ note: sql<string>`'new' --` }).execute(), refuses: /sql is not scoped/ },
  { name: "raw SQL with from in a function", run: (db) => db.selectFrom("plots").select("id").where(sql<boolean>`substring(note from 1 for 3) = 'sea' and note is distinct from '(x'`).execute(), gives: ids(11) },
  { name: "select with an alias", run: (db) => db.selectFrom("plots as p").select("p.id").orderBy("p.id").execute(), gives: ids(11, 13) },
  { name: "select with a schema", run: (db) => db.selectFrom("public.plots").select("id").orderBy("id").execute(), gives: ids(11, 13) },
  { name: "select with another schema", run: (db) => db.selectFrom("archive.plots").select("id").execute(), gives: ids(1) },
  { name: "select over withSchema", run: (db) => db.withSchema("public").selectFrom("plots").select("plots.id").orderBy("plots.id").execute(), gives: ids(11, 13) },
  { name: "select with a later plugin", run: (db) => db.withPlugin(new WithSchemaPlugin("public")).selectFrom("plots").select("plots.id").orderBy("id").execute(), gives: ids(11, 13) },
  { name: "select of everything", run: (db) => db.selectFrom("plots").selectAll().execute(), gives: { length: 2 } },
  { name: "count", run: (db) => db.selectFrom("plots").select((eb) => eb.fn.countAll<string>().as("count")).executeTakeFirst(), gives: { count: 2 } },
  { name: "group by", run: (db) => db.selectFrom("plots").select(["id", "note"]).groupBy("id").orderBy("id").execute(), gives: [{ note: "sea" }, { note: "lake" }] },
  { name: "for update", run: (db) => db.selectFrom("plots").select("id").where("id", "=", 12).forUpdate().execute(), gives: { length: 0 } },
  { name: "two tables", run: (db) => db.selectFrom(["plots", "estates"]).select(["plots.id", "estates.name"]).orderBy("plots.id").execute(), gives: [{ id: 11, name: "Palm" }, { id: 13, name: "Palm" }] },
  { name: "inner join", run: (db) => db.selectFrom("countries").innerJoin("estates", "estates.country", "countries.code").select("estates.id").execute(), gives: ids(1) },
  { name: "left join", run: (db) => db.selectFrom("countries").leftJoin("estates as e", (join) => join.onTrue()).select(["e.id", "code"]).execute(), gives: [{ id: 1, code: "NG" }] },
  { name: "left join without a match", run: (db) => db.selectFrom("countries").leftJoin("estates as e", (join) => join.on("e.name", "=", "secret")).select(["e.id", "code"]).execute(), gives: [{ id: null, code: "NG" }] },
  { name: "right join", run: (db) => db.selectFrom("plots").rightJoin("estates", (join) => join.on("plots.number", "=", 2)).select(["estates.name", "plots.id"]).execute(), refuses: /RightJoin is not scoped/ },
  { name: "full join", run: (db) => db.selectFrom("plots as p").fullJoin("estates as e", (join) => join.onRef("e.id", "=", "p.id")).select(["e.name", "p.id"]).orderBy("p.id").execute(), refuses: /FullJoin is not scoped/ },
  { name: "lateral join", run: (db) => db.selectFrom("countries").leftJoinLateral((eb) => eb.selectFrom("plots").select("plots.id").as("p"), (join) => join.onTrue()).select("p.id").orderBy("p.id").execute(), gives: ids(11, 13) },
  { name: "cross join", run: (db) => db.selectFrom("countries").crossJoin("plots").select("plots.id").orderBy("plots.id").execute(), gives: ids(11, 13) },
  { name: "subquery in from", run: (db) => db.selectFrom((eb) => eb.selectFrom("plots").select("id").as("p")).select("p.id").orderBy("p.id").execute(), gives: ids(11, 13) },
  { name: "subquery in select", run: (db) => db.selectFrom("countries").select((eb) => eb.selectFrom("plots").select((e) => e.fn.max("id").as("m")).as("id")).execute(), gives: ids(13) },
  { name: "exists", run: (db) => db.selectFrom("countries").select("code").where((eb) => eb.exists(eb.selectFrom("plots").select("id").where("note", "=", "secret"))).execute(), gives: { length: 0 } },
  { name: "union", run: (db) => db.selectFrom("plots").select("id").unionAll((eb) => eb.selectFrom("estates").select("id")).orderBy("id").execute(), gives: ids(1, 11, 13) },
  { name: "with", run: (db) => db.with("mine", (q) => q.selectFrom("plots").selectAll()).selectFrom("mine").select("id").orderBy("id").execute(), gives: ids(11, 13) },
  { name: "with a table's name", run: (db) => db.with("estates", (q) => q.selectFrom("plots").select("plots.id")).selectFrom("estates").select("estates.id").orderBy("id").execute(), gives: ids(11, 13) },
  { name: "with its own table's name", run: (db) => db.with("plots", (q) => q.selectFrom("plots").select("plots.id")).selectFrom("plots").select("plots.id").orderBy("id").execute(), gives: ids(11, 13) },
  { name: "with that hides no table outside", run: (db) => db.selectFrom((eb) => db.with("estates", (q) => q.selectFrom("countries").selectAll()).selectFrom("estates").select(eb.lit(1).as("one")).as("x")).innerJoin("estates", (join) => join.onTrue()).select("estates.id").execute(), gives: ids(1) },
  { name: "with that writes", run: (db) => db.with("mine", (q) => q.updateTable("plots").set({ note: "new" }).returningAll()).selectFrom("mine").select("id").orderBy("id").execute(), gives: ids(11, 13), leaves: /new/ },
  { name: "insert", run: (db) => db.insertInto("plots").values({ number: 3 }).returning("company_id").execute(), gives: [{ company_id: "lekki" }] },
  { name: "insert with the key", run: (db) => db.insertInto("plots").values({ number: 3, company_id: "lekki" }).returning("company_id").execute(), gives: [{ company_id: "lekki" }] },
  { name: "insert of several", run: (db) => db.insertInto("plots").values([{ number: 3, company_id: "lekki" }, { number: 4, note: sql<string>`upper('x')` }]).returning(["company_id", "note"]).execute(), gives: [{ company_id: "lekki" }, { company_id: "lekki", note: "X" }] },
  { name: "insert for another company", run: (db) => db.insertInto("plots").values({ number: 3, company_id: "ikoyi" }).execute(), refuses: /plots\.insert is not scoped/ },
  { name: "insert for another company in a list", run: (db) => db.insertInto("plots").values([{ number: 3 }, { number: 4, company_id: "ikoyi" }]).execute(), refuses: /plots\.insert is not scoped/ },
  { name: "insert with an expression as key", run: (db) => db.insertInto("plots").values({ number: 3, company_id: sql<string>`'ikoyi'` }).execute(), refuses: /plots\.insert is not scoped/ },
  { name: "insert with nothing", run: (db) => db.insertInto("plots").defaultValues().returning("company_id").execute(), refuses: /plots\.insert is not scoped/ },
  { name: "insert from a query", run: (db) => db.insertInto("plots").columns(["note", "estate_id"]).expression((eb) => eb.selectFrom("estates as e").select(["e.name", "e.id"])).returning(["company_id", "note"]).execute(), refuses: /plots\.insert .* insert rows, not a query/ },
  { name: "insert from a query of shared rows", run: (db) => db.insertInto("plots").columns(["note"]).expression((eb) => eb.selectFrom("countries").select("code")).returning(["company_id", "note"]).execute(), refuses: /plots\.insert is not scoped/ },
  { name: "insert from a query with the key", run: (db) => db.insertInto("plots").columns(["note", "company_id"]).expression((eb) => eb.selectFrom("estates").select(["name", "company_id"])).execute(), refuses: /plots\.insert is not scoped/ },
  { name: "on conflict over a foreign row", run: (db) => db.insertInto("plots").values({ number: 9, uid: "IKO" }).onConflict((c) => c.column("uid").doUpdateSet({ note: "new" })).execute() },
  { name: "on conflict over its own row", run: (db) => db.insertInto("plots").values({ number: 1 }).onConflict((c) => c.columns(["company_id", "number"]).doUpdateSet({ note: "new" })).execute(), leaves: /new/ },
  { name: "on conflict that changes the key", run: (db) => db.insertInto("plots").values({ number: 1 }).onConflict((c) => c.columns(["company_id", "number"]).doUpdateSet({ company_id: "ikoyi" })).execute(), refuses: /plots\.update is not scoped/ },
  { name: "on conflict with a filter", run: (db) => db.insertInto("plots").values({ number: 9, uid: "IKO" }).onConflict((c) => c.column("uid").doUpdateSet({ note: "new" }).where(sql<boolean>`true or true`)).execute() },
  { name: "on conflict do nothing", run: (db) => db.insertInto("plots").values({ number: 9, uid: "IKO" }).onConflict((c) => c.column("uid").doNothing()).execute() },
  { name: "on duplicate key", run: (db) => db.insertInto("plots").values({ number: 1 }).onDuplicateKeyUpdate({ note: "new" }).execute(), refuses: /plots\.replace is not scoped/ },
  { name: "replace", run: (db) => db.replaceInto("plots").values({ number: 1 }).execute(), refuses: /plots\.replace is not scoped/ },
  { name: "update", run: (db) => db.updateTable("plots").set({ note: "new" }).returning("id").execute(), gives: ids(11, 13) },
  { name: "update with or", run: (db) => db.updateTable("plots").set({ note: "new" }).where((eb) => eb.or([eb("id", "=", 12), eb("id", "=", 11)])).returning("id").execute(), gives: ids(11) },
  { name: "update of the key", run: (db) => db.updateTable("plots").set({ company_id: "ikoyi" }).execute(), refuses: /plots\.update is not scoped/ },
  { name: "update of the key with an expression", run: (db) => db.updateTable("plots").set("company_id", sql<string>`'ikoyi'`).execute(), refuses: /plots\.update is not scoped/ },
  { name: "update of the key over an alias", run: (db) => db.updateTable("plots as p").set("company_id", "ikoyi").execute(), refuses: /plots\.update is not scoped/ },
  { name: "update to its own key", run: (db) => db.updateTable("plots").set({ company_id: "lekki", note: "new" }).returning("id").execute(), gives: ids(11, 13) },
  { name: "update from another table", run: (db) => db.updateTable("plots").from("estates").set((eb) => ({ note: eb.ref("estates.name") })).returning("plots.note").execute(), gives: [{ note: "Palm" }, { note: "Palm" }] },
  { name: "delete", run: (db) => db.deleteFrom("plots").returning("id").execute(), gives: ids(11, 13) },
  { name: "delete of a foreign row", run: (db) => db.deleteFrom("plots").where("id", "=", 12).returning("id").execute(), gives: { length: 0 } },
  { name: "delete using another table", run: (db) => db.deleteFrom("countries").using("plots").where("plots.note", "=", "secret").returning("code").execute(), gives: { length: 0 } },
  { name: "delete with an alias", run: (db) => db.deleteFrom("plots as p").returning("p.id").execute(), gives: ids(11, 13) },
  { name: "merge", run: (db) => db.mergeInto("plots").using("estates", (join) => join.onTrue()).whenMatched().thenDelete().execute(), refuses: /Merge is not scoped/ },
  { name: "raw SQL", run: (db) => sql`select * from plots`.execute(db), refuses: /Raw is not scoped/ },
  { name: "a raw subquery", run: (db) => db.selectFrom("countries").select(sql`(select max(note) from plots)`.as("x")).execute(), refuses: /sql is not scoped/ },
  { name: "a raw table", run: (db) => db.selectFrom(sql<Plot>`plots`.as("p")).select("p.id").execute(), refuses: /name the table/ },
  { name: "a table made by sql", run: (db) => db.selectFrom(sql.table<Plot>("plots").as("p")).select("p.id").execute(), refuses: /name the table/ },
  { name: "a schema change", run: (db) => db.schema.dropTable("plots").execute(), refuses: /DropTable is not scoped/ },
  { name: "a table in neither list", run: (db) => db.selectFrom("audits").selectAll().execute(), refuses: /name "audits" among/ },
  { name: "a shared table", run: (db) => db.selectFrom("countries").selectAll().execute(), gives: [{ code: "NG" }], isShared: true },
  { name: "a transaction", run: (db) => db.transaction().execute((tx) => tx.selectFrom("plots").select("id").orderBy("id").execute()), gives: ids(11, 13) },
  { name: "raw SQL in a transaction", run: (db) => db.transaction().execute((tx) => sql`delete from plots`.execute(tx)), refuses: /Raw is not scoped/ },
];

scopeSpecs({ name: "Kysely", open, cases, all: (db) => db.selectFrom("plots").selectAll().execute() }, (get) => {
  it("rolls a Kysely transaction back to a savepoint, scoped all the way", async () => {
    const { db, tables } = get();
    await withTenant("lekki", async () => {
      const tx = await db.startTransaction().execute();
      const saved = await tx.savepoint("before").execute();
      expect(await saved.deleteFrom("plots").returning("id").execute()).toHaveLength(2);
      await saved.rollbackToSavepoint("before").execute();
      await tx.commit().execute();
    });
    expect(await tables.rowsOf("lekki")).toBe(tables.fresh("lekki"));
  });

  it("lets the runtime's own counters through a scoped Kysely", async () => {
    const { db, tables } = get();
    const sequences = createSequences({ executor: kyselyExecutor(db), dialect: "postgres" });
    await tables.pglite.exec("drop table if exists ringfence_sequences");
    await sequences.createTable();
    expect(await withTenant("lekki", () => sequences.next({ tenant: "lekki", name: "plot" }))).toBe(1);
  });

  it("leaves values alone that look like parts of a Kysely query", () => {
    const { db } = get();
    const note = { kind: "RawNode", sqlFragments: ["select"], parameters: [] };
    const compiled = withTenant("lekki", () => db.insertInto("plots").values({ note: note as never }).compile());
    expect(compiled.parameters).toEqual([note, "lekki"]);
    expect(() => withTenant("lekki", () => db.selectFrom("plots").select(sql`(table plots)`.as("x")).compile())).toThrow(ScopeRefusedError);
  });
});
