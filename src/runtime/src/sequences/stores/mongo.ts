import { SequenceExhaustedError } from "../../sql/errors.ts";
import { laneOf, type StoredKey } from "../sequence-key.ts";
import { type StoreSequencesOptions, type StoreSequences, storeSequences } from "./store-sequences.ts";
import { isObject, propertyOf } from "../../values.ts";
import { retry } from "../../sql/retry.ts";

/**
 * What is asked of a collection of the MongoDB driver, or of a Mongoose model's `collection`.
 *
 * @example
 * const counters: MongoCollection = client.db().collection("counters");
 */
export interface MongoCollection {
  findOneAndUpdate(filter: never, update: never, options: never): PromiseLike<unknown>;
  findOne(filter: never): PromiseLike<unknown>;
}

/**
 * What `createMongoSequences` takes.
 *
 * @example
 * const options: MongoSequencesOptions = { collection: client.db().collection("counters") };
 */
export interface MongoSequencesOptions extends StoreSequencesOptions {
  readonly collection: MongoCollection;
}

const DUPLICATE_KEY = 11000;

/**
 * Counters in a MongoDB collection, one document each. The guarantees stand at each method. Every number is acknowledged by a majority
 * of the replica set before it is handed out, so that a failover does not give it again; on a standalone server that holds as far
 * as its journal does. Numbers are not part of the caller's transaction: a rollback leaves a hole.
 *
 * Concurrency: as each method says. Crash: as above. Tested with MongoDB's driver against a double of the server, not against MongoDB.
 *
 * @example
 * const sequences = createMongoSequences({ collection: client.db().collection("counters") });
 */
export function createMongoSequences({ collection, ...options }: MongoSequencesOptions): StoreSequences {
  async function update(filter: object, change: object, upsert: boolean): Promise<unknown> {
    const how = { upsert, returnDocument: "after", includeResultMetadata: false, writeConcern: { w: "majority" } };
    // Two who make one counter at once: the slower finds it when it looks again.
    return retry(async () => lastOf(await collection.findOneAndUpdate(filter as never, change as never, how as never)), (error) => propertyOf(error, "code") === DUPLICATE_KEY);
  }

  const read = async (key: StoredKey): Promise<unknown> => lastOf(await collection.findOne({ _id: laneOf(key) } as never));

  return storeSequences(
    {
      async add(key, count) {
        const most = Number.MAX_SAFE_INTEGER - count;
        const sum = await update({ _id: laneOf(key), last: { $lte: most } }, { $inc: { last: count } }, false);
        if (sum === undefined && Number(await read(key)) > most) throw new SequenceExhaustedError(`A number in ${laneOf(key)}`);
        return sum;
      },
      raise: (key, minimum) => update({ _id: laneOf(key) }, { $max: { last: minimum }, $setOnInsert: { tenant: key.tenant, name: key.name } }, true),
      read,
    },
    options,
  );
}

// A number above 2^31 may come as the driver's Long, whose text is exact.
function lastOf(document: unknown): unknown {
  const last = propertyOf(document, "last");
  return isObject(last) ? (last as { toString(): string }).toString() : last;
}
