import { SequenceExhaustedError } from "../../sql/errors.ts";
import { laneOf, type StoredKey } from "../sequence-key.ts";
import { type StoreSequencesOptions, type StoreSequences, storeSequences } from "./store-sequences.ts";

/**
 * What is asked of a Redis client: `call` of ioredis, or `sendCommand` of node-redis.
 *
 * @example
 * const client: RedisClient = new Redis();
 */
export type RedisClient =
  | { call(command: string, ...args: string[]): PromiseLike<unknown> }
  | { sendCommand(args: string[]): PromiseLike<unknown> };

/**
 * What `createRedisSequences` takes.
 *
 * @example
 * const options: RedisSequencesOptions = { client: redis };
 */
export interface RedisSequencesOptions extends StoreSequencesOptions {
  readonly client: RedisClient;
  /** What the keys begin with, `ringfence:sequence:` unless said otherwise. */
  readonly prefix?: string;
}

// A counter that Redis lost must not begin at 1 unnoticed, so adding to a missing one does nothing. Numbers are compared before
// they are added, where Lua still counts exactly.
const ADD = `local last = redis.call('get', KEYS[1])
if not last then return nil end
if tonumber(last) > 9007199254740991 - tonumber(ARGV[1]) then return redis.error_reply('RINGFENCE exhausted') end
redis.call('incrby', KEYS[1], ARGV[1])
return redis.call('get', KEYS[1])`;
const RAISE = `local last = redis.call('get', KEYS[1])
if not last or tonumber(last) < tonumber(ARGV[1]) then redis.call('set', KEYS[1], ARGV[1]) end
return redis.call('get', KEYS[1])`;

/**
 * Counters in Redis. The guarantees stand at each method, and hold while Redis keeps its data: with `appendfsync always` an acknowledged
 * number survives a crash; with `everysec` up to a second of numbers is **given again**; so it is after a failover, because
 * replicas follow behind. Keys must not be evicted. Give a seed, which is read again when a counter is gone, keep a unique index
 * on the numbers, and call `ensureAtLeast` after a failover. Numbers that must never repeat belong into SQL.
 *
 * Concurrency: as each method says. Crash: as above.
 *
 * @example
 * const sequences = createRedisSequences({ client: redis });
 */
export function createRedisSequences({ client, prefix = "ringfence:sequence:", ...options }: RedisSequencesOptions): StoreSequences {
  const send = (...args: [string, ...string[]]): PromiseLike<unknown> => ("call" in client ? client.call(...args) : client.sendCommand(args));
  const keyOf = (key: StoredKey): string => prefix + laneOf(key);
  return storeSequences(
    {
      async add(key, count) {
        try {
          return (await send("EVAL", ADD, "1", keyOf(key), String(count))) ?? undefined;
        } catch (error) {
          if (String(error).includes("RINGFENCE exhausted")) throw new SequenceExhaustedError(`A number in ${keyOf(key)}`, { cause: error });
          throw error;
        }
      },
      raise: async (key, minimum) => send("EVAL", RAISE, "1", keyOf(key), String(minimum)),
      read: async (key) => (await send("GET", keyOf(key))) ?? undefined,
    },
    options,
  );
}
