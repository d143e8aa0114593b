import { translated } from "../sql/translate-error.ts";
import type { SequenceDialect, SequenceStore, StoreOptions } from "./sequence-dialect.ts";

/** The dialect's operations on one table, with the database's errors as the runtime's own. */
export function translatedStore(dialect: SequenceDialect, options: StoreOptions): SequenceStore {
  const store = dialect.store(options);
  const on = { table: options.table, remedy: "sequencesDdl()" };
  const calls = Object.entries(store) as [string, (...args: unknown[]) => Promise<unknown>][];
  return Object.fromEntries(calls.map(([name, call]) => [name, (...args: unknown[]) => translated(call(...args), on)])) as unknown as SequenceStore;
}
