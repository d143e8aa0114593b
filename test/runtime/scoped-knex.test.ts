import { createRequire } from "node:module";
import knex, { type Knex } from "knex";
import { expect, it } from "vitest";
import { createSequences, knexExecutor, knexTenantScope, withTenant } from "../../src/runtime/src/index.ts";
import type { EstateTables } from "./support/estate-tables.ts";
import { type ScopeCase, scopeSpecs } from "./support/scope-specs.ts";

const PostgresClient = createRequire(import.meta.url)("knex/lib/dialects/postgres") as new () => object;

type Answer = (error: unknown, response?: object) => void;

/** Knex for PostgreSQL over the one connection of PGlite. */
function open({ pglite }: EstateTables): Knex {
  const connection = {
    on: () => undefined,
    end: () => Promise.resolve(),
    query({ text, values }: { text: string; values?: unknown[] }, answer: Answer) {
      // The driver tells what came of the statement, not its first word.
      const [command = ""] = text.trim().replace(/^with/, "select").split(" ");
      pglite.query(text, values).then(({ rows, affectedRows }) => answer(null, { rows, rowCount: affectedRows ?? rows.length, command: command.toUpperCase() }), (error: unknown) => answer(error));
    },
  };
  class Client extends PostgresClient {
    _driver(): object {
      return {};
    }
    acquireRawConnection(): Promise<object> {
      return Promise.resolve(connection);
    }
  }
  const db = knex({ client: Client as unknown as typeof knex.Client, version: "18", pool: { min: 1, max: 1 }, connection: {} });
  knexTenantScope(db, { owned: { plots: "company_id", estates: "company_id" }, shared: ["countries"] });
  return db;
}

const ids = (...numbers: number[]): { id: number }[] => numbers.map((id) => ({ id }));

