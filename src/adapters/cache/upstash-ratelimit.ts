import type { CacheUse } from "../../analysis/cache-use.ts";
import type { Call } from "../../analysis/call.ts";
import type { FileFacts } from "../../analysis/file-facts.ts";
import { defineCacheAdapter } from "../cache-adapter.ts";
import { clientOption, findClient, toCacheUse, type ClientFacts } from "../cache-client.ts";

const CLIENT: ClientFacts = {
  packages: ["@upstash/ratelimit"],
  classes: ["Ratelimit", "MultiRegionRatelimit", "RegionRatelimit"],
  factories: [],
  instances: [],
  types: ["Ratelimit", "MultiRegionRatelimit"],
  passing: [],
  chains: [],
};

const METHODS = ["limit", "blockUntilReady", "resetUsedTokens", "getRemaining"];

export default defineCacheAdapter({
  name: "upstash-ratelimit",
  packages: CLIENT.packages,
  docs: "https://upstash.com/docs/redis/sdks/ratelimit-ts/methods",
  hint: /@upstash\/ratelimit/,
  recognize,
});

function recognize(call: Call, file: FileFacts): CacheUse | undefined {
  const key = call.args[0];
  if (key === undefined || !METHODS.includes(call.method ?? "")) return undefined;
  const client = findClient(call.receiver, CLIENT, file);
  if (client === undefined) return undefined;
  const prefix = clientOption(client, "prefix");
  return toCacheUse("upstash-ratelimit", call, client.recognizedBy, { operation: "limit", keys: [key], prefix });
}
