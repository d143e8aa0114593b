import type { SqlExecutor } from "../sql/sql-executor.ts";
import type { SequenceSeed, StoredKey } from "./sequence-key.ts";

/** What a database has to offer for counters; one file per dialect implements it. */
export interface SequenceDialect {
  /** Statements that make the table and change nothing when it is there. */
  ddl(table: string): string;
  /** The operations on one table. */
  store(table: string): SequenceStore;
  /** Whether a failed CREATE TABLE only means that another session made the table at that moment. */
  isCreatedMeanwhile(error: unknown): boolean;
}

/** Counter operations. Numbers travel as text, because drivers disagree on 64-bit integers. Errors come out translated. */
export interface SequenceStore {
  /** Takes `count` numbers and returns the last of them, making the counter from its seed when there is none. */
  advance(db: SqlExecutor, key: StoredKey, count: number, seed: SequenceSeed | undefined): Promise<string>;
  /** Lifts the counter to at least `minimum` and returns where it stands. */
  raise(db: SqlExecutor, key: StoredKey, minimum: number, seed: SequenceSeed | undefined): Promise<string>;
}
