import { DataTypes, Sequelize, type Transaction } from "sequelize";
import { DataSource, type EntityManager, EntitySchema, type EntitySchemaOptions } from "typeorm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  createPrefixRegistry,
  createSequences,
  createUids,
  parseUid,
  sequelizeExecutor,
  sequelizeTenantScope,
  sequelizeUids,
  type SqlExecutor,
  TenantRequiredError,
  typeormExecutor,
  typeormTenantScope,
  typeormUids,
  type UidModels,
  type Uids,
} from "../../src/runtime/src/index.ts";
import { announce, BOOT_TIMEOUT, postgresMissing, startServer } from "./support/databases.ts";
import type { PostgresServer } from "./support/postgres-server.ts";
import { asIkoyi, asLekki, forAll, LEKKI } from "./support/two-companies.ts";

interface NewClient {
  readonly name: string | null;
  readonly uid?: string;
}

/** A library whose table `clients` has the hook, and whose queries are scoped. */
interface HookUse<Tx> {
  readonly executor: SqlExecutor;
  /** Makes the table, without rows. */
  empty(): Promise<unknown>;
  attach(uids: Uids<"CLI">, models: UidModels<"CLI">): unknown;
  transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  create(client: NewClient, tx?: Tx): Promise<{ readonly uid: string }>;
  createMany(clients: NewClient[], tx?: Tx): Promise<unknown>;
  /** Every UID there is, in the order of the rows. */
  uids(): Promise<string[]>;
  close(): Promise<unknown>;
}

type Kind<Tx = never> = (server: PostgresServer) => Promise<HookUse<Tx>> | HookUse<Tx>;
const addressOf = ({ config }: PostgresServer) => ({ host: String(config.host), port: Number(config.port), database: String(config.database) });

const sequelizeKind: Kind<Transaction> = (server) => {
  const { host, port, database } = addressOf(server);
  const sequelize = new Sequelize(database, "postgres", "", { dialect: "postgres", host, port, logging: false });
  const required = { type: DataTypes.TEXT, allowNull: false };
  const Client = sequelize.define("Client", { name: required, companyId: required, uid: { ...required, unique: true } }, { timestamps: false });
  sequelizeTenantScope(sequelize, { owned: { Client: "companyId" } });
  return {
    executor: sequelizeExecutor(sequelize),
    empty: () => Client.sync({ force: true }),
    attach: (uids, models) => sequelizeUids(sequelize, uids, models),
    transaction: (work) => sequelize.transaction(work),
    create: async (client, transaction) => (await Client.create({ ...client }, { transaction: transaction ?? null })).get() as { uid: string },
    createMany: (clients, transaction) => Client.bulkCreate(clients as never, { validate: true, transaction: transaction ?? null }),
    uids: async () => (await Client.findAll({ order: ["id"] })).map((row) => String(row.get("uid"))),
    close: () => sequelize.close(),
  };
};

const typeormKind: Kind<EntityManager> = async (server) => {
  const { host, port, database } = addressOf(server);
  const options: object = {
    name: "TypeormClient",
    columns: { id: { type: "int", primary: true, generated: true }, name: { type: "text" }, companyId: { type: "text" }, uid: { type: "text", unique: true } },
  };
  const Client = new EntitySchema(options as EntitySchemaOptions<NewClient & { id: number; companyId: string }>);
  const source = new DataSource({ type: "postgres", host, port, username: "postgres", database, entities: [Client], synchronize: true });
  await source.initialize();
  typeormTenantScope(source, { owned: { TypeormClient: "companyId" } });
  return {
    executor: typeormExecutor(source),
    empty: () => source.manager.clear(Client),
    attach: (uids, { Client: field }) => field !== undefined && typeormUids(source, uids, { TypeormClient: field }),
    transaction: (work) => source.transaction(work),
    create: async (client, manager = source.manager) => await manager.save(Client, client as NewClient & { uid: string }),
    createMany: (clients, manager = source.manager) => manager.insert(Client, clients),
    uids: async () => (await source.manager.find(Client, { order: { id: "ASC" } })).map(({ uid }) => String(uid)),
    close: () => source.destroy(),
  };
};

const kinds: Readonly<Record<string, Kind>> = { Sequelize: sequelizeKind as unknown as Kind, TypeORM: typeormKind as unknown as Kind };

