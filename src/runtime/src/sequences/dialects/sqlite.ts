import { firstText, type SqlExecutor } from "../../sql/sql-executor.ts";
import { quoteTable } from "../../sql/table-name.ts";
import type { SequenceDialect, SequenceStore, Step, StoreOptions } from "../sequence-dialect.ts";
import type { SequenceSeed, StoredKey } from "../sequence-key.ts";
import { startOf, type StartSyntax } from "../start-of.ts";
import { returned } from "./returned.ts";

/** SQLite 3.37 and later, one writer at a time. Tested on libSQL. */
export const sqliteSequences: SequenceDialect = { ddl: sqliteSequencesDdl, store: sqliteStore };

/** The table of counters. Strict, because SQLite would keep a number beyond 64 bits as a rounded one. */
export function sqliteSequencesDdl(table: string): string {
  return `create table if not exists ${quoteTable(table)} (
  tenant text not null,
  name text not null,
  last integer not null check (last between 0 and 9007199254740991),
  primary key (tenant, name)
) strict, without rowid;`;
}

const NUMBER = "cast(? as integer)";
const START: StartSyntax = { query: (query) => `max(coalesce((${query}), 0), 0)`, parameter: NUMBER };

function sqliteStore({ table: name, lockTimeout }: StoreOptions): SequenceStore {
  if (lockTimeout !== undefined) throw new TypeError("SQLite has busy_timeout, not lockTimeout.");
  const table = quoteTable(name);
  const key = "tenant = ? and name = ?";
  const update = `update ${table} set last = last + ${NUMBER} where ${key} returning cast(last as text) as last`;

  async function upsert(db: SqlExecutor, at: StoredKey, number: number, seed: SequenceSeed | undefined, values: Upserted): Promise<string> {
    const start = await startOf(seed, db, START);
    const [first, later] = values(start.sql);
    const sql = `insert into ${table} as counter (tenant, name, last) values (?, ?, ${first})
on conflict (tenant, name) do update set last = ${later} returning cast(last as text) as last`;
    return returned(await db.query(sql, [at.tenant, at.name, ...start.params, String(number)]));
  }

  async function advance(db: SqlExecutor, { key: at, count, seed }: Step): Promise<string> {
    const updated = firstText(await db.query(update, [String(count), at.tenant, at.name]), "last");
    return updated ?? upsert(db, at, count, seed, (start) => [`${start} + ${NUMBER}`, `counter.last + ${count}`]);
  }

  return {
    advance,
    next: advance,
    // One writer at a time, and nearly no way to the database: several statements are as good as one.
    allocateEach: () => Promise.resolve(undefined),
    raise: (db, at, minimum, seed) => upsert(db, at, minimum, seed, (start) => [`max(${start}, ${NUMBER})`, "max(counter.last, excluded.last)"]),
    read: async (db, at) => firstText(await db.query(`select cast(last as text) as last from ${table} where ${key}`, [at.tenant, at.name]), "last"),
  };
}

/** The number for a new row and for one that is there, from the seed's expression. */
type Upserted = (start: string) => readonly [string, string];
