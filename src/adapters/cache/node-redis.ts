import { defineCacheAdapter } from "../cache-adapter.ts";
import type { ClientFacts } from "../cache-client.ts";
import { recognizeRedisClient } from "../redis-client.ts";

const CLIENT: ClientFacts = {
  packages: ["redis", "@redis/client"],
  classes: [],
  factories: [
    "createClient", "createCluster", "createClientPool", "createSentinel",
    "default.createClient", "default.createCluster", "default.createClientPool",
  ],
  instances: [],
  types: ["RedisClientType", "RedisClusterType", "RedisClientPoolType", "RedisClient"],
  passing: ["on", "once", "duplicate", "connect", "withCommandOptions", "withTypeMapping", "legacy"],
  chains: ["multi", "pipeline"],
};

export default defineCacheAdapter({
  name: "node-redis",
  packages: CLIENT.packages,
  docs: "https://redis.io/docs/latest/develop/clients/nodejs/",
  hint: /redis/,
  recognize: (call, file) => recognizeRedisClient("node-redis", CLIENT, call, file),
});
