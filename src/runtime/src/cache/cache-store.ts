/** One value to be stored under its full key; `ttl` in milliseconds, as long as the library keeps it when undefined. */
export interface StoredEntry {
  readonly key: string;
  readonly value: unknown;
  readonly ttl: number | undefined;
}

/** What a library offers on full keys; one file per library implements it. A missing value is undefined. */
export interface CacheStore {
  getMany(keys: readonly string[]): Promise<readonly unknown[]>;
  setMany(entries: readonly StoredEntry[]): Promise<unknown>;
  has(key: string): Promise<boolean>;
  /** Removes the keys and says how many were removed, as far as the library tells. */
  deleteMany(keys: readonly string[]): Promise<number>;
  /** All keys that start with the text, batch by batch, unordered; one may come twice. */
  scan(start: string): AsyncIterable<readonly string[]>;
}
