import { Redis } from "ioredis";
import { MongoClient } from "mongodb";
import { createClient } from "redis";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createMongoSequences, createRedisSequences, type RedisClient, type StoreKey, type StoreSeed } from "../../src/runtime/src/index.ts";
import { announce, BOOT_TIMEOUT, required } from "./support/databases.ts";
import { type MongoDouble, startMongoDouble } from "./support/mongo-double.ts";
import { findRedisBinary, type RedisServer, startRedis } from "./support/redis-server.ts";
import { storeSpecs } from "./support/store-specs.ts";

const binary = findRedisBinary();
const redisMissing = required("Redis", binary, "no redis-server on PATH or in /usr/bin", "redis-server");
const versions: string[] = [];
afterAll(() => announce("stores.test.ts", versions));

describe.skipIf(redisMissing)("Redis", () => {
  let server: RedisServer;
  let ioredis: Redis;
  let clients: Readonly<Record<"ioredis" | "node-redis", RedisClient>>;

  beforeAll(async () => {
    server = await startRedis(binary ?? "");
    versions.push(server.version);
    ioredis = new Redis(server.port, "127.0.0.1");
    ioredis.on("error", () => undefined);
    const nodeRedis = createClient({ url: `redis://127.0.0.1:${server.port}` });
    nodeRedis.on("error", () => undefined);
    await nodeRedis.connect();
    clients = { ioredis, "node-redis": nodeRedis };
    return async () => {
      ioredis.disconnect();
      nodeRedis.destroy();
      await server.stop();
    };
  }, BOOT_TIMEOUT);

  for (const name of ["ioredis", "node-redis"] as const) {
    storeSpecs({
      name: `Redis through ${name}`,
      open: (seed?: (key: StoreKey) => StoreSeed | undefined) => createRedisSequences({ client: clients[name], ...(seed && { seed }) }),
      forget: async () => {
        await ioredis.flushall();
      },
    });
  }

  it("gives no number twice when Redis is killed, as long as it writes before it answers", async () => {
    const given: number[] = [];
    for (let crash = 0; crash < 3; crash += 1) {
      const client = new Redis(server.port, "127.0.0.1", { maxRetriesPerRequest: 0, retryStrategy: () => null });
      client.on("error", () => undefined);
      const sequences = createRedisSequences({ client });
      const counting = (async () => {
        for (;;) given.push(await sequences.next({ tenant: "lekki", name: "crash" }));
      })().catch(() => undefined);
      while (given.length < (crash + 1) * 50) await new Promise((resolve) => setTimeout(resolve, 10));
      await server.crashAndRestart();
      await counting;
      client.disconnect();
    }
    expect(given.length).toBeGreaterThanOrEqual(150);
    expect(new Set(given).size).toBe(given.length);
  });
});

describe("MongoDB's driver on a double of the server", () => {
  let double: MongoDouble;
  let client: MongoClient;

  beforeAll(async () => {
    double = await startMongoDouble();
    versions.push("a double of MongoDB");
    client = new MongoClient(double.url, { serverApi: "1" });
    return async () => {
      await client.close();
      await double.close();
    };
  });
  const open = (seed?: (key: StoreKey) => StoreSeed | undefined) =>
    createMongoSequences({ collection: client.db("estate").collection("counters"), ...(seed && { seed }) });

  storeSpecs({ name: "MongoDB's driver on a double", open, forget: () => double.documents.clear() });

  it("looks again when somebody else made the counter, and asks for a majority", async () => {
    double.duplicates = 3;
    expect(await open().next({ tenant: "lekki", name: "majority" })).toBe(1);
    expect(double.duplicates).toBe(0);
    expect(double.commands.at(-1)).toMatchObject({ findAndModify: "counters", new: true, writeConcern: { w: "majority" } });
    double.duplicates = 9;
    await expect(open().next({ tenant: "lekki", name: "unlucky" })).rejects.toThrow("E11000");
    double.duplicates = 0;
  });
});
