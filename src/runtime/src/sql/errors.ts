/**
 * Why the database asked to try again.
 *
 * @example
 * if (error.reason === "lock-timeout") metrics.increment("sequence.busy");
 */
export type ConflictReason = "deadlock" | "lock-timeout" | "serialization";

/**
 * The database gave way to another transaction. Nothing was taken. In the caller's transaction that transaction is dead:
 * roll it back and run the whole of it again.
 *
 * @example
 * if (error instanceof AllocationConflictError && error.retryable) return runAgain();
 */
export class AllocationConflictError extends Error {
  override readonly name = "AllocationConflictError";
  /** Always true: the same work may succeed when tried again. */
  readonly retryable = true;
  readonly reason: ConflictReason;

  constructor(reason: ConflictReason, cause: unknown) {
    super(`The database gave way (${reason}): run the transaction again.`, { cause });
    this.reason = reason;
  }
}

/**
 * A counter would leave the range in which JavaScript counts exactly (0 to 9,007,199,254,740,991). The counter stays where it
 * is; it never wraps.
 *
 * @example
 * if (error instanceof SequenceExhaustedError) alertOperator(error);
 */
export class SequenceExhaustedError extends Error {
  override readonly name = "SequenceExhaustedError";
  /** Always false: trying again gives the same error. */
  readonly retryable = false;

  constructor(what: string, options?: ErrorOptions) {
    super(`${what} leaves the range of safe integers.`, options);
  }
}

/**
 * A table of the runtime does not exist yet. The message names the function that gives its DDL.
 *
 * @example
 * if (error instanceof TableMissingError) await sequences.createTable();
 */
export class TableMissingError extends Error {
  override readonly name = "TableMissingError";
  /** Always false: the table has to be made first. */
  readonly retryable = false;

  constructor(table: string, remedy: string, cause: unknown) {
    super(`Table ${table} does not exist: run ${remedy} in a migration.`, { cause });
  }
}