const cases: readonly ScopeCase<Knex>[] = [
  { name: "select", run: (db) => db("plots").select("id").orderBy("id"), gives: ids(11, 13) },
  { name: "select with or", run: (db) => db("plots").select("id").where("number", 1).orWhere("company_id", "ikoyi"), gives: ids(11) },
  { name: "select with raw or", run: (db) => db("plots").select("id").whereRaw("number = 1 or true").orderBy("id"), gives: ids(11, 13) },
  { name: "raw SQL that leaves its parentheses", run: (db) => db("plots").select("id").whereRaw("true) or (true"), refuses: /sql is not scoped/ },
  { name: "raw SQL that joins a table", run: (db) => db("countries").joinRaw("cross join plots").select("id"), refuses: /sql is not scoped/ },
  { name: "raw SQL that names a source of rows", run: (db) => db("plots").update({ note: db.raw("e.name from estates e") }), refuses: /sql is not scoped/ },
  { name: "raw SQL with a comment", run: (db) => db("plots").update({ note: db.raw("'new' --") }), refuses: /sql is not scoped/ },
  { name: "select with an alias", run: (db) => db("plots as p").select("p.id").orderBy("p.id"), gives: ids(11, 13) },
  { name: "select with an alias as an object", run: (db) => db({ p: "plots", e: "estates" }).select("p.id", "e.name").orderBy("p.id"), gives: [{ id: 11, name: "Palm" }, { id: 13, name: "Palm" }] },
  { name: "select with a schema", run: (db) => db.withSchema("public").from("plots").select("id").orderBy("id"), gives: ids(11, 13) },
  { name: "select with another schema", run: (db) => db("archive.plots").select("id"), gives: ids(1) },
  { name: "first", run: (db) => db("plots").where({ id: 12 }).first(), gives: undefined },
  { name: "pluck", run: (db) => db("plots").orderBy("id").pluck("id"), gives: [11, 13] },
  { name: "count", run: (db) => db("plots").count({ n: "*" }), gives: [{ n: 2 }] },
  { name: "for update", run: (db) => db("plots").select("id").where({ id: 12 }).forUpdate(), gives: { length: 0 } },
  { name: "inner join", run: (db) => db("countries").join("estates", "estates.country", "countries.code").select("estates.id"), gives: ids(1) },
  { name: "left join", run: (db) => db("countries").leftJoin("estates as e", (on) => void on.on(db.raw("true")).orOn(db.raw("true"))).select("e.id", "code"), gives: [{ id: 1, code: "NG" }] },
  { name: "left join without a match", run: (db) => db("countries").leftJoin("estates as e", (on) => void on.onVal("e.name", "secret")).select("e.id", "code"), gives: [{ id: null, code: "NG" }] },
  { name: "left join with using", run: (db) => db("plots").leftJoin("estates", (on) => void on.using("id")).select("name"), refuses: /a left join is not scoped/ },
  { name: "right join", run: (db) => db("plots").rightJoin("estates", "plots.number", "estates.id").select("name"), refuses: /right join is not scoped/ },
  { name: "full join", run: (db) => db("plots").fullOuterJoin("estates", "plots.number", "estates.id").select("name"), refuses: /full outer join is not scoped/ },
  { name: "cross join", run: (db) => db("countries").crossJoin("plots" as never).select("plots.id").orderBy("plots.id"), gives: ids(11, 13) },
  { name: "subquery in from", run: (db) => db.from(db("plots").select("id").as("p")).select("p.id").orderBy("p.id"), gives: ids(11, 13) },
  { name: "subquery in from, by a callback", run: (db) => db.from(((q: Knex.QueryBuilder) => void q.from("plots").select("id").as("p")) as never).select("p.id").orderBy("p.id"), gives: ids(11, 13) },
  { name: "subquery in select", run: (db) => db("countries").select(db("plots").max("id").as("id")), gives: ids(13) },
  { name: "where in a query", run: (db) => db("countries").select("code").whereIn(db.raw("12") as never, db("plots").select("id")), gives: { length: 0 } },
  { name: "exists", run: (db) => db("countries").select("code").whereExists((q) => void q.from("plots").where("note", "secret")), gives: { length: 0 } },
  { name: "union", run: (db) => db("plots").select("id").unionAll((q) => void q.from("estates").select("id")).orderBy("id"), gives: ids(1, 11, 13) },
  { name: "with", run: (db) => db.with("mine", db("plots").select("*")).from("mine").select("id").orderBy("id"), gives: ids(11, 13) },
  { name: "with a table's name", run: (db) => db.with("estates", (q) => void q.from("plots").select("id")).from("estates").select("id").orderBy("id"), gives: ids(11, 13) },
  { name: "with, deeper down", run: (db) => db.with("mine", db("plots").select("*")).from("countries").whereExists((q) => void q.from("mine")).select("code"), refuses: /name "mine" among/ },
  { name: "with that writes", run: (db) => db.with("mine", db("plots").update({ note: "new" }).returning("id")).from("mine").select("id").orderBy("id"), gives: ids(11, 13), leaves: /new/ },
  { name: "with raw SQL", run: (db) => db.with("mine", db.raw("select * from plots")).from("mine").select("id"), refuses: /sql is not scoped/ },
  { name: "insert", run: (db) => db("plots").insert({ number: 3 }).returning("company_id"), gives: [{ company_id: "lekki" }] },
  { name: "insert with nothing", run: (db) => db("plots").insert({}).returning("company_id"), gives: [{ company_id: "lekki" }] },
  { name: "insert of several", run: (db) => db("plots").insert([{ number: 3, company_id: "lekki" }, { number: 4, note: db.raw("upper('x')") }]).returning(["company_id", "note"]), gives: [{ company_id: "lekki" }, { company_id: "lekki", note: "X" }] },
  { name: "insert in batches", run: (db) => db.batchInsert("plots", [{ number: 3 }, { number: 4 }], 1).returning("company_id" as never), gives: { length: 2 } },
  { name: "insert for another company", run: (db) => db("plots").insert([{ number: 3 }, { number: 4, company_id: "ikoyi" }]), refuses: /plots\.insert is not scoped/ },
  { name: "insert with raw SQL as key", run: (db) => db("plots").insert({ company_id: db.raw("'ikoyi'") }), refuses: /plots\.insert is not scoped/ },
  { name: "insert from a query", run: (db) => db("plots").insert(db("estates").select("company_id")), refuses: /plots\.insert is not scoped/ },
  { name: "on conflict over a foreign row", run: (db) => db("plots").insert({ number: 9, uid: "IKO", note: "new" }).onConflict("uid").merge() },
  { name: "on conflict over a foreign row, with or", run: (db) => db("plots").insert({ number: 9, uid: "IKO", note: "new" }).onConflict("uid").merge(["note"]).whereRaw("true or true") },
  { name: "on conflict over its own row", run: (db) => db("plots").insert({ number: 1, note: "new" }).onConflict(["company_id", "number"]).merge(), leaves: /new/ },
  { name: "on conflict that changes the key", run: (db) => db("plots").insert({ number: 1 }).onConflict(["company_id", "number"]).merge({ company_id: "ikoyi" }), refuses: /plots\.insert is not scoped/ },
  { name: "on conflict do nothing", run: (db) => db("plots").insert({ number: 9, uid: "IKO" }).onConflict("uid").ignore() },
  { name: "update", run: (db) => db("plots").update({ note: "new" }).returning("id"), gives: { length: 2 }, leaves: /new/ },
  { name: "update with or", run: (db) => db("plots").where("id", 12).orWhere("id", 11).update({ note: "new" }).returning("id"), gives: ids(11) },
  { name: "update of the key", run: (db) => db("plots").update({ company_id: "ikoyi" }), refuses: /plots\.update is not scoped/ },
  { name: "update of the key behind its table", run: (db) => db("plots").update("plots.company_id", "ikoyi"), refuses: /plots\.update is not scoped/ },
  { name: "update of the key with raw SQL", run: (db) => db("plots").update("company_id", db.raw("'ikoyi'")), refuses: /plots\.update is not scoped/ },
  { name: "increment", run: (db) => db("plots").increment("number", 7), gives: 2, leaves: /8/ },
  { name: "increment of the key", run: (db) => db("plots").increment("company_id", 1), refuses: /plots\.update is not scoped/ },
  { name: "update from another table", run: (db) => db("plots").update({ note: db.ref("estates.name") }).updateFrom("estates").returning("plots.note"), gives: [{ note: "Palm" }, { note: "Palm" }] },
  { name: "delete", run: (db) => db("plots").del().returning("id"), gives: { length: 2 } },
  { name: "delete of a foreign row", run: (db) => db("plots").where("id", 12).del(), gives: 0 },
  { name: "delete using another table", run: (db) => db("countries").using("plots" as never).where("plots.note", "secret").del(), gives: 0 },
  { name: "truncate", run: (db) => db("plots").truncate(), refuses: /plots\.truncate is not scoped/ },
  { name: "raw SQL", run: (db) => db.raw("select * from plots"), refuses: /raw is not scoped/ },
  { name: "raw SQL that reads nothing", run: (db) => db.raw("analyze"), refuses: /raw is not scoped/ },
  { name: "a raw subquery", run: (db) => db("countries").select(db.raw("(select max(note) from plots) as x")), refuses: /sql is not scoped/ },
  { name: "raw SQL in a wrap", run: (db) => db("countries").select(db.raw("1").wrap("(select max(id) from plots where ", "=1)")), refuses: /sql is not scoped/ },
  { name: "select with a dangling not", run: (db) => db("plots").select("id").orderBy("id").not as never, gives: ids(11, 13) },
  { name: "insert of the key with blanks", run: (db) => db("plots").insert({ " company_id": "ikoyi" }), refuses: /plots\.insert is not scoped/ },
  { name: "update of the key in another case", run: (db) => db("plots").update({ Company_ID: "ikoyi" }), refuses: /plots\.update is not scoped/ },
  { name: "update of a joined table's key", run: (db) => db("countries").join("plots", "plots.note", "countries.code").update({ "plots.company_id": "ikoyi" }), refuses: /plots\.update is not scoped/ },
  { name: "update of a left joined table's key", run: (db) => db("countries").leftJoin("plots", "plots.note", "countries.code").update({ "plots.company_id": "ikoyi" }), refuses: /plots\.update is not scoped/ },
  { name: "a clone", run: (db) => db("plots").select("id").where("id", 12).clone().orWhere("id", 11), gives: ids(11) },
  { name: "a callback with this", run: (db) => db("plots").select("id").where(function () { void this.where("id", 12).orWhere("id", 11); }), gives: ids(11) },
  { name: "a having", run: (db) => db("plots").select("company_id").groupBy("company_id").havingRaw("true or true"), gives: [{ company_id: "lekki" }] },
  { name: "an order by a subquery", run: (db) => db("plots").select("id").orderBy(db("estates").max("id") as never).orderBy("id"), gives: ids(11, 13) },
  { name: "an order by raw SQL", run: (db) => db("plots").select("id").orderByRaw("(select max(note) from plots)"), refuses: /sql is not scoped/ },
  { name: "a raw union", run: (db) => db("plots").select("id").unionAll(db.raw("select id from plots") as never), refuses: /sql is not scoped/ },
  { name: "a raw table", run: (db) => db.from(db.raw("plots")).select("id"), refuses: /name the table/ },
  { name: "a raw source", run: (db) => db.fromRaw("plots").select("id"), refuses: /name the table/ },
  { name: "a reference as a table", run: (db) => db.from(db.ref("plots").as("p") as never).select("id"), refuses: /name the table/ },
  { name: "a schema change", run: (db) => db.schema.dropTable("plots"), refuses: /raw is not scoped/ },
  { name: "a table in neither list", run: (db) => db("audits").select("*"), refuses: /name "audits" among/ },
  { name: "a shared table", run: (db) => db("countries").select("*"), gives: [{ code: "NG" }], isShared: true },
  { name: "a transaction", run: (db) => db.transaction((tx) => tx("plots").select("id").orderBy("id")), gives: ids(11, 13) },
  { name: "a builder in a transaction", run: (db) => db.transaction((tx) => db("plots").transacting(tx).select("id").orderBy("id")), gives: ids(11, 13) },
  { name: "raw SQL in a transaction", run: (db) => db.transaction((tx) => tx.raw("delete from plots")), refuses: /raw is not scoped/ },
];

scopeSpecs({ name: "Knex", open, cases, all: (db) => db("plots").select("*") }, (get) => {
  it("lets the runtime's own counters through a scoped Knex transaction", async () => {
    const { db, tables } = get();
    const sequences = createSequences({ executor: tables.pglite, dialect: "postgres" });
    await sequences.createTable();
    const key = { tenant: "lekki", name: "plot" };
    expect(await withTenant("lekki", () => db.transaction((tx) => sequences.allocate(knexExecutor(tx), key)))).toBe(1);
  });

  it("leaves a Knex builder as it was, to be run for another tenant", async () => {
    const { db } = get();
    const plots = db("plots").select("id").where("number", 1);
    expect(await withTenant("lekki", () => plots.then((rows) => rows as unknown))).toEqual(ids(11));
    expect(await withTenant("ikoyi", () => plots.clone().then((rows) => rows as unknown))).toEqual(ids(12));
  });

  it("leaves another instance of Knex alone", async () => {
    const other = knex({ client: PostgresClient as unknown as typeof knex.Client, connection: {} });
    expect(other("plots").toQuery()).toBe('select * from "plots"');
    await other.destroy();
  });
});
