import type { CacheUse } from "../../analysis/cache-use.ts";
import type { Call } from "../../analysis/call.ts";
import type { FileFacts } from "../../analysis/file-facts.ts";
import type { Value } from "../../analysis/value.ts";
import { defineCacheAdapter } from "../cache-adapter.ts";
import { clientOption, findClient, listed, toCacheUse, together, type CacheCall, type ClientFacts } from "../cache-client.ts";
import { readRedisCommand } from "../redis-commands.ts";

const CLIENT: ClientFacts = {
  packages: ["ioredis"],
  classes: ["default", "Redis", "Cluster", "default.Cluster", "Redis.Cluster", "default.Redis"],
  factories: ["default.createClient", "Redis.createClient"],
  instances: [],
  types: ["Redis", "IORedis", "Cluster", "RedisCommander", "ChainableCommander", "Pipeline"],
  passing: ["on", "once", "duplicate", "connect"],
  chains: ["pipeline", "multi"],
};

export default defineCacheAdapter({
  name: "ioredis",
  packages: CLIENT.packages,
  docs: "https://redis.github.io/ioredis/",
  hint: /ioredis/,
  recognize,
});

function recognize(call: Call, file: FileFacts): CacheUse | undefined {
  if (call.method === undefined) return undefined;
  const client = findClient(call.receiver, CLIENT, file);
  if (client === undefined) return undefined;
  const parts = CLIENT.chains.includes(call.method) ? readBatch(call.args) : readRedisCommand(call.method, call.args);
  if (parts === undefined) return undefined;
  // `keyPrefix` is not put before the patterns of `keys` and `scan`, and flushing ignores it.
  const prefixed = parts.operation !== "scan" && parts.operation !== "clear";
  const prefix = prefixed ? clientOption(client, "keyPrefix") : undefined;
  return toCacheUse("ioredis", call, client.recognizedBy, { ...parts, prefix });
}

/** The array form of a pipeline: `multi([["set", key, value], ["del", other]])`. */
function readBatch(args: readonly Value[]): CacheCall | undefined {
  const commands = listed(args[0]).flatMap((command) => readArrayCommand(listed(command)) ?? []);
  const strongest = commands.find((c) => c.stored !== undefined) ?? commands.find((c) => c.operation !== "get") ?? commands[0];
  if (strongest === undefined) return undefined;
  return {
    operation: strongest.operation,
    keys: commands.flatMap((command) => command.keys),
    stored: together(commands.flatMap((command) => command.stored ?? [])),
  };
}

function readArrayCommand([name, ...args]: readonly Value[]): CacheCall | undefined {
  return name?.kind === "constant" && typeof name.value === "string" ? readRedisCommand(name.value, args) : undefined;
}
