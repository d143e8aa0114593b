import { isCreatedMeanwhile, translatePostgresError } from "../../sql/postgres-errors.ts";
import { firstText, type SqlExecutor } from "../../sql/sql-executor.ts";
import { quoteTable } from "../../sql/table-name.ts";
import { safeInteger } from "../safe-integer.ts";
import type { SequenceDialect, SequenceStore } from "../sequence-dialect.ts";
import type { SequenceSeed, StoredKey } from "../sequence-key.ts";

/** PostgreSQL and PGlite. Tested on PostgreSQL 15 and PGlite (PostgreSQL 18). */
export const postgresSequences: SequenceDialect = {
  ddl: postgresSequencesDdl,
  store: (table) => postgresStore(table),
  isCreatedMeanwhile,
};

/** The table of counters. No surrogate id (the upsert would burn one per call), no second index, room for in-page updates. */
export function postgresSequencesDdl(table: string): string {
  return `create table if not exists ${quoteTable(table)} (
  tenant text not null,
  name text not null,
  last bigint not null check (last between 0 and 9007199254740991),
  primary key (tenant, name)
) with (fillfactor = 50);`;
}

function postgresStore(name: string): SequenceStore {
  const table = quoteTable(name);
  // Plain UPDATE first: the seed is read only when there is no row yet. Casts through text make every driver send text.
  const update = `update ${table} set last = last + $3::text::bigint where tenant = $1::text and name = $2::text returning last::text as last`;

  async function advance(db: SqlExecutor, key: StoredKey, count: number, seed: SequenceSeed | undefined): Promise<string> {
    const updated = firstText(await db.query(update, [key.tenant, key.name, String(count)]), "last");
    if (updated !== undefined) return updated;
    const start = await startOf(seed, db);
    const [tenant, sequence, step] = placeholdersAfter(start.params);
    return returned(
      await db.query(
        `insert into ${table} as counter (tenant, name, last)
values (${tenant}::text, ${sequence}::text, ${start.sql} + ${step}::text::bigint)
on conflict (tenant, name) do update set last = counter.last + ${step}::text::bigint
returning last::text as last`,
        [...start.params, key.tenant, key.name, String(count)],
      ),
    );
  }

  async function raise(db: SqlExecutor, key: StoredKey, minimum: number, seed: SequenceSeed | undefined): Promise<string> {
    const start = await startOf(seed, db);
    const [tenant, sequence, least] = placeholdersAfter(start.params);
    return returned(
      await db.query(
        `insert into ${table} as counter (tenant, name, last)
values (${tenant}::text, ${sequence}::text, greatest(${start.sql}, ${least}::text::bigint))
on conflict (tenant, name) do update set last = greatest(counter.last, excluded.last)
returning last::text as last`,
        [...start.params, key.tenant, key.name, String(minimum)],
      ),
    );
  }

  const translated = async (work: Promise<string>): Promise<string> => {
    try {
      return await work;
    } catch (error) {
      throw translatePostgresError(error, name.replace(/^.*\./, ""), "sequencesDdl()");
    }
  };
  return {
    advance: (...args) => translated(advance(...args)),
    raise: (...args) => translated(raise(...args)),
  };
}

// The seed's own parameters come first, so that its SQL keeps its numbering and ours continues it.
async function startOf(seed: SequenceSeed | undefined, db: SqlExecutor): Promise<{ sql: string; params: readonly unknown[] }> {
  if (seed === undefined) return { sql: "0", params: [] };
  if (typeof seed !== "function") return { sql: `greatest((${seed.sql})::bigint, 0)`, params: seed.params ?? [] };
  const highest = await seed(db);
  return { sql: "$1::text::bigint", params: [String(Math.max(0, safeInteger(highest ?? 0, "The seed")))] };
}

function placeholdersAfter(params: readonly unknown[]): [string, string, string] {
  const taken = params.length;
  return [`$${taken + 1}`, `$${taken + 2}`, `$${taken + 3}`];
}

function returned(result: Parameters<typeof firstText>[0]): string {
  const last = firstText(result, "last");
  if (last === undefined) throw new TypeError("The executor returned no row for INSERT … RETURNING.");
  return last;
}
