import { isUnscoped } from "../tenant/tenant-context.ts";
import { checkFragment } from "./check-fragment.ts";
import { type KnexBuilder, scopeBuilder } from "./knex/knex-scope.ts";
import { refuseScoped } from "./scope-refused-error.ts";
import type { TenantModels } from "./tenant-models.ts";

/**
 * What is asked of a Knex instance.
 *
 * @example
 * const handle: KnexHandle = knex({ client: "pg", connection });
 */
export interface KnexHandle {
  readonly client: object;
}

interface Raw {
  readonly sql: string;
  readonly _wrappedBefore?: string;
  readonly _wrappedAfter?: string;
  toSQL(...args: unknown[]): unknown;
}

interface Client {
  readonly dialect?: string;
  queryCompiler(builder: object, bindings?: unknown): unknown;
  raw(...args: unknown[]): Raw;
  runner(builder: object): unknown;
}

/**
 * Keeps everything that a Knex instance (3) reads and writes inside the tenant in force: it stands where builders become SQL, in transactions
 * too. Models are tables and columns as the queries spell them. No tenant throws TenantRequiredError; what could read a table by itself throws
 * ScopeRefusedError, except in `withoutTenant`. Call it once, before the instance is used.
 *
 * Concurrency: reads the caller's own context; a query belongs to the tenant in which it is run. Crash: nothing is kept.
 *
 * @example
 * knexTenantScope(knex, { owned: { plots: "company_id" }, shared: ["countries"] });
 */
export function knexTenantScope(knex: KnexHandle, models: TenantModels): void {
  const { client } = knex as { readonly client: Client };
  const Open = client.constructor as new () => Client;
  // The clients of transactions are made from the class, so that is where the scope stands: in one of this instance's own.
  class ScopedClient extends Open {
    override queryCompiler(builder: object, bindings?: unknown): unknown {
      return super.queryCompiler(isUnscoped() ? builder : scopeBuilder(models, builder as KnexBuilder, this.dialect), bindings);
    }

    override raw(...args: unknown[]): Raw {
      const raw = super.raw(...args);
      const write = raw.toSQL.bind(raw);
      raw.toSQL = (...rest) => {
        if (!isUnscoped()) checkFragment([raw._wrappedBefore, raw.sql, raw._wrappedAfter].join(" "));
        return write(...rest);
      };
      return raw;
    }

    override runner(builder: object): unknown {
      if (!("_single" in builder)) refuseScoped("raw", "build the query from tables");
      return super.runner(builder);
    }
  }
  Object.setPrototypeOf(client, ScopedClient.prototype);
}
