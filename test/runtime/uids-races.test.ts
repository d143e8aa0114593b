import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  createPrefixRegistry,
  createSequences,
  createUids,
  formatUid,
  type PrefixRegistry,
  type Sequences,
  type Uids,
} from "../../src/runtime/src/index.ts";
import { announce, BOOT_TIMEOUT, poolOn, postgresMissing, startServer, type TestDatabase } from "./support/databases.ts";
import type { PostgresServer } from "./support/postgres-server.ts";
import { race, seededRandom, upTo } from "./support/race.ts";

const CONNECTIONS = 32;
let server: PostgresServer | undefined;
afterAll(() => announce("uids-races.test.ts", server === undefined ? [] : [server.version]));

describe.skipIf(postgresMissing)("UIDs under concurrency on PostgreSQL", () => {
  let db: TestDatabase;
  let sequences: Sequences;
  let registry: PrefixRegistry;
  let uids: Uids;

  beforeAll(async () => {
    server = await startServer();
    db = poolOn(server, CONNECTIONS);
    sequences = createSequences({ executor: db.executor, dialect: "postgres" });
    registry = createPrefixRegistry({ executor: db.executor, dialect: "postgres" });
    uids = createUids({ sequences, registry });
    await race(CONNECTIONS, 1, () => Promise.all([sequences.createTable(), registry.createTable()]));
    await db.executor.query("create table marketers (uid text primary key)", []);
    return async () => {
      await db.close();
      await server?.stop();
    };
  }, BOOT_TIMEOUT);

  it("gives 320 companies of one name 320 prefixes on 32 connections", async () => {
    const prefixes = await race(CONNECTIONS, 10, (worker, round) =>
      db.transaction((tx) => uids.claimPrefix(tx, { tenant: `same-${worker}-${round}`, name: "Lekki Palm Lands" })),
    );
    expect(new Set(prefixes).size).toBe(CONNECTIONS * 10);
  });

  it("gives one company one prefix, however many ask at once", async () => {
    for (let round = 0; round < 10; round += 1) {
      const claim = () => db.transaction((tx) => uids.claimPrefix(tx, { tenant: `alone-${round}`, name: "Landmark Properties" }));
      expect(new Set(await race(CONNECTIONS, 1, claim)).size).toBe(1);
    }
  });

  it("numbers 200 parallel registrations without a hole, prefix claimed on the way", async () => {
    const random = seededRandom(77);
    const lazy = createUids({ sequences, registry, roles: ["MKT", "CLI"], nameOf: (tenant) => `Green ${String(tenant)} Homes` });
    const expected = new Map<string, number>();
    await race(200, 1, async (worker) => {
      const tenant = worker % 2 === 0 ? "Field" : "Forest";
      const role = worker % 3 === 0 ? "CLI" : "MKT";
      const givesUp = random() < 0.2;
      await db
        .transaction(async (tx) => {
          await tx.query("insert into marketers values ($1)", [await lazy.allocate(tx, { tenant, role })]);
          if (givesUp) throw new Error("gave up");
        })
        .then(
          () => expected.set(`${tenant} ${role}`, (expected.get(`${tenant} ${role}`) ?? 0) + 1),
          (error: unknown) => expect(String(error)).toContain("gave up"),
        );
    });
    const { rows } = await db.executor.query("select uid from marketers", []);
    const stored = rows.map((row) => (row as { uid: string }).uid);
    const gapless = await Promise.all(
      [...expected].map(async ([key, count]) => {
        const [tenant = "", role = ""] = key.split(" ");
        const prefix = (await registry.find(tenant)) ?? "";
        return upTo(count).map((number) => formatUid({ prefix, role, number }));
      }),
    );
    expect(expected.size).toBe(4);
    expect(stored.sort()).toEqual(gapless.flat().sort());
  });
});
