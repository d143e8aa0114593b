import { translated } from "../sql/translate-error.ts";
import { mapValues } from "../values.ts";
import type { SequenceDialect, SequenceStore, StoreOptions } from "./sequence-dialect.ts";

/** The dialect's operations on one table, with the database's errors as the runtime's own. */
export function translatedStore(dialect: SequenceDialect, options: StoreOptions): SequenceStore {
  const store = dialect.store(options) as unknown as Record<string, (...args: unknown[]) => Promise<unknown>>;
  const on = { table: options.table, remedy: "sequencesDdl()" };
  return mapValues(store, (call) => (...args: unknown[]) => translated(call(...args), on)) as unknown as SequenceStore;
}
