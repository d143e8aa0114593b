import type { CacheUse } from "../../analysis/cache-use.ts";
import type { Call } from "../../analysis/call.ts";
import type { FileFacts } from "../../analysis/file-facts.ts";
import { defineCacheAdapter } from "../cache-adapter.ts";
import { clientOption, findClient, toCacheUse, type ClientFacts } from "../cache-client.ts";

const LIMITERS = [
  "RateLimiterRedis", "RateLimiterMemory", "RateLimiterValkey", "RateLimiterValkeyGlide", "RateLimiterMemcache",
  "RateLimiterMongo", "RateLimiterMySQL", "RateLimiterPostgres", "RateLimiterPrisma", "RateLimiterDrizzle",
  "RateLimiterSQLite", "RateLimiterDynamo", "RateLimiterCluster", "RateLimiterUnion", "RLWrapperBlackAndWhite",
  "RateLimiterQueue", "BurstyRateLimiter",
];

const CLIENT: ClientFacts = {
  packages: ["rate-limiter-flexible"],
  classes: [...LIMITERS, ...LIMITERS.map((name) => `default.${name}`)],
  factories: [],
  instances: [],
  types: [...LIMITERS, "RateLimiterAbstract", "RateLimiterStoreAbstract"],
  passing: [],
  chains: [],
};

const METHODS = ["consume", "penalty", "reward", "block", "get", "set", "delete"];

export default defineCacheAdapter({
  name: "rate-limiter-flexible",
  packages: CLIENT.packages,
  docs: "https://github.com/animir/node-rate-limiter-flexible/wiki",
  hint: /rate-limiter-flexible/,
  recognize,
});

function recognize(call: Call, file: FileFacts): CacheUse | undefined {
  const key = call.args[0];
  if (key === undefined || !METHODS.includes(call.method ?? "")) return undefined;
  const client = findClient(call.receiver, CLIENT, file);
  if (client === undefined) return undefined;
  const prefix = clientOption(client, "keyPrefix");
  return toCacheUse("rate-limiter-flexible", call, client.recognizedBy, { operation: "limit", keys: [key], prefix });
}
