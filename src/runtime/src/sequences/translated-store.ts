import { translateError } from "../sql/translate-error.ts";
import type { SequenceDialect, SequenceStore, StoreOptions } from "./sequence-dialect.ts";

/** The dialect's operations on one table, with the database's errors as the runtime's own. */
export function translatedStore(dialect: SequenceDialect, options: StoreOptions): SequenceStore {
  const store = dialect.store(options);
  const translated = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } catch (error) {
      throw translateError(error, dialect.codes, { table: options.table, remedy: "sequencesDdl()" });
    }
  };
  return {
    advance: (...args) => translated(store.advance(...args)),
    advanceAlone: (...args) => translated(store.advanceAlone(...args)),
    advanceEach: (...args) => translated(store.advanceEach(...args)),
    raise: (...args) => translated(store.raise(...args)),
    read: (...args) => translated(store.read(...args)),
  };
}
