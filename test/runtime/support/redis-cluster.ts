import { setTimeout as sleep } from "node:timers/promises";
import { Redis } from "ioredis";
import { freePort } from "./server-process.ts";
import { startRedis } from "./redis-server.ts";

/** A private Redis Cluster of two masters without replicas, each with half of the slots. */
export interface RedisCluster {
  readonly ports: readonly number[];
  readonly version: string;
  stop(): Promise<void>;
}

/** Starts the masters and lets them meet. */
export async function startRedisCluster(binary: string): Promise<RedisCluster> {
  const buses = [await freePort(), await freePort()];
  const servers = await Promise.all(buses.map((bus) => startRedis(binary, ["--cluster-enabled", "yes", "--cluster-port", String(bus)])));
  const clients = servers.map(({ port }) => new Redis(port, "127.0.0.1"));
  try {
    for (const [index, client] of clients.entries()) {
      await client.cluster("SET-CONFIG-EPOCH", index + 1);
      await client.call("CLUSTER", "ADDSLOTSRANGE", String(index * 8192), String(index * 8192 + 8191));
    }
    await clients[0]?.call("CLUSTER", "MEET", "127.0.0.1", String(servers[1]?.port), String(buses[1]));
    for (const client of clients) await untilWhole(client);
  } finally {
    for (const client of clients) client.disconnect();
  }
  return {
    ports: servers.map(({ port }) => port),
    version: `a cluster of ${servers.length} times ${servers[0]?.version ?? ""}`,
    async stop() {
      await Promise.all(servers.map((server) => server.stop()));
    },
  };
}

async function untilWhole(client: Redis): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    if ((await client.cluster("INFO")).includes("cluster_state:ok")) return;
    await sleep(50);
  }
  throw new Error("The masters of the Redis Cluster did not find each other within ten seconds.");
}
