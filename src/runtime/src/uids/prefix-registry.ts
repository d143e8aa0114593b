import type { SqlExecutor } from "../sql/sql-executor.ts";
import { type TenantId, tenantIdText } from "../tenant/tenant-id.ts";
import { choose } from "../values.ts";
import { createTable } from "../sql/create-table.ts";
import { firstText } from "../sql/sql-executor.ts";
import { quoteTable } from "../sql/table-name.ts";
import { translated } from "../sql/translate-error.ts";

/**
 * The table that says which company holds which prefix. Rows are only ever added: a prefix is kept on rename and never freed.
 *
 * @example
 * const registry: PrefixRegistry = createPrefixRegistry({ executor: pool, dialect: "postgres" });
 */
export interface PrefixRegistry {
  /** The handle for statements that commit by themselves. */
  readonly executor: SqlExecutor;
  /**
   * The prefix a company holds, undefined when it has none.
   *
   * Concurrency: sees what is committed, and in `tx` what that transaction did. Once given, a prefix never changes. Crash:
   * reads only.
   *
   * @example
   * const prefix = await registry.find(companyId);
   */
  find(tenant: TenantId, tx?: SqlExecutor): Promise<string | undefined>;
  /**
   * Tries to give a prefix to a company: false when another company has it or this one has a prefix already.
   *
   * Concurrency: of all who claim one prefix at once exactly one gets true, and of all claims for one company exactly one; a claim
   * waits for an open one to commit or roll back. Crash: the claim is part of its transaction.
   *
   * @example
   * const mine = await registry.claim(tx, companyId, "LPL");
   */
  claim(tx: SqlExecutor, tenant: TenantId, prefix: string): Promise<boolean>;
  /**
   * Makes the table unless it is there.
   *
   * Concurrency: safe when many processes start at once. Crash: made or not made, and safe to repeat.
   *
   * @example
   * await registry.createTable();
   */
  createTable(): Promise<void>;
}

/**
 * What `createPrefixRegistry` takes.
 *
 * @example
 * const options: PrefixRegistryOptions = { executor: pool, dialect: "postgres" };
 */
export interface PrefixRegistryOptions {
  /** A handle on which every statement commits by itself: a pool. */
  readonly executor: SqlExecutor;
  readonly dialect: "postgres";
  /** `ringfence_uid_prefixes` unless said otherwise; `schema.table` is allowed. */
  readonly table?: string;
}

const PREFIXES_TABLE = "ringfence_uid_prefixes";

/**
 * DDL of the table of prefixes under its usual name, for PostgreSQL and PGlite: one idempotent statement for a migration.
 *
 * @example
 * await pool.query(POSTGRES_UID_PREFIXES_DDL);
 */
export const POSTGRES_UID_PREFIXES_DDL: string = /* @__PURE__ */ uidPrefixesDdl({ dialect: "postgres" });

/**
 * DDL of the table of prefixes under a name of your own; idempotent, one statement.
 *
 * @example
 * console.log(uidPrefixesDdl({ dialect: "postgres", table: "app.prefixes" }));
 */
export function uidPrefixesDdl({ dialect, table = PREFIXES_TABLE }: { readonly dialect: "postgres"; readonly table?: string }): string {
  choose({ postgres: true }, dialect, "a dialect");
  return `create table if not exists ${quoteTable(table)} (
  prefix text primary key check (prefix ~ '^[A-Z][A-Z0-9]{1,9}$'),
  tenant text not null unique
);`;
}

/**
 * A registry in a table with the prefix as primary key and the company unique: the database, not a check before the insert,
 * keeps two companies from sharing a prefix. The guarantees stand at each method. Tested on PostgreSQL 15 and PGlite (PostgreSQL 18).
 *
 * @example
 * const registry = createPrefixRegistry({ executor: pool, dialect: "postgres" });
 */
export function createPrefixRegistry({ executor, dialect, table = PREFIXES_TABLE }: PrefixRegistryOptions): PrefixRegistry {
  const ddl = uidPrefixesDdl({ dialect, table });
  const name = quoteTable(table);
  const prefixIn = async (db: SqlExecutor, sql: string, params: string[]): Promise<string | undefined> =>
    firstText(await translated(db.query(sql, params), { table, remedy: "uidPrefixesDdl()" }), "prefix");
  // One prefix per statement: several rows at once would wait on each other's open claims and could deadlock.
  const claim = `insert into ${name} (prefix, tenant) values ($1::text, $2::text) on conflict do nothing returning prefix`;
  return {
    executor,
    find: async (tenant, tx = executor) => prefixIn(tx, `select prefix from ${name} where tenant = $1::text`, [tenantIdText(tenant)]),
    claim: async (tx, tenant, prefix) => (await prefixIn(tx, claim, [prefix, tenantIdText(tenant)])) !== undefined,
    createTable: () => createTable(executor, ddl),
  };
}
