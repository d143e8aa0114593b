import { PGlite } from "@electric-sql/pglite";
import { pgTable, serial, text } from "drizzle-orm/pg-core";
import { sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/pglite";
import { PrismaPGlite } from "pglite-prisma-adapter";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  createPrefixRegistry,
  createSequences,
  createUids,
  drizzleUids,
  prismaTenantScope,
  prismaUids,
  TenantRequiredError,
  type Uids,
  withTenant,
} from "../../src/runtime/src/index.ts";
import { BOOT_TIMEOUT } from "./support/databases.ts";
import { generatedPrisma } from "./support/prisma-client.ts";

const SCHEMA = `
model Agency {
  id      Int      @id @default(autoincrement())
  companyId String
  clients Client[]
}
model Client {
  id        Int     @id @default(autoincrement())
  companyId String
  uid       String  @unique
  name      String
  agencyId  Int?
  agency    Agency? @relation(fields: [agencyId], references: [id])

  @@unique([companyId, name])
}`;

type Call = (args: object) => Promise<{ id: number; uid: string; count: number; clients: { uid: string }[] }>;
type Models = Record<"client" | "agency", Record<"create" | "createMany" | "createManyAndReturn" | "upsert" | "update", Call>>;
interface Prisma extends Models {
  $extends(extension: unknown): Prisma;
  $transaction<T>(work: (tx: Prisma) => Promise<T>): Promise<T>;
  $transaction(batch: Promise<unknown>[]): Promise<unknown[]>;
}

const UID = { field: "uid", role: "CLI", tenantKey: "companyId" } as const;

