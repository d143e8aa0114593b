import { createClient } from "@libsql/client";
import { eq, sql } from "drizzle-orm";
import { drizzle as drizzleSqlite, type LibSQLDatabase } from "drizzle-orm/libsql";
import { int, mysqlTable, varchar } from "drizzle-orm/mysql-core";
import { drizzle as drizzleMysql, type MySql2Database } from "drizzle-orm/mysql2";
import { integer, sqliteTable, text } from "drizzle-orm/sqlite-core";
import mysql from "mysql2/promise";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { drizzleTenantScope, ScopeRefusedError, TenantRequiredError, withTenant } from "../../src/runtime/src/index.ts";
import { announce, BOOT_TIMEOUT, mariadbMissing, startMariadbServer } from "./support/databases.ts";
import type { MariadbServer } from "./support/mariadb-server.ts";

const MODELS = { owned: { plots: "company" } };
const FILL = "insert into plots (id, company_id, note) values (1, 'lekki', 'sea'), (2, 'ikoyi', 'secret')";

describe("a scoped Drizzle on SQLite", () => {
  const plots = sqliteTable("plots", { id: integer().primaryKey(), company: text("company_id").notNull(), note: text() });
  const client = createClient({ url: ":memory:" });
  const db: LibSQLDatabase = drizzleTenantScope(drizzleSqlite(client), sql, MODELS);

  beforeAll(async () => {
    await client.execute("create table plots (id integer primary key, company_id text not null, note text)");
    await client.execute(FILL);
  });

  it("keeps to the tenant's rows, in a batch too", async () => {
    await withTenant("lekki", async () => {
      expect(await db.select().from(plots).all()).toMatchObject([{ id: 1 }]);
      const [inserted, updated, read] = await db.batch([
        db.insert(plots).values({ id: 3, company: "lekki" }).returning(),
        db.update(plots).set({ note: "new" }).returning(),
        db.select().from(plots).where(eq(plots.id, 2)),
      ]);
      expect([inserted, updated, read]).toMatchObject([[{ company: "lekki" }], [{ id: 1 }, { id: 3 }], []]);
      await db.insert(plots).values({ id: 2, company: "lekki", note: "taken" }).onConflictDoUpdate({ target: plots.id, set: { note: "taken" } });
      expect(await db.delete(plots).returning()).toHaveLength(2);
    });
    expect((await client.execute("select note from plots")).rows).toMatchObject([{ note: "secret" }]);
  });

  it("refuses raw SQL, and everything without a tenant", async () => {
    await expect(withTenant("lekki", async () => db.run(sql`delete from plots`))).rejects.toThrow(ScopeRefusedError);
    await expect((async () => db.select().from(plots))()).rejects.toThrow(TenantRequiredError);
  });
});

describe.skipIf(mariadbMissing !== undefined)("a scoped Drizzle on MariaDB", () => {
  const plots = mysqlTable("plots", { id: int().primaryKey().autoincrement(), company: varchar("company_id", { length: 40 }).notNull(), note: varchar({ length: 40 }) });
  let server: MariadbServer;
  let pool: mysql.Pool;
  let db: MySql2Database;

  beforeAll(async () => {
    server = await startMariadbServer();
    announce("scoped-drizzle-databases.test.ts", [server.version]);
    pool = mysql.createPool({ ...server.config, connectionLimit: 2 });
    await pool.query("create table plots (id int primary key auto_increment, company_id varchar(40) not null, note varchar(40))");
    await pool.query(FILL);
    db = drizzleTenantScope<MySql2Database>(drizzleMysql(pool), sql, MODELS);
  }, BOOT_TIMEOUT);

  afterAll(async () => {
    await pool.end();
    await server.stop();
  });

  it("keeps to the tenant's rows, in a transaction too", async () => {
    await withTenant("lekki", () =>
      db.transaction(async (tx) => {
        expect(await tx.insert(plots).values({ note: "new" } as never).$returningId()).toEqual([{ id: 3 }]);
        expect(await tx.select({ id: plots.id, company: plots.company }).from(plots)).toEqual([{ id: 1, company: "lekki" }, { id: 3, company: "lekki" }]);
        await tx.update(plots).set({ note: "mine" });
        await tx.delete(plots).where(eq(plots.id, 2));
      }),
    );
    const [rows] = await pool.query("select note from plots order by id");
    expect(rows).toEqual([{ note: "mine" }, { note: "secret" }, { note: "mine" }]);
  });

  it("refuses upserts and raw SQL", async () => {
    await expect(withTenant("lekki", async () => db.insert(plots).values({ id: 2, company: "lekki" }).onDuplicateKeyUpdate({ set: { note: "mine" } }))).rejects.toThrow(ScopeRefusedError);
    await expect(withTenant("lekki", async () => db.execute(sql`delete from plots`))).rejects.toThrow(ScopeRefusedError);
  });
});
