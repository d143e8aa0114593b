import type { DrizzleTag } from "../sql/executors/executors.ts";
import { currentTenant, isUnscoped } from "../tenant/tenant-context.ts";
import type { Part } from "./drizzle/drizzle-parts.ts";
import { type DrizzleScope, scopeQuery } from "./drizzle/drizzle-scope.ts";
import { refuseOperation } from "./scope-refused-error.ts";
import type { TenantModels } from "./tenant-models.ts";

interface Internals {
  readonly dialect: Record<string, unknown>;
  readonly session: object;
  readonly _: { readonly schema?: unknown };
  /** SQLite's alone. */
  readonly resultKind?: string;
  /** MySQL's alone. */
  readonly mode?: string;
}

const BUILDERS = { select: "buildSelectQuery", insert: "buildInsertQuery", update: "buildUpdateQuery", delete: "buildDeleteQuery" };
const TRANSACTION = /^(?:begin|commit|rollback|savepoint|release|(?:set|start) transaction)\b[^;]*$/i;

/**
 * The same Drizzle database (0.45) inside the tenant in force: whatever it builds, relational queries and transactions too, reads and writes the
 * tenant's rows only, and inserts are stamped. Models are tables by their names in the database, keys the properties of their columns. No tenant
 * throws TenantRequiredError; SQL that Drizzle did not build from tables throws ScopeRefusedError, except in `withoutTenant`. `sql` is Drizzle's own.
 *
 * Concurrency: adds nothing to what Drizzle promises; a query belongs to the tenant in which it is awaited. Nothing outlives a crash.
 *
 * @example
 * const scoped = drizzleTenantScope(db, sql, { owned: { plots: "companyId" }, shared: ["countries"] });
 */
export function drizzleTenantScope<Db extends object>(db: Db, sql: DrizzleTag, models: TenantModels): Db {
  const { dialect: open, session: openSession, _: config, resultKind, mode } = db as unknown as Internals;
  const dialect = Object.create(open) as Record<string, unknown>;
  // What was built here, and for whom: nothing else may be sent.
  const built = new WeakMap<object, unknown>();
  const isBuilt = (statement: object): boolean => built.has(statement) && built.get(statement) === currentTenant();
  const render = (open["sqlToQuery"] as (statement: unknown) => { readonly sql: string }).bind(dialect);
  const scope: DrizzleScope = { sql, models, isBuilt, textOf: (statement) => render(statement).sql };
  for (const [verb, name] of Object.entries(BUILDERS)) {
    const build = open[name] as (query: Part) => Readonly<Record<string, object>>;
    dialect[name] = (query: Part): object => {
      if (isUnscoped()) return build.call(dialect, query);
      const statement = build.call(dialect, scopeQuery(scope, query, verb));
      // An insert of MySQL comes with the ids that it will give.
      built.set(statement["sql"] ?? statement, currentTenant());
      return statement;
    };
  }
  dialect["sqlToQuery"] = (statement: object): object => {
    const query = render(statement);
    if (!isUnscoped() && !isBuilt(statement) && !TRANSACTION.test(query.sql)) throw refuseOperation("sql", "build the query from tables");
    return query;
  };
  const session = Object.create(openSession, { dialect: { value: dialect } }) as object;
  const schema = config.schema === undefined ? undefined : config;
  return Reflect.construct(db.constructor, [...(resultKind === undefined ? [] : [resultKind]), dialect, session, schema, mode]) as Db;
}
