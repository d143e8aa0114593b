import { AllocationConflictError } from "../sql/errors.ts";
import type { SqlDialectName, SqlExecutor } from "../sql/sql-executor.ts";
import { createCoalescer } from "./coalescer.ts";
import { safeInteger } from "./safe-integer.ts";
import { type SequenceKey, type SequenceSeed, storedKey } from "./sequence-key.ts";
import { sequenceDialect, SEQUENCES_TABLE } from "./sequences-ddl.ts";

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
}

/**
 * Counters in a table. All numbers are safe integers from 1 up; a counter never goes back and never wraps.
 *
 * @example
 * const sequences: Sequences = createSequences({ executor: pool, dialect: "postgres" });
 */
export interface Sequences {
  /**
   * Takes the next number inside the caller's transaction.
   *
   * Concurrency: unique; numbers become visible in commit order; **gapless, if the number is stored in the same transaction** and
   * its row is not deleted later: a rollback gives the number to the next caller. The price: transactions on one key run
   * one after another from here to their commit, so allocate last and keep them short; other keys do not wait. May throw
   * AllocationConflictError (deadlock when two keys are taken in opposite order, lock timeout, serialization under
   * REPEATABLE READ and SERIALIZABLE): run the whole transaction again. Crash: an uncommitted number was never taken, a
   * committed one is never given again.
   *
   * @example
   * const number = await sequences.allocate(tx, { tenant: companyId, name: "invoice" });
   */
  allocate(tx: SqlExecutor, key: SequenceKey): Promise<number>;
  /**
   * Takes the next number in a statement of its own; callers of one process that wait for the same key share one.
   *
   * Concurrency: unique among all processes; in order of the calls per key and process; **not gapless**: a caller that fails
   * afterwards leaves a hole. Deadlocks and serialization failures are tried again, five times in all. Do not call it inside a
   * transaction on a one-connection database (PGlite): it would wait for that transaction for ever. Crash: numbers
   * taken and not yet handed out are lost, none is given twice.
   *
   * @example
   * const number = await sequences.next({ tenant: companyId, name: "call" });
   */
  next(key: SequenceKey): Promise<number>;
  /**
   * Lifts the counter to at least `minimum` and returns where it stands; never lowers it. In a statement of its own, or inside `tx`.
   *
   * Concurrency: waits for open transactions on the key; numbers given out afterwards are above `minimum`. Writers that number rows
   * without this counter must be stopped first. Crash: done or not done, and safe to repeat.
   *
   * @example
   * await sequences.ensureAtLeast({ tenant: companyId, name: "invoice" }, highestImportedNumber);
   */
  ensureAtLeast(key: SequenceKey, minimum: number, tx?: SqlExecutor): Promise<number>;
  /**
   * Makes the table unless it is there.
   *
   * Concurrency: safe when many processes start at once. Crash: made or not made, and safe to repeat.
   *
   * @example
   * await sequences.createTable();
   */
  createTable(): Promise<void>;
}

const TRIES = 5;

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
  const store = dialect.store(table);
  const coalesce = createCoalescer();
  const seedOf = (key: SequenceKey) => key.seed ?? options.seed?.(key);

  return {
    async allocate(tx, key) {
      if (tx === executor) {
        throw new TypeError("allocate needs the caller's transaction, got the executor of the sequences: use next() outside one.");
      }
      return safeInteger(await store.advance(tx, storedKey(key), 1, seedOf(key)), "A sequence number");
    },
    async next(key) {
      const stored = storedKey(key);
      const lane = `${stored.tenant.length}:${stored.tenant}${stored.name}`;
      return coalesce(lane, (count) =>
        retryConflicts(async () => safeInteger(await store.advance(executor, stored, count, seedOf(key)), "A sequence number")),
      );
    },
    async ensureAtLeast(key, minimum, tx = executor) {
      const least = safeInteger(minimum, "The minimum");
      if (least < 0) throw new RangeError(`The minimum must not be negative, got ${least}.`);
      return safeInteger(await store.raise(tx, storedKey(key), least, seedOf(key)), "A sequence number");
    },
    async createTable() {
      try {
        await executor.query(dialect.ddl(table), []);
      } catch (error) {
        if (!dialect.isCreatedMeanwhile(error)) throw error;
        await executor.query(dialect.ddl(table), []);
      }
    },
  };
}

// Both failures mean that nothing was taken, so a statement that stands alone may simply run again. A lock timeout is somebody's wish to
// fail early and is passed on.
async function retryConflicts(work: () => Promise<number>): Promise<number> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await work();
    } catch (error) {
      const again = error instanceof AllocationConflictError && error.reason !== "lock-timeout" && tries < TRIES;
      if (!again) throw error;
    }
  }
}
