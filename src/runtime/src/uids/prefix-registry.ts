import type { SqlExecutor } from "../sql/sql-executor.ts";
import { type TenantId, tenantIdText } from "../tenant/tenant-id.ts";
import { postgresPrefixes, postgresUidPrefixesDdl } from "./dialects/postgres.ts";
import { choose } from "../values.ts";
import { createTable } from "../sql/create-table.ts";

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
export const POSTGRES_UID_PREFIXES_DDL: string = /* @__PURE__ */ postgresUidPrefixesDdl(PREFIXES_TABLE);

/**
 * DDL of the table of prefixes under a name of your own; idempotent, one statement.
 *
 * @example
 * console.log(uidPrefixesDdl({ dialect: "postgres", table: "app.prefixes" }));
 */
export function uidPrefixesDdl(options: { readonly dialect: "postgres"; readonly table?: string }): string {
  checkDialect(options.dialect);
  return postgresUidPrefixesDdl(options.table ?? PREFIXES_TABLE);
}

/**
 * A registry in a table with the prefix as primary key and the company unique: the database, not a check before the insert,
 * keeps two companies from sharing a prefix. The guarantees stand at each method.
 *
 * @example
 * const registry = createPrefixRegistry({ executor: pool, dialect: "postgres" });
 */
export function createPrefixRegistry(options: PrefixRegistryOptions): PrefixRegistry {
  const { executor, table = PREFIXES_TABLE } = options;
  checkDialect(options.dialect);
  const store = postgresPrefixes(table);
  return {
    executor,
    find: async (tenant, tx = executor) => store.find(tx, tenantIdText(tenant)),
    claim: async (tx, tenant, prefix) => store.claim(tx, tenantIdText(tenant), prefix),
    createTable: () => createTable(executor, postgresUidPrefixesDdl(table)),
  };
}

function checkDialect(name: "postgres"): void {
  choose({ postgres: true }, name, "a dialect");
}
