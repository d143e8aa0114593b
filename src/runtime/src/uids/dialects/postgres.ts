import { translated } from "../../sql/translate-error.ts";
import { firstText, type SqlExecutor } from "../../sql/sql-executor.ts";
import { quoteTable } from "../../sql/table-name.ts";

/** Operations on the table of prefixes. Errors come out translated. */
export interface PrefixStore {
  find(db: SqlExecutor, tenant: string): Promise<string | undefined>;
  /** Whether the prefix now belongs to the tenant; false when the prefix is taken or the tenant holds one already. */
  claim(db: SqlExecutor, tenant: string, prefix: string): Promise<boolean>;
}

/** The table of prefixes: both columns unique, so that neither a prefix nor a company comes twice. */
export function postgresUidPrefixesDdl(table: string): string {
  return `create table if not exists ${quoteTable(table)} (
  prefix text primary key check (prefix ~ '^[A-Z][A-Z0-9]{1,9}$'),
  tenant text not null unique
);`;
}

/** Those operations on PostgreSQL and PGlite. Tested on PostgreSQL 15 and PGlite (PostgreSQL 18). */
export function postgresPrefixes(name: string): PrefixStore {
  const table = quoteTable(name);
  const find = `select prefix from ${table} where tenant = $1::text`;
  // One prefix per statement: several rows at once would wait on each other's open claims and could deadlock.
  const claim = `insert into ${table} (prefix, tenant) values ($1::text, $2::text) on conflict do nothing returning prefix`;
  const run = async (db: SqlExecutor, sql: string, params: string[]): Promise<string | undefined> =>
    firstText(await translated(db.query(sql, params), { table: name, remedy: "uidPrefixesDdl()" }), "prefix");
  return {
    find: (db, tenant) => run(db, find, [tenant]),
    claim: async (db, tenant, prefix) => (await run(db, claim, [prefix, tenant])) !== undefined,
  };
}
