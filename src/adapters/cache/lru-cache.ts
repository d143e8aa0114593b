import type { CacheUse } from "../../analysis/cache-use.ts";
import type { Call } from "../../analysis/call.ts";
import type { FileFacts } from "../../analysis/file-facts.ts";
import type { Node } from "../../syntax/source-file.ts";
import { defineCacheAdapter } from "../cache-adapter.ts";
import { clientOption, findClient, toCacheUse, type CacheCall, type Client, type ClientFacts } from "../cache-client.ts";

const CLIENT: ClientFacts = {
  packages: ["lru-cache"],
  classes: ["LRUCache", "default", "default.LRUCache"],
  factories: ["default"],
  instances: [],
  types: ["LRUCache", "LRU"],
  passing: [],
  chains: [],
};

export default defineCacheAdapter({
  name: "lru-cache",
  packages: CLIENT.packages,
  docs: "https://github.com/isaacs/node-lru-cache#readme",
  hint: /lru-cache/,
  recognize,
});

function recognize(call: Call, file: FileFacts): CacheUse | undefined {
  const client = findClient(call.receiver, CLIENT, file);
  if (client === undefined || isLocal(client, call.node)) return undefined;
  const parts = readCall(call, client);
  return parts && toCacheUse("lru-cache", call, client.recognizedBy, parts);
}

function readCall({ method, args }: Call, client: Client): CacheCall | undefined {
  const key = args[0];
  switch (method) {
    case "get":
    case "peek":
    case "has":
    case "info":
    case "getRemainingTTL":
      return key && { operation: "get", keys: [key] };
    case "set":
      return key && { operation: "set", keys: [key], stored: args[1] };
    // The `context` given to a fetch does not enter the key.
    case "fetch":
    case "forceFetch":
      return key && { operation: "wrap", keys: [key], stored: clientOption(client, "fetchMethod") };
    case "memo":
      return key && { operation: "wrap", keys: [key], stored: clientOption(client, "memoMethod") };
    case "delete":
    case "del":
      return key && { operation: "delete", keys: [key] };
    case "clear":
    case "reset":
      return { operation: "clear", keys: [] };
    default:
      return undefined;
  }
}

/** True for a cache made in the very function that uses it: it lives for one call and is shared with nobody. */
function isLocal(client: Client, use: Node): boolean {
  const home = client.made && enclosingFunction(client.made.node);
  return home !== undefined && home === enclosingFunction(use);
}

function enclosingFunction(node: Node): Node | undefined {
  for (let current = node.parent; current; current = current.parent) {
    if (/Function/.test(current.type)) return current;
  }
  return undefined;
}
