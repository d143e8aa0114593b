import type { SqlExecutor } from "../sql/sql-executor.ts";
import type { SequenceBlock } from "./sequence-block.ts";
import type { SequenceKey, SequenceSeed } from "./sequence-key.ts";

/**
 * Numbers in a row, both ends included.
 *
 * @example
 * const { first, last }: NumberRange = await sequences.reserve({ tenant: companyId, name: "plot" }, 50);
 */
export interface NumberRange {
  readonly first: number;
  readonly last: number;
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
   * Takes `count` numbers in a row inside the caller's transaction.
   *
   * Concurrency: as `allocate`; nobody else's number lies between. Crash: as `allocate`.
   *
   * @example
   * const { first } = await sequences.allocateMany(tx, { tenant: companyId, name: "plot" }, plots.length);
   */
  allocateMany(tx: SqlExecutor, key: SequenceKey, count: number): Promise<NumberRange>;
  /**
   * Takes one number of each key inside the caller's transaction, in the order of the keys; a key may be there several times.
   *
   * Concurrency: as `allocate`. Whatever order the keys have, counters are locked in one order, so that two such calls never
   * deadlock; in one statement, once all counters exist. Crash: as `allocate`.
   *
   * @example
   * const [invoice, receipt] = await sequences.allocateEach(tx, [{ tenant, name: "invoice" }, { tenant, name: "receipt" }]);
   */
  allocateEach(tx: SqlExecutor, keys: readonly SequenceKey[]): Promise<number[]>;
  /**
   * Takes the next number in a statement of its own; callers of one process that wait for the same key share one.
   *
   * Concurrency: unique among all processes; in order of the calls per key and process; **not gapless**: a caller that fails
   * afterwards leaves a hole. Deadlocks and serialization failures are tried again, five times in all. Do not call it inside a
   * transaction on a one-connection database (PGlite, SQLite): it would wait for that transaction for ever, or become part of
   * it. Crash: numbers taken and not yet handed out are lost, none is given twice.
   *
   * @example
   * const number = await sequences.next({ tenant: companyId, name: "call" });
   */
  next(key: SequenceKey): Promise<number>;
  /**
   * Takes `count` numbers in a row in a statement of its own, shared with the callers of `next`.
   *
   * Concurrency: as `next`; nobody else's number lies between. Crash: as `next`.
   *
   * @example
   * const { first, last } = await sequences.reserve({ tenant: companyId, name: "plot" }, 500);
   */
  reserve(key: SequenceKey, count: number): Promise<NumberRange>;
  /**
   * Numbers handed out from memory, `size` of them per statement. Keep the block and share it in the process.
   *
   * Concurrency: unique among all processes; rising in this process only. `ensureAtLeast` does not reach numbers that a block holds
   * already. Crash: at most one block is lost per block and stop, none is given twice.
   *
   * @example
   * const calls = sequences.block({ tenant: companyId, name: "call" }, 100);
   * const number = await calls.next();
   */
  block(key: SequenceKey, size: number): SequenceBlock;
  /**
   * The last number taken, undefined before the first; takes nothing and reads no seed. Not for guessing the next number.
   *
   * Concurrency: sees what is committed, and in `tx` what that transaction did. Crash: reads only.
   *
   * @example
   * const last = await sequences.peek({ tenant: companyId, name: "invoice" });
   */
  peek(key: SequenceKey, tx?: SqlExecutor): Promise<number | undefined>;
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
   * Lifts the counter to the highest number of existing rows, read now, and returns where it stands; never lowers it.
   *
   * Concurrency: as `ensureAtLeast`: stop other writers first, because rows they commit meanwhile are not seen. Crash: done or not done,
   * and safe to repeat.
   *
   * @example
   * await sequences.backfill(key, { sql: "select max(number) from invoices where company_id = $1", params: [companyId] });
   */
  backfill(key: SequenceKey, from: SequenceSeed, tx?: SqlExecutor): Promise<number>;
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
