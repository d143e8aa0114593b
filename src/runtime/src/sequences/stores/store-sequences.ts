import { counterCalls } from "../counter-calls.ts";
import { safeInteger, startingPoint } from "../safe-integer.ts";
import type { SequenceBlock } from "../sequence-block.ts";
import { type SharedSequenceKey, type StoredKey, storedKey, type TenantSequenceKey } from "../sequence-key.ts";
import type { NumberRange } from "../sequences.ts";
import { ALONE, told } from "../told.ts";
import { wholeNumber } from "../../values.ts";

/**
 * Names one counter outside SQL.
 *
 * @example
 * const key: StoreKey = { tenant: companyId, name: "call" };
 */
export type StoreKey = Omit<TenantSequenceKey, "seed"> | Omit<SharedSequenceKey, "seed">;

/**
 * The highest number that exists already, read whenever the counter is missing: at first, and after the store lost it.
 *
 * @example
 * const seed: StoreSeed = async () => (await calls.findOne({}, { sort: { number: -1 } }))?.number;
 */
export type StoreSeed = () => Highest | PromiseLike<Highest>;
type Highest = number | bigint | null | undefined;

/**
 * Where counters begin.
 *
 * @example
 * const options: StoreSequencesOptions = { seed: ({ tenant }) => () => highestCallOf(tenant) };
 */
export interface StoreSequencesOptions {
  /** Where a counter begins that is not there; called with the key, may give nothing. */
  readonly seed?: (key: StoreKey) => StoreSeed | undefined;
}

/**
 * Counters in a store that no SQL transaction reaches: there is no `allocate`, and nothing is gapless.
 *
 * @example
 * const sequences: StoreSequences = createRedisSequences({ client: redis });
 */
export interface StoreSequences {
  /**
   * Takes the next number; callers of one process that wait for the same key share one command.
   *
   * Concurrency: unique among all processes while the store keeps its data; in order of the calls per key and process; not gapless. Crash:
   * of the process: numbers not yet handed out are lost. Of the store: see `createRedisSequences` and `createMongoSequences`.
   *
   * @example
   * const number = await sequences.next({ tenant: companyId, name: "call" });
   */
  next(key: StoreKey): Promise<number>;
  /**
   * Takes `count` numbers in a row.
   *
   * Concurrency: as `next`; nobody else's number lies between. Crash: as `next`.
   *
   * @example
   * const { first, last } = await sequences.reserve({ tenant: companyId, name: "plot" }, 500);
   */
  reserve(key: StoreKey, count: number): Promise<NumberRange>;
  /**
   * Numbers handed out from memory, `size` of them per command.
   *
   * Concurrency: unique among all processes; rising in this process only. Crash: at most one block is lost per block and stop.
   *
   * @example
   * const calls = sequences.block({ tenant: companyId, name: "call" }, 100);
   */
  block(key: StoreKey, size: number): SequenceBlock;
  /**
   * The last number taken, undefined before the first.
   *
   * Concurrency: what the store has now. Crash: reads only.
   *
   * @example
   * const last = await sequences.peek({ tenant: companyId, name: "call" });
   */
  peek(key: StoreKey): Promise<number | undefined>;
  /**
   * Lifts the counter to at least `minimum` and returns where it stands; never lowers it.
   *
   * Concurrency: numbers given out afterwards are above `minimum`. Crash: done or not done, and safe to repeat.
   *
   * @example
   * await sequences.ensureAtLeast({ tenant: companyId, name: "call" }, highestImportedNumber);
   */
  ensureAtLeast(key: StoreKey, minimum: number): Promise<number>;
}

/** What a store has to offer; numbers come as the client gives them. */
export interface CounterStore {
  /** Adds to a counter that is there, in one atomic command, and gives the sum; undefined when it is missing. */
  add(key: StoredKey, count: number): Promise<unknown>;
  /** Lifts a counter to `minimum`, making it when it is missing, and gives where it stands; one atomic command. */
  raise(key: StoredKey, minimum: number): Promise<unknown>;
  /** Where the counter stands; undefined when it is missing. */
  read(key: StoredKey): Promise<unknown>;
}

/** The calls over a store. */
export function storeSequences(store: CounterStore, { seed }: StoreSequencesOptions): StoreSequences {
  // A counter that is missing is raised to its seed, by whoever comes first; that never lowers what somebody else made meanwhile.
  const take = (stored: StoredKey, count: number, key: StoreKey): Promise<number> =>
    told([{ key: stored, count }], ALONE, () => takeFrom(stored, count, key));

  async function takeFrom(stored: StoredKey, count: number, key: StoreKey): Promise<number> {
    const sum = await store.add(stored, count);
    if (sum !== undefined) return safeInteger(sum);
    await store.raise(stored, startingPoint(await seed?.(key)?.()));
    return safeInteger(await store.add(stored, count));
  }

  return {
    ...counterCalls(take),
    async peek(key) {
      const last = await store.read(storedKey(key));
      return last === undefined ? undefined : safeInteger(last);
    },
    async ensureAtLeast(key, minimum) {
      return safeInteger(await store.raise(storedKey(key), wholeNumber(minimum, "minimum", 0)));
    },
  };
}
