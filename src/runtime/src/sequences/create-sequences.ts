import { AllocationConflictError } from "../sql/errors.ts";
import type { SqlDialectName, SqlExecutor } from "../sql/sql-executor.ts";
import { allocateEach } from "./allocate-each.ts";
import { counterCalls } from "./counter-calls.ts";
import { safeInteger } from "./safe-integer.ts";
import type { Step } from "./sequence-dialect.ts";
import { type SequenceKey, type SequenceSeed, storedKey } from "./sequence-key.ts";
import type { NumberRange, Sequences } from "./sequences.ts";
import { sequenceDialect, SEQUENCES_TABLE } from "./sequences-ddl.ts";
import { told } from "./told.ts";
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
  const stepOf = (key: SequenceKey, count: number): Step => ({ key: storedKey(key), count, seed: key.seed ?? options.seed?.(key) });

  function checkInside(tx: SqlExecutor): void {
    if (tx === executor || typeof tx.transaction === "function") {
      throw new TypeError("allocate needs the caller's transaction: use next() outside of one.");
    }
  }

  async function allocateMany(tx: SqlExecutor, key: SequenceKey, count: number): Promise<NumberRange> {
    checkInside(tx);
    const step = stepOf(key, wholeNumber(count, "count"));
    const last = await told({ steps: [step], isInTransaction: true }, async () => safeInteger(await store.advance(tx, step)));
    return { first: last - count + 1, last };
  }

  async function takeAlone(key: SequenceKey, count: number): Promise<number> {
    const step = stepOf(key, count);
    const take = async (): Promise<number> => safeInteger(await store.next(executor, step));
    return told({ steps: [step], isInTransaction: false }, () => retry(take, isConflict));
  }

  async function raise(key: SequenceKey, minimum: number, seed: SequenceSeed | undefined, tx: SqlExecutor): Promise<number> {
    return safeInteger(await store.raise(tx, storedKey(key), minimum, seed));
  }

  return {
    ...counterCalls(takeAlone),
    allocate: async (tx, key) => (await allocateMany(tx, key, 1)).last,
    allocateMany,
    async allocateEach(tx, keys) {
      checkInside(tx);
      const steps = keys.map((key) => stepOf(key, 1));
      return told({ steps, isInTransaction: true }, () => allocateEach(store, tx, steps));
    },
    async peek(key, tx = executor) {
      const last = await store.read(tx, storedKey(key));
      return last === undefined ? undefined : safeInteger(last);
    },
    async ensureAtLeast(key, minimum, tx = executor) {
      return raise(key, wholeNumber(minimum, "minimum", 0), key.seed ?? options.seed?.(key), tx);
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
