import { describeValue } from "../../text.ts";
import type { CacheStore, StoredEntry } from "../cache-store.ts";

/**
 * What is asked of ioredis: a `Redis` or a `Cluster`.
 *
 * @example
 * const client: IoredisCacheClient = new Redis();
 */
export interface IoredisCacheClient {
  call(command: string, ...args: string[]): PromiseLike<unknown>;
  /** What the client puts before every key, though neither before patterns nor into replies. */
  readonly options: { readonly keyPrefix?: string | Uint8Array | undefined };
  /** A cluster's nodes. */
  nodes?(role: "master"): readonly { call(command: string, ...args: string[]): PromiseLike<unknown> }[];
}

/**
 * What is asked of node-redis: a client or a pool.
 *
 * @example
 * const client: NodeRedisCacheClient = await createClient().connect();
 */
export interface NodeRedisCacheClient {
  sendCommand(args: string[]): PromiseLike<unknown>;
  mGet: unknown;
}

/**
 * What is asked of a cluster of node-redis.
 *
 * @example
 * const client: NodeRedisCacheCluster = await createCluster({ rootNodes }).connect();
 */
export interface NodeRedisCacheCluster {
  sendCommand(firstKey: string | undefined, isReadonly: boolean | undefined, args: string[]): PromiseLike<unknown>;
  readonly masters: readonly unknown[];
  nodeClient(node: never): PromiseLike<{ sendCommand(args: string[]): PromiseLike<unknown> }>;
}

/** Sends one command and gives its reply. */
type Send = (command: string, ...args: string[]) => PromiseLike<unknown>;

/** The two kinds of clients, in one form. */
interface RedisHandle {
  /** To the node that holds the key of the command. */
  readonly send: Send;
  /** To each node that may hold keys: one, or a cluster's masters. */
  readonly nodes: () => PromiseLike<readonly Send[]> | readonly Send[];
  /** What stands before every key on the server and must be taken off a reply. */
  readonly prefix?: string;
}

const BATCH = 500;

/** ioredis; its `keyPrefix` is put before keys by the client, and before patterns here. */
export function ioredisStore(client: IoredisCacheClient): CacheStore {
  const sendTo = (node: { call: IoredisCacheClient["call"] }): Send => (command, ...args) => node.call(command, ...args);
  const { keyPrefix = "" } = client.options;
  return redisStore({
    send: sendTo(client),
    nodes: () => client.nodes?.("master").map(sendTo) ?? [sendTo(client)],
    prefix: typeof keyPrefix === "string" ? keyPrefix : new TextDecoder().decode(keyPrefix),
  });
}

/** node-redis, a single server. */
export function nodeRedisStore(client: NodeRedisCacheClient): CacheStore {
  const send: Send = (...command) => client.sendCommand(command);
  return redisStore({ send, nodes: () => [send] });
}

/** node-redis, a cluster. */
export function nodeRedisClusterStore(client: NodeRedisCacheCluster): CacheStore {
  return redisStore({
    send: (command, ...args) => client.sendCommand(args[0], command !== "SET" && command !== "UNLINK", [command, ...args]),
    nodes: () =>
      Promise.all(
        client.masters.map(async (master): Promise<Send> => {
          const node = await client.nodeClient(master as never);
          return (...command) => node.sendCommand(command);
        }),
      ),
  });
}

// Commands that are sent in one turn share a round trip in both libraries.
function redisStore({ send, nodes, prefix = "" }: RedisHandle): CacheStore {
  const setOne = ({ key, value, ttl }: StoredEntry): PromiseLike<unknown> =>
    send("SET", key, checkedText(value), ...(ttl === undefined ? [] : ["PX", String(ttl)]));

  async function knownNodes(key: string): Promise<readonly Send[]> {
    // A cluster that is still connecting knows no node yet, which must not pass for one without keys.
    if ((await nodes()).length === 0) await send("EXISTS", key);
    const known = await nodes();
    if (known.length === 0) throw new Error("The Redis cluster knows no master.");
    return known;
  }

  return {
    async getMany(keys) {
      const replies = (await send("MGET", ...keys)) as readonly (string | null)[];
      return replies.map((reply) => reply ?? undefined);
    },
    setMany: async (entries) => Promise.all(entries.map(setOne)),
    has: async (key) => Number(await send("EXISTS", key)) > 0,
    deleteMany: async (keys) => Number(await send("UNLINK", ...keys)),
    async *scan(start) {
      for (const node of await knownNodes(start)) {
        let cursor = "0";
        do {
          const reply = (await node("SCAN", cursor, "MATCH", `${prefix.replace(/[*?[\]\\]/g, "\\$&")}${start}*`, "COUNT", String(BATCH))) as [unknown, string[]];
          cursor = String(reply[0]);
          if (reply[1].length > 0) yield reply[1].map((key) => key.slice(prefix.length));
        } while (cursor !== "0");
      }
    },
  };
}

// Both libraries would store "[object Object]" or refuse with a message about arguments.
function checkedText(value: unknown): string {
  if (typeof value === "string") return value;
  throw new TypeError(`Redis keeps text, got ${describeValue(value)}.`);
}
