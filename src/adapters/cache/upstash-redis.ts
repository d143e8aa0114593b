import { defineCacheAdapter } from "../cache-adapter.ts";
import type { ClientFacts } from "../cache-client.ts";
import { recognizeRedisClient } from "../redis-client.ts";

// @vercel/kv is a thin shell around the same client.
const CLIENT: ClientFacts = {
  packages: [
    "@upstash/redis", "@upstash/redis/cloudflare", "@upstash/redis/fastly", "@upstash/redis/nodejs", "@upstash/redis/node",
    "@upstash/redis/with-fetch", "@vercel/kv",
  ],
  classes: ["Redis"],
  factories: ["Redis.fromEnv", "createClient"],
  instances: ["kv", "default"],
  types: ["Redis", "VercelKV", "Pipeline"],
  passing: [],
  chains: ["pipeline", "multi"],
};

export default defineCacheAdapter({
  name: "upstash-redis",
  packages: CLIENT.packages,
  docs: "https://upstash.com/docs/redis/sdks/ts/overview",
  hint: /@upstash\/redis|@vercel\/kv/,
  recognize: (call, file) => recognizeRedisClient("upstash-redis", CLIENT, call, file),
});
