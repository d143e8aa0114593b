import { AllocationConflictError } from "../sql/errors.ts";
import type { SqlDialectName, SqlExecutor } from "../sql/sql-executor.ts";
import { allocateEach } from "./allocate-each.ts";
import { counterCalls, rangeTo } from "./counter-calls.ts";
import { safeInteger } from "./safe-integer.ts";
import type { Step } from "./sequence-dialect.ts";
import { type SequenceKey, type SequenceSeed, type StoredKey, storedKey } from "./sequence-key.ts";
import type { Sequences } from "./sequences.ts";
import { sequenceDialect, SEQUENCES_TABLE } from "./sequences-ddl.ts";
import { ALONE, INSIDE, told } from "./told.ts";
import { translatedStore } from "./translated-store.ts";
import { createTable } from "../sql/create-table.ts";
import { wholeNumber } from "../values.ts";
import { retry } from "../sql/retry.ts";

/**
 * What `createSequences` takes.
 *
 * @example
 * const options: SequencesOptions = { executor: pool, dialect: "postgres" };
 */
export interface SequencesOptions {
  /** A handle on which every statement commits by itself: a pool, never a transaction and never a tenant-scoped client. */
  readonly executor: SqlExecutor;
  readonly dialect: SqlDialectName;
  /** Table of counters, `ringfence_sequences` unless said otherwise; `schema.table` is allowed. */
  readonly table?: string;
  /** Where a counter begins when its row is first made; called with the key, may give nothing. */
  readonly seed?: (key: SequenceKey) => SequenceSeed | undefined;
  /**
   * Milliseconds that taking a number may wait for a transaction that holds the counter; after that AllocationConflictError with reason
   * `lock-timeout`. Left to the database when not given. Holds for our statement alone: the transaction keeps its own
   * setting. MariaDB and MySQL count whole seconds; SQLite has `busy_timeout` on the connection instead.
   */
  readonly lockTimeout?: number;
}

/**
 * Counters per tenant and name in a table of your database. The guarantees stand at each method.
 *
 * @example
 * const sequences = createSequences({
 *   executor: pool,
 *   dialect: "postgres",
 *   seed: ({ tenant, name }) =>
 *     name === "invoice" ? { sql: "select max(number) from invoices where company_id = $1", params: [tenant] } : undefined,
 * });
 */
export function createSequences(options: SequencesOptions): Sequences {
  const { executor, table = SEQUENCES_TABLE } = options;
  const dialect = sequenceDialect(options.dialect);
  const store = translatedStore(dialect, { table, lockTimeout: checkedTimeout(options.lockTimeout) });
  const seedOf = (key: SequenceKey): SequenceSeed | undefined => key.seed ?? options.seed?.(key);
  const stepOf = (key: SequenceKey, count: number): Step => ({ key: storedKey(key), count, seed: seedOf(key) });

  function checkInside(tx: SqlExecutor): void {
    if (tx === executor || typeof tx.transaction === "function") {
      throw new TypeError("allocate needs the caller's transaction: use next() outside of one.");
    }
  }

  async function takeInside(tx: SqlExecutor, key: SequenceKey, count: number): Promise<number> {
    checkInside(tx);
    const step = stepOf(key, count);
    return await told([step], INSIDE, async () => safeInteger(await store.advance(tx, step)));
  }

  function takeAlone(stored: StoredKey, count: number, key: SequenceKey): Promise<number> {
    const step = { key: stored, count, seed: seedOf(key) };
    return told([step], ALONE, async () => safeInteger(await retry(() => store.next(executor, step), isConflict)));
  }

  async function raise(key: SequenceKey, minimum: number, seed: SequenceSeed | undefined, tx: SqlExecutor): Promise<number> {
    return safeInteger(await store.raise(tx, storedKey(key), minimum, seed));
  }

  return {
    ...counterCalls(takeAlone),
    allocate: (tx, key) => takeInside(tx, key, 1),
    allocateMany: async (tx, key, count) => rangeTo(await takeInside(tx, key, wholeNumber(count, "count")), count),
    async allocateEach(tx, keys) {
      checkInside(tx);
      const steps = keys.map((key) => stepOf(key, 1));
      return told(steps, INSIDE, () => allocateEach(store, tx, steps));
    },
    async peek(key, tx = executor) {
      const last = await store.read(tx, storedKey(key));
      return last === undefined ? undefined : safeInteger(last);
    },
    async ensureAtLeast(key, minimum, tx = executor) {
      return raise(key, wholeNumber(minimum, "minimum", 0), seedOf(key), tx);
    },
    backfill: async (key, from, tx = executor) => raise(key, 0, from, tx),
    createTable: () => createTable(executor, dialect.ddl(table)),
  };
}

// Both mean that nothing was taken, so a statement that stands alone may simply run again. A lock timeout is somebody's wish to fail early
// and is passed on.
function isConflict(error: unknown): boolean {
  return error instanceof AllocationConflictError && error.reason !== "lock-timeout";
}

function checkedTimeout(milliseconds: number | undefined): number | undefined {
  // The databases count in 32 bits.
  return milliseconds === undefined ? undefined : wholeNumber(milliseconds, "lockTimeout (milliseconds)", 1, 2 ** 31 - 1);
}
