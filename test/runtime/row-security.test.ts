import type pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { requireTenant, rowSecurityDdl, setRowTenant, TenantRequiredError, withoutTenant, withTenant } from "../../src/runtime/src/index.ts";
import { announce, BOOT_TIMEOUT, openPool, postgresMissing, startServer } from "./support/databases.ts";
import type { PostgresServer } from "./support/postgres-server.ts";

describe.skipIf(postgresMissing !== undefined)("row-level security on PostgreSQL", () => {
  let server: PostgresServer;
  let owner: pg.Pool;
  let app: pg.Pool;

  beforeAll(async () => {
    server = await startServer();
    announce("row-security.test.ts", [server.version]);
    owner = openPool({ ...server.config, max: 1 });
    await owner.query(`
      create role app login;
      create schema estate;
      create table plots (id int primary key, company_id text not null, note text);
      create table estate.invoices (id int primary key, company_id int not null);
      insert into plots values (1, 'lekki', 'sea'), (2, 'ikoyi', 'secret'), (3, 'lekki', 'lake'), (4, '', 'nobody''s');
      insert into estate.invoices values (1, 7), (2, 8);
      grant usage on schema estate to app;
      grant select, insert, update, delete on plots, estate.invoices to app;`);
    // Twice: it shall be idempotent. Without parameters and as one statement, as executors send it.
    for (const options of [{ table: "plots", column: "company_id" }, { table: "estate.invoices", column: "company_id", type: "int4" }] as const) {
      for (let time = 0; time < 2; time += 1) await owner.query(rowSecurityDdl(options), []);
    }
    app = openPool({ ...server.config, user: "app", max: 2 });
  }, BOOT_TIMEOUT);

  afterAll(async () => {
    await app.end();
    await owner.end();
    await server.stop();
  });

  async function inTransaction<T>(work: (tx: pg.PoolClient) => Promise<T>): Promise<T> {
    const tx = await app.connect();
    try {
      await tx.query("begin");
      const result = await work(tx);
      await tx.query("commit");
      return result;
    } catch (error) {
      await tx.query("rollback");
      throw error;
    } finally {
      tx.release();
    }
  }

  const asTenant = <T>(tenant: string | number, work: (tx: pg.PoolClient) => Promise<T>): Promise<T> =>
    withTenant(tenant, () => inTransaction(async (tx) => (await setRowTenant(tx), work(tx))));
  const idsIn = async (db: pg.Pool | pg.PoolClient, table = "plots"): Promise<number[]> =>
    (await db.query<{ id: number }>(`select id from ${table} order by id`)).rows.map(({ id }) => id);

  it("shows a transaction the rows of its tenant only", async () => {
    expect(await asTenant("lekki", (tx) => idsIn(tx))).toEqual([1, 3]);
    expect(await asTenant("ikoyi", (tx) => idsIn(tx))).toEqual([2]);
    expect(await asTenant(8, (tx) => idsIn(tx, "estate.invoices"))).toEqual([2]);
  });

  it("lets a transaction neither change nor make another tenant's rows", async () => {
    expect(await asTenant("lekki", async (tx) => (await tx.query("update plots set note = 'mine' where id = 2")).rowCount)).toBe(0);
    expect(await asTenant("lekki", async (tx) => (await tx.query("delete from plots where id = 2")).rowCount)).toBe(0);
    await expect(asTenant("lekki", (tx) => tx.query("insert into plots values (9, 'ikoyi')"))).rejects.toThrow("row-level security");
    await expect(asTenant("lekki", (tx) => tx.query("update plots set company_id = 'ikoyi' where id = 1"))).rejects.toThrow("row-level security");
  });

  it("shows nothing where no tenant was set, also on a connection that had one", async () => {
    await asTenant("lekki", (tx) => idsIn(tx));
    expect(await inTransaction((tx) => idsIn(tx))).toEqual([]);
    expect(await idsIn(app)).toEqual([]);
    expect(await idsIn(app, "estate.invoices")).toEqual([]);
  });

  it("leaves no tenant on a connection, after a rollback either, nor where it is set outside of a transaction", async () => {
    await asTenant("lekki", () => Promise.reject(new Error("undone"))).catch(() => undefined);
    await withTenant("lekki", () => setRowTenant(app));
    for (let connection = 0; connection < 4; connection += 1) expect(await idsIn(app)).toEqual([]);
  });

  it("keeps transactions of two tenants apart that share a pool", async () => {
    const companies = Array.from({ length: 60 }, (_, index) => (index % 3 === 0 ? "ikoyi" : "lekki"));
    const seen = await Promise.all(companies.map((company) => asTenant(company, async (tx) => [requireTenant(), await idsIn(tx)])));
    expect(seen).toEqual(companies.map((company) => [company, company === "ikoyi" ? [2] : [1, 3]]));
  });

  it("refuses without a tenant", async () => {
    await expect(inTransaction((tx) => setRowTenant(tx))).rejects.toThrow(TenantRequiredError);
    await expect(withoutTenant("nightly job", () => inTransaction((tx) => setRowTenant(tx)))).rejects.toThrow(TenantRequiredError);
  });

  it("holds for the owner of the table too, unless that is a superuser or may bypass it", async () => {
    await owner.query("create role landlord login; alter table plots owner to landlord");
    const landlord = openPool({ ...server.config, user: "landlord", max: 1 });
    expect(await idsIn(landlord)).toEqual([]);
    await landlord.end();
    expect(await idsIn(owner)).toEqual([1, 2, 3, 4]);
  });
});

it("refuses names and types that could carry SQL", () => {
  expect(() => rowSecurityDdl({ table: 'plots"; drop table plots', column: "company_id" })).toThrow(TypeError);
  expect(() => rowSecurityDdl({ table: "plots", column: "company_id = ''" })).toThrow(TypeError);
  expect(() => rowSecurityDdl({ table: "plots", column: "company_id", type: "text)" as "text" })).toThrow(TypeError);
});
