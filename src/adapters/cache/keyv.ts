import type { CacheUse } from "../../analysis/cache-use.ts";
import type { Call } from "../../analysis/call.ts";
import type { FileFacts } from "../../analysis/file-facts.ts";
import { defineCacheAdapter } from "../cache-adapter.ts";
import { clientOption, findClient, listed, toCacheUse, together, written, type CacheCall, type ClientFacts } from "../cache-client.ts";

const CLIENT: ClientFacts = {
  packages: ["keyv", "@keyv/redis", "@keyv/valkey", "@keyv/memcache", "@keyv/mongo", "@keyv/postgres", "@keyv/sqlite"],
  classes: ["Keyv", "default.Keyv", "default"],
  factories: ["createKeyv", "createKeyvNonBlocking"],
  instances: [],
  types: ["Keyv"],
  passing: ["on", "once"],
  chains: [],
};

export default defineCacheAdapter({
  name: "keyv",
  packages: CLIENT.packages,
  docs: "https://keyv.org/docs/keyv/",
  hint: /keyv/i,
  recognize,
});

function recognize(call: Call, file: FileFacts): CacheUse | undefined {
  const client = findClient(call.receiver, CLIENT, file);
  const parts = client && readCall(call);
  // Keys are stored as `namespace:key`, and `clear` drops the entries of its namespace only.
  return parts && toCacheUse("keyv", call, client.recognizedBy, { ...parts, prefix: clientOption(client, "namespace") });
}

function readCall({ method, args }: Call): CacheCall | undefined {
  switch (method) {
    case "get":
    case "getRaw":
    case "getMany":
    case "getManyRaw":
    case "has":
    case "hasMany":
      return args[0] && { operation: "get", keys: listed(args[0]) };
    case "set":
    case "setRaw":
      return args[0] && { operation: "set", keys: [args[0]], stored: args[1] };
    case "setMany":
    case "setManyRaw":
      return {
        operation: "set",
        keys: listed(args[0]).flatMap((entry) => written(entry, "key")),
        stored: together(listed(args[0]).flatMap((entry) => written(entry, "value"))),
      };
    case "delete":
    case "deleteMany":
      return args[0] && { operation: "delete", keys: listed(args[0]) };
    case "clear":
      return { operation: "clear", keys: [] };
    default:
      return undefined;
  }
}
