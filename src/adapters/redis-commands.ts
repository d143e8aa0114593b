import type { Value } from "../analysis/value.ts";
import { listed, together, written, type CacheCall } from "./cache-client.ts";

type Reader = (args: readonly Value[]) => CacheCall | undefined;

/** What a Redis command does, by its name in any case, as ioredis, node-redis and Upstash take its arguments. */
export function readRedisCommand(method: string, args: readonly Value[]): CacheCall | undefined {
  return COMMANDS.get(method.toLowerCase())?.(args);
}

/** A command of the JSON module (`client.json.get`), whose first argument is the key. */
export function readRedisJson(method: string, args: readonly Value[]): CacheCall | undefined {
  const name = method.toLowerCase();
  if (name === "mget") return first("get")(args.flatMap(listed));
  if (["del", "delete", "forget", "clear"].includes(name)) return first("delete")(args);
  if (["set", "merge", "numincrby", "arrappend", "arrinsert"].includes(name)) return first("set", -1)(args);
  return ["get", "type", "objkeys", "objlen", "arrlen", "arrindex", "strlen"].includes(name) ? first("get")(args) : undefined;
}

/** The first argument is the key; `stored` is the position of what is written, counted from the end when negative. */
function first(operation: CacheCall["operation"], stored?: number): Reader {
  return (args) => {
    const key = args[0];
    if (key === undefined) return undefined;
    return { operation, keys: listed(key), stored: stored === undefined || args.length < 2 ? undefined : args.at(stored) };
  };
}

/** All that follows the key is stored: elements of a list, members of a set, fields of a hash. */
function withRest(args: readonly Value[]): CacheCall | undefined {
  const key = args[0];
  return key === undefined ? undefined : { operation: "set", keys: [key], stored: together(args.slice(1)) };
}

function every(operation: CacheCall["operation"]): Reader {
  return (args) => (args.length === 0 ? undefined : { operation, keys: args.flatMap(listed) });
}

function firstTwo(args: readonly Value[]): CacheCall | undefined {
  return args.length === 0 ? undefined : { operation: "set", keys: args.slice(0, 2) };
}

/** `mset(k, v, k, v)`, `mset([k, v, …])`, `mset([[k, v], …])` or `mset({ k: v })`. */
function pairs(args: readonly Value[]): CacheCall | undefined {
  if (args[0]?.kind === "object") return pairsOfObject(args[0].entries);
  const flat = args.flatMap(listed).flatMap(listed);
  if (flat.length === 0) return undefined;
  const keys = flat.filter((_, index) => index % 2 === 0);
  return { operation: "set", keys, stored: together(flat.filter((_, index) => index % 2 === 1)) };
}

function pairsOfObject(entries: Extract<Value, { kind: "object" }>["entries"]): CacheCall {
  const keys = entries.map((entry): Value =>
    entry.kind === "property" ? { kind: "constant", value: entry.key } : { kind: "unknown", reason: "computed key" },
  );
  return { operation: "set", keys, stored: together(entries.map((entry) => entry.value)) };
}

/** `scan(cursor, "MATCH", pattern)`, `scan(cursor, { match })`, `scanStream({ match })`, `scanIterator({ MATCH })`. */
function scan(args: readonly Value[]): CacheCall {
  const word = args.findIndex(
    (arg) => arg.kind === "constant" && typeof arg.value === "string" && arg.value.toLowerCase() === "match",
  );
  const named = args.flatMap((arg) => [...written(arg, "match"), ...written(arg, "MATCH")]);
  const pattern = word === -1 ? named[0] : args[word + 1];
  return { operation: "scan", keys: [pattern ?? { kind: "constant", value: "*" }] };
}

/** `eval(script, count, ...keys, ...args)`, `eval(script, { keys, arguments })`, `eval(script, keys, args)`. */
function script(args: readonly Value[]): CacheCall | undefined {
  const second = args[1];
  if (second?.kind === "list") return { operation: "set", keys: listed(second), stored: args[2] };
  if (second?.kind === "object") {
    return { operation: "set", keys: written(second, "keys").flatMap(listed), stored: written(second, "arguments")[0] };
  }
  if (second?.kind !== "constant") return undefined;
  const count = Number(second.value);
  return { operation: "set", keys: args.slice(2, 2 + count), stored: together(args.slice(2 + count)) };
}

const READERS: readonly (readonly [names: string, reader: Reader])[] = [
  [
    `get getbuffer getrange getbit bitcount strlen ttl pttl type dump object
     hget hgetbuffer hmget hgetall hkeys hvals hlen hexists hscan hrandfield
     lrange lindex llen lpos lpop rpop
     smembers sismember smismember scard srandmember spop sscan
     zrange zrangebyscore zrangebylex zrevrange zrevrangebyscore zrangewithscores zscore zmscore zcard zcount zlexcount
     zrank zrevrank zpopmin zpopmax zscan zrandmember
     xrange xrevrange xlen pfcount geopos geodist geosearch`,
    first("get"),
  ],
  ["set setnx getset append setrange setbit restore", first("set", 1)],
  ["setex psetex", first("set", 2)],
  [
    `incr incrby incrbyfloat decr decrby hincrby hincrbyfloat zincrby
     expire pexpire expireat pexpireat persist getex touch`,
    first("set"),
  ],
  ["hset hmset hsetnx lpush rpush lpushx rpushx linsert lset sadd zadd xadd pfadd geoadd", withRest],
  ["getdel hdel lrem ltrim srem zrem zremrangebyscore zremrangebyrank zremrangebylex xdel xtrim", first("delete")],
  ["del unlink", every("delete")],
  ["mget exists sinter sunion sdiff", every("get")],
  ["mset msetnx", pairs],
  ["rename renamenx copy smove rpoplpush lmove", firstTwo],
  ["keys", first("scan")],
  ["scan scanstream scanbufferstream scaniterator", scan],
  ["eval evalsha eval_ro evalro evalsha_ro evalsharo", script],
  ["flushdb flushall", () => ({ operation: "clear", keys: [] })],
];

const COMMANDS: ReadonlyMap<string, Reader> = new Map(
  READERS.flatMap(([names, reader]) => names.split(/\s+/).map((name): [string, Reader] => [name, reader])),
);