describe("the UID hook of Prisma", () => {
  let pglite: PGlite;
  let prisma: Prisma;
  let scoped: Prisma;
  let uids: Uids<"CLI">;
  let remove: () => void;
  beforeAll(async () => {
    const generated = generatedPrisma(SCHEMA);
    ({ remove } = generated);
    pglite = await PGlite.create();
    await pglite.exec(`create table "Agency" (id serial primary key, "companyId" text not null);
      create table "Client" (id serial primary key, "companyId" text not null, uid text not null unique, name text not null, "agencyId" int, unique ("companyId", name));`);
    const sequences = createSequences({ executor: pglite, dialect: "postgres" });
    const registry = createPrefixRegistry({ executor: pglite, dialect: "postgres" });
    await sequences.createTable();
    await registry.createTable();
    uids = createUids({ sequences, registry, roles: ["CLI"], nameOf: (tenant) => `${String(tenant)} Palm Lands` });
    const base = new generated.PrismaClient({ adapter: new PrismaPGlite(pglite) }) as Prisma;
    prisma = base.$extends(prismaUids(uids, { Client: UID }));
    scoped = prisma.$extends(prismaTenantScope({ owned: { Agency: "companyId", Client: "companyId" } }));
  }, BOOT_TIMEOUT);
  afterAll(async () => {
    await pglite.close();
    remove();
  });
  beforeEach(() => pglite.exec('delete from "Client"; delete from "Agency"; delete from ringfence_sequences'));

  const asLekki = <T>(work: () => Promise<T>): Promise<T> => withTenant("lekki", work);
  const stored = async (): Promise<string[]> => (await pglite.query<{ uid: string }>('select uid from "Client" order by id')).rows.map(({ uid }) => uid);
  const kinds = [
    { name: "alone", client: () => prisma },
    { name: "with a scope", client: () => scoped },
  ];

  it.each(kinds)("numbers rows in Prisma, in whatever call they are created: $name", async ({ client }) => {
    const db = client();
    const own = { companyId: "lekki" };
    await asLekki(async () => {
      expect(await db.client.create({ data: { ...own, name: "a" } })).toMatchObject({ uid: "LPL-CLI001" });
      await db.client.createMany({ data: [{ ...own, name: "b" }, { ...own, name: "c", uid: "OLD-CLI007" }] });
      expect(await db.client.createManyAndReturn({ data: { ...own, name: "d" } })).toMatchObject([{ uid: "LPL-CLI003" }]);
      const agency = await db.agency.create({ data: { ...own, clients: { create: [{ ...own, name: "e" }, { ...own, name: "f" }] } }, include: { clients: true } });
      expect(agency.clients.map(({ uid }) => uid)).toEqual(["LPL-CLI004", "LPL-CLI005"]);
      await db.agency.update({ where: { id: agency.id }, data: { clients: { createMany: { data: [{ ...own, name: "g" }] } } } });
      const byName = { companyId_name: { companyId: "lekki", name: "h" } };
      expect(await db.client.upsert({ where: byName, create: { ...own, name: "h" }, update: {} })).toMatchObject({ uid: "LPL-CLI007" });
      expect(await db.client.upsert({ where: byName, create: { ...own, name: "h" }, update: { agencyId: null } })).toMatchObject({ uid: "LPL-CLI007" });
      // One number went to the upsert that found its row.
      expect(await db.client.create({ data: { ...own, name: "i" } })).toMatchObject({ uid: "LPL-CLI009" });
    });
    expect(await stored()).toHaveLength(9);
  });

  it("takes the tenant in force for a row in Prisma that names none", async () => {
    expect(await asLekki(() => scoped.client.create({ data: { name: "a" } }))).toMatchObject({ uid: "LPL-CLI001", companyId: "lekki" });
    await expect(prisma.client.create({ data: { name: "a" } })).rejects.toThrow(TenantRequiredError);
  });

  it.each(kinds)("gives a number in Prisma again when its row was rolled back: $name", async ({ client }) => {
    const db = client();
    const create = (tx: Prisma, name: string) => tx.client.create({ data: { companyId: "lekki", name } });
    await asLekki(async () => {
      await expect(create(db, null as never)).rejects.toThrow();
      const failed = db.$transaction(async (tx) => {
        expect(await create(tx, "a")).toMatchObject({ uid: "LPL-CLI001" });
        expect(await create(tx, "b")).toMatchObject({ uid: "LPL-CLI002" });
        throw new Error("no sale");
      });
      await expect(failed).rejects.toThrow("no sale");
      await db.$transaction((tx) => create(tx, "a"));
      await expect(create(db, "a")).rejects.toThrow(/Unique/);
      expect(await create(db, "b")).toMatchObject({ uid: "LPL-CLI002" });
    });
    expect(await stored()).toEqual(["LPL-CLI001", "LPL-CLI002"]);
  });

  it("numbers parallel creates in Prisma without a hole", async () => {
    await Promise.all(Array.from({ length: 12 }, (_, index) => prisma.client.create({ data: { companyId: "lekki", name: `c${index}` } })));
    expect((await stored()).sort()).toEqual(Array.from({ length: 12 }, (_, index) => `LPL-CLI${String(index + 1).padStart(3, "0")}`));
  });

  it("says that a batch of Prisma cannot number rows", async () => {
    await expect(prisma.$transaction([prisma.client.create({ data: { companyId: "lekki", name: "a" } })])).rejects.toThrow("which a batch cannot");
    expect(await stored()).toEqual([]);
  });

  it("numbers the rows of a Drizzle insert in its transaction", async () => {
    const clients = pgTable("Client", { id: serial().primaryKey(), companyId: text().notNull(), uid: text().notNull(), name: text().notNull() });
    const db = drizzle(pglite);
    const insert = (names: string[]) =>
      db.transaction(async (tx) => {
        const rows = await drizzleUids(tx, sql, uids, UID, names.map((name) => ({ name, companyId: "lekki" })));
        return tx.insert(clients).values(rows).returning({ uid: clients.uid });
      });
    await insert(["a"]);
    await expect(insert(["b", "a"])).rejects.toThrow();
    expect(await insert(["b", "c"])).toEqual([{ uid: "LPL-CLI002" }, { uid: "LPL-CLI003" }]);
    await expect(drizzleUids(db, sql, uids, UID, [{ name: "d" }])).rejects.toThrow("needs the transaction");
  });
});
