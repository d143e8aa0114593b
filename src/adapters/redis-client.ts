import type { CacheUse } from "../analysis/cache-use.ts";
import type { Call } from "../analysis/call.ts";
import type { FileFacts } from "../analysis/file-facts.ts";
import { findClient, lastName, parentOf, toCacheUse, type ClientFacts } from "./cache-client.ts";
import { readRedisCommand, readRedisJson } from "./redis-commands.ts";

/** A Redis command on a client without key prefixes: `client.set(…)`, `client.json.set(…)`, a call in a pipeline. */
export function recognizeRedisClient(library: string, facts: ClientFacts, call: Call, file: FileFacts): CacheUse | undefined {
  if (call.method === undefined || call.receiver === undefined) return undefined;
  const json = lastName(call.receiver) === "json";
  const client = findClient(json ? parentOf(call.receiver) : call.receiver, facts, file);
  if (client === undefined) return undefined;
  const parts = json ? readRedisJson(call.method, call.args) : readRedisCommand(call.method, call.args);
  return parts && toCacheUse(library, call, client.recognizedBy, parts);
}
