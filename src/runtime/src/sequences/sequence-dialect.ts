import type { SqlExecutor } from "../sql/sql-executor.ts";
import type { SequenceSeed, StoredKey } from "./sequence-key.ts";

/** What a database has to offer for counters; one file per dialect implements it. */
export interface SequenceDialect {
  /** Statements that make the table and change nothing when it is there. */
  ddl(table: string): string;
  /** The operations on one table. */
  store(options: StoreOptions): SequenceStore;
}

/** Which table, and how long a statement may wait for a row that another transaction holds. */
export interface StoreOptions {
  readonly table: string;
  /** Milliseconds; undefined leaves it to the database. */
  readonly lockTimeout: number | undefined;
}

/** One wish: so many numbers of one counter, made from its seed when there is none. */
export interface Step {
  readonly key: StoredKey;
  readonly count: number;
  readonly seed: SequenceSeed | undefined;
}

/** Counter operations. Numbers travel as text, because drivers disagree on 64-bit integers. Errors come out as the driver's. */
export interface SequenceStore {
  /** Takes numbers inside the caller's transaction and returns the last of them. */
  advance(tx: SqlExecutor, step: Step): Promise<string>;
  /** The same on a handle where every statement commits by itself. */
  next(executor: SqlExecutor, step: Step): Promise<string>;
  /** `advance` for several counters whose rows exist, in one statement; undefined, and nothing taken, when one does not. Steps are sorted. */
  allocateEach(tx: SqlExecutor, steps: readonly Step[]): Promise<ReadonlyMap<string, string> | undefined>;
  /** Lifts the counter to at least `minimum` and to its seed, and returns where it stands. */
  raise(db: SqlExecutor, key: StoredKey, minimum: number, seed: SequenceSeed | undefined): Promise<string>;
  /** Where the counter stands; undefined when it has no row. */
  read(db: SqlExecutor, key: StoredKey): Promise<string | undefined>;
}
