import type { CacheUse } from "../../analysis/cache-use.ts";
import type { Call } from "../../analysis/call.ts";
import type { FileFacts } from "../../analysis/file-facts.ts";
import type { Value } from "../../analysis/value.ts";
import { defineCacheAdapter } from "../cache-adapter.ts";
import {
  findClient, lastName, listed, parentOf, toCacheUse, together, written,
  type CacheCall, type Client, type ClientFacts,
} from "../cache-client.ts";

// The `Cache` of the browser has other methods, and its name alone is no evidence: the file has to import a package.
const CLIENT: ClientFacts = {
  packages: ["cache-manager", "@nestjs/cache-manager"],
  classes: [],
  factories: ["createCache", "caching", "multiCaching", "default.caching", "default.multiCaching"],
  instances: [],
  types: ["Cache", "MultiCache", "MemoryCache", "RedisCache", "Store"],
  passing: [],
  chains: [],
};

export default defineCacheAdapter({
  name: "cache-manager",
  packages: CLIENT.packages,
  docs: "https://cacheable.org/docs/cache-manager/",
  hint: /cache-manager|cacheManager|CACHE_MANAGER/,
  recognize,
});

function recognize(call: Call, file: FileFacts): CacheUse | undefined {
  const client = findCache(call.receiver, file);
  const parts = client && readCall(call);
  return parts && toCacheUse("cache-manager", call, client.recognizedBy, parts);
}

/** The cache, or its store: `cache.store.mget(…)` in version 5, `cache.stores[0].get(…)` later. */
function findCache(value: Value | undefined, file: FileFacts): Client | undefined {
  if (value === undefined) return undefined;
  return findClient(value, CLIENT, file) ?? findClient(ownerOfStore(value), CLIENT, file);
}

function ownerOfStore(value: Value): Value | undefined {
  const parent = parentOf(value);
  if (parent === undefined || lastName(value) === "store") return parent;
  return lastName(parent) === "stores" ? parentOf(parent) : undefined;
}

function readCall({ method, args }: Call): CacheCall | undefined {
  const key = args[0];
  switch (method) {
    case "get":
    case "ttl":
      return key && { operation: "get", keys: [key] };
    case "mget":
      return key && { operation: "get", keys: args.flatMap(listed) };
    case "set":
      return key && { operation: "set", keys: [key], stored: args[1] };
    case "mset":
      return readMany(listed(key));
    case "wrap":
      return key && { operation: "wrap", keys: [key], stored: args.find((argument) => argument.kind === "function") ?? args[1] };
    case "del":
    case "delete":
    case "mdel":
      return key && { operation: "delete", keys: args.flatMap(listed) };
    case "keys":
      return { operation: "scan", keys: [key ?? { kind: "constant", value: "*" }] };
    case "clear":
    case "reset":
      return { operation: "clear", keys: [] };
    default:
      return undefined;
  }
}

/** `[{ key, value }]` since version 6, `[[key, value]]` before. */
function readMany(entries: readonly Value[]): CacheCall | undefined {
  if (entries.length === 0) return undefined;
  const keys = entries.flatMap((entry) => [...written(entry, "key"), ...elementOf(entry, 0)]);
  const values = entries.flatMap((entry) => [...written(entry, "value"), ...elementOf(entry, 1)]);
  return { operation: "set", keys, stored: together(values) };
}

function elementOf(value: Value, index: number): readonly Value[] {
  const item = value.kind === "list" ? value.items[index] : undefined;
  return item ? [item.value] : [];
}