describe.skipIf(postgresMissing)("hooks that give UIDs", () => {
  let server: PostgresServer | undefined;
  beforeAll(async () => {
    server = await startServer();
    return async () => {
      await server?.stop();
    };
  }, BOOT_TIMEOUT);
  afterAll(() => announce("uid-hooks.test.ts", server === undefined ? [] : [server.version]));

  describe.each(Object.entries(kinds))("of %s", (library, open) => {
    let use: HookUse<never>;
    beforeAll(async () => {
      if (server === undefined) throw new Error("The server did not start.");
      use = await open(server);
      const places = { executor: use.executor, dialect: "postgres" } as const;
      const sequences = createSequences({ ...places, table: `${library.toLowerCase()}_sequences` });
      const registry = createPrefixRegistry({ ...places, table: `${library.toLowerCase()}_prefixes` });
      await sequences.createTable();
      await registry.createTable();
      // `next` has no transaction to read the name in; both companies hold a prefix before.
      const names: Readonly<Record<string, string>> = { [LEKKI]: "Lekki Gardens", ikoyi: "Ikoyi Heights" };
      const uids = createUids({ sequences, registry, roles: ["CLI"], nameOf: (tenant) => names[String(tenant)] ?? "" });
      use.attach(uids, { Client: { field: "uid", role: "CLI", tenantKey: "companyId" } });
      return async () => {
        await use.close();
      };
    }, BOOT_TIMEOUT);
    beforeEach(async () => {
      await forAll(() => use.empty());
    });

    const numberOf = (uid: string): number => {
      const parsed = parseUid(uid);
      return parsed.ok ? parsed.number : NaN;
    };
    const numbers = async (): Promise<number[]> => (await asLekki(() => use.uids())).map(numberOf);
    const fromFirst = (found: number[]): number[] => found.map((number) => number - (found[0] ?? 0));

    it("give each row of each company its own, in one transaction with the row", async () => {
      const made = await asLekki(() => use.transaction(async (tx) => [await use.create({ name: "Ada" }, tx), await use.create({ name: "Bayo" }, tx)]));
      await asLekki(() => use.transaction((tx) => use.createMany([{ name: "Chi" }, { name: "Dami" }], tx)));
      const other = await asIkoyi(() => use.transaction((tx) => use.create({ name: "Ada" }, tx)));
      expect(fromFirst(await numbers())).toEqual([0, 1, 2, 3]);
      expect(made.map(({ uid }) => uid)).toEqual((await asLekki(() => use.uids())).slice(0, 2));
      expect(other.uid.slice(0, 3)).not.toBe(made[0]?.uid.slice(0, 3));
    });

    it("give a rolled-back number again", async () => {
      await asLekki(() => use.transaction((tx) => use.create({ name: "Ada" }, tx)));
      const undone = asLekki(() =>
        use.transaction(async (tx) => {
          await use.create({ name: "Bayo" }, tx);
          await use.createMany([{ name: "Chi" }], tx);
          throw new Error("changed its mind");
        }),
      );
      await expect(undone).rejects.toThrow("changed its mind");
      await asLekki(() => use.transaction((tx) => use.create({ name: "Dami" }, tx)));
      expect(fromFirst(await numbers())).toEqual([0, 1]);
    });

    it("take no number for a row that is refused", async () => {
      await asLekki(() => use.create({ name: "Ada" }));
      await expect(asLekki(() => use.transaction((tx) => use.create({ name: null }, tx)))).rejects.toThrow();
      await asLekki(() => use.create({ name: "Bayo" }));
      expect(fromFirst(await numbers())).toEqual([0, 1]);
    });

    it("are unique without a transaction, however many come at once", async () => {
      await asLekki(() => Promise.all(Array.from({ length: 12 }, (_, index) => use.create({ name: `client ${index}` }))));
      expect(new Set(await numbers()).size).toBe(12);
    });

    it("leave a UID that is there", async () => {
      await asLekki(() => use.create({ name: "Ada", uid: "XYZ-CLI900" }));
      expect(await asLekki(() => use.uids())).toEqual(["XYZ-CLI900"]);
    });

    it("know no number without a tenant", async () => {
      await expect(use.create({ name: "Ada" })).rejects.toThrow(TenantRequiredError);
      await expect(forAll(() => use.createMany([{ name: "Ada" }]))).rejects.toThrow(TenantRequiredError);
    });
  });
});
