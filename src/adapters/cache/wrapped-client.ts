import type { Recognition } from "../../analysis/access.ts";
import type { CacheUse } from "../../analysis/cache-use.ts";
import type { Call } from "../../analysis/call.ts";
import type { FileFacts } from "../../analysis/file-facts.ts";
import { nameOfValue } from "../../analysis/make-value.ts";
import type { Reference, Value } from "../../analysis/value.ts";
import { defineCacheAdapter } from "../cache-adapter.ts";
import { lastName, listed, parentOf, toCacheUse, type CacheCall } from "../cache-client.ts";
import { isKeyLike, mayBeKey } from "../cache-key-shape.ts";
import { isConfigured, nameOfOrigin, namesCache, namesOf } from "../cache-names.ts";
import { readRedisCommand } from "../redis-commands.ts";

/**
 * Clients that a project makes or wraps itself (`import { redis } from "@/lib/redis"`), whose library cannot be seen
 * from the file. Names alone are weak evidence, so the method and the key have to look the part too, and every adapter
 * that knows its library comes before this one.
 */
export default defineCacheAdapter({
  name: "wrapped-client",
  packages: [],
  docs: "https://redis.io/docs/latest/commands/",
  hint: /redis|valkey|cache|kv\b|memoi[sz]e|rate_?limit/i,
  recognize,
});

const GETS = ["get", "has", "fetchOne", "getMany", "mget", "getJson", "getJSON", "getData"];
const SETS = ["set", "put", "add", "setMany", "setJson", "setJSON", "setData"];
const DELETES = ["delete", "del", "remove", "deleteMany", "mdel", "invalidate", "forget", "clearData"];
/** Methods and functions that are given a key and the function that computes what is missing. */
const WRAPS = /^(wrap|swr|remember\w*|getOr\w+|getDataOrSet|fetch|fetchOr\w+|memo\w*|cached?|withCache|getCached?|wrapRedis|with\w*Cache)$/;

function recognize(call: Call, file: FileFacts): CacheUse | undefined {
  if (call.construct || call.method === undefined) return undefined;
  const configured = isConfigured(call, file);
  const recognizedBy: Recognition = configured ? "settings" : "shape";
  const parts = readWrap(call, configured, file) ?? readLimit(call, file) ?? readMethod(call, configured, file);
  return parts && toCacheUse("wrapped-client", call, recognizedBy, parts);
}

/** `cache.estates.swr(key, load)`, `wrapRedis(key, load, 60)`, `getCache(key, 60, load)`, `cache.getOrSet(namespace, key, load)`. */
function readWrap(call: Call, configured: boolean, file: FileFacts): CacheCall | undefined {
  const compute = call.args.slice(1).find((argument) => argument.kind === "function");
  const [first, second] = compute === undefined ? [] : call.args.slice(0, call.args.indexOf(compute));
  if (first === undefined || compute === undefined || !WRAPS.test(call.method ?? "") || !mayBeKey(first)) return undefined;
  if (!configured && !namesOf(call, file).some((name) => namesCache(name) !== undefined)) return undefined;
  const isNamespaced = second !== undefined && isKeyLike(second, file.settings.caches.keyBuilders);
  return { operation: "wrap", keys: listed(isNamespaced ? second : first), prefix: isNamespaced ? first : undefined, stored: compute };
}

/** `ratelimit(5, "1 m").limit(key)`, `limiter.consume(key)`. */
function readLimit(call: Call, file: FileFacts): CacheCall | undefined {
  const [key] = call.args;
  if (key === undefined || !mayBeKey(key) || (call.method !== "limit" && call.method !== "consume")) return undefined;
  const named = namesOf(call, file).some((name) => /(rate_?limit|limiter)\w*$/i.test(name));
  return call.receiver && named ? { operation: "limit", keys: [key] } : undefined;
}

function readMethod(call: Call, configured: boolean, file: FileFacts): CacheCall | undefined {
  const strength = configured ? "strong" : receiverStrength(call, file);
  if (strength === undefined) return undefined;
  const method = call.method ?? "";
  const parts = (strength === "strong" ? readRedisCommand(method, call.args) : undefined) ?? readGeneric(method, call.args);
  if (parts === undefined || parts.operation === "clear") return parts;
  const isKey = (key: Value): boolean => (strength === "strong" ? mayBeKey(key) : isKeyLike(key, file.settings.caches.keyBuilders));
  return parts.keys.length > 0 && parts.keys.every(isKey) ? parts : undefined;
}

function readGeneric(method: string, args: readonly Value[]): CacheCall | undefined {
  const [key, stored] = args;
  if (key === undefined) return undefined;
  if (GETS.includes(method)) return { operation: "get", keys: listed(key) };
  if (SETS.includes(method)) return { operation: "set", keys: [key], stored };
  return DELETES.includes(method) ? { operation: "delete", keys: args.flatMap(listed) } : undefined;
}

/** How strongly the receiver's name says that it is a cache; undefined when its origin says that it is none. */
function receiverStrength(call: Call, file: FileFacts): "strong" | "weak" | undefined {
  const { receiver } = call;
  if (receiver?.kind !== "reference") return undefined;
  const owner = ownerOfChain(receiver);
  if (owner !== undefined && namesCache(nameOfOrigin(owner)) === "strong") return "strong";
  if (isKnownOtherwise(receiver, file)) return undefined;
  const strengths = namesOf(call, file).slice(0, 2).map(namesCache);
  return strengths.find((strength) => strength === "strong") ?? strengths.find((strength) => strength !== undefined);
}

/** The client behind `redis.pipeline()` and behind each call chained to it. */
function ownerOfChain({ root, path }: Reference): Reference | undefined {
  if (root.kind !== "call" || path.length > 0 || root.callee.kind !== "reference") return undefined;
  const before = parentOf(root.callee);
  if (before === undefined) return undefined;
  return /^(pipeline|multi)$/.test(lastName(root.callee) ?? "") ? before : ownerOfChain(before);
}

const COLLECTION = /^(Readonly|Weak)?(Map|Set)$|Params$|Headers$|FormData|Storage$|Cookies?$|Axios|Query|Apollo|InMemory|LRU/;

/** True for what is certainly no shared cache: rows, collections of the language, results of React hooks. */
function isKnownOtherwise(receiver: Reference, file: FileFacts): boolean {
  if (receiver.root.kind === "row" || COLLECTION.test(file.declaredType(receiver) ?? "")) return true;
  if (receiver.root.kind !== "call") return false;
  const { callee, construct } = receiver.root;
  const maker = nameOfValue(callee) ?? "";
  const ofLanguage = callee.kind === "reference" && callee.root.kind === "global";
  return ofLanguage || COLLECTION.test(maker) || (construct ? namesCache(maker) === undefined : /^use[A-Z]/.test(maker));
}
