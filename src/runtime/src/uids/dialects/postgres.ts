import { POSTGRES_CODES } from "../../sql/error-codes.ts";
import { isCreatedMeanwhile, translateError } from "../../sql/translate-error.ts";
import { firstText } from "../../sql/sql-executor.ts";
import { quoteTable } from "../../sql/table-name.ts";
import type { PrefixDialect, PrefixStore } from "../prefix-registry.ts";

/** PostgreSQL and PGlite. Tested on PostgreSQL 15 and PGlite (PostgreSQL 18). */
export const postgresPrefixes: PrefixDialect = { ddl: postgresUidPrefixesDdl, store: postgresStore, isCreatedMeanwhile: (error) => isCreatedMeanwhile(error, POSTGRES_CODES) };

/** The table of prefixes: both columns unique, so that neither a prefix nor a company comes twice. */
export function postgresUidPrefixesDdl(table: string): string {
  return `create table if not exists ${quoteTable(table)} (
  prefix text primary key check (prefix ~ '^[A-Z][A-Z0-9]{1,9}$'),
  tenant text not null unique
);`;
}

function postgresStore(name: string): PrefixStore {
  const table = quoteTable(name);
  const find = `select prefix from ${table} where tenant = $1::text`;
  // One prefix per statement: several rows at once would wait on each other's open claims and could deadlock.
  const claim = `insert into ${table} (prefix, tenant) values ($1::text, $2::text) on conflict do nothing returning prefix`;

  const translated = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } catch (error) {
      throw translateError(error, POSTGRES_CODES, { table: name, remedy: "uidPrefixesDdl()" });
    }
  };
  return {
    find: (db, tenant) => translated(db.query(find, [tenant]).then((result) => firstText(result, "prefix"))),
    claim: (db, tenant, prefix) =>
      translated(db.query(claim, [prefix, tenant]).then((result) => firstText(result, "prefix") !== undefined)),
  };
}
