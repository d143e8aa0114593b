import type { DrizzleTag } from "../../sql/executors/executors.ts";
import { isObject } from "../../values.ts";
import { checkFragment } from "../check-fragment.ts";
import { type Owner, ownerOf } from "../owned-by.ts";
import { scopeJoins } from "../scope-joins.ts";
import { refuseOperation } from "../scope-refused-error.ts";
import { checkTenant } from "../stamp.ts";
import type { TenantModels } from "../tenant-models.ts";
import { checkParts, isTable, nameOf, type Part, subquerySql } from "./drizzle-parts.ts";

/** What a query is scoped with. */
export interface DrizzleScope {
  readonly sql: DrizzleTag;
  readonly models: TenantModels;
  /** Whether a piece of SQL is a query that was scoped for the tenant in force. */
  readonly isBuilt: (part: object) => boolean;
  /** How a piece of SQL is written. */
  readonly textOf: (part: unknown) => string;
}

/** A table of a tenant in one query. */
interface OwnedTable extends Owner {
  readonly table: Part;
}

/** What Drizzle builds a query from, with all tables in it kept to the tenant's rows. */
export function scopeQuery(scope: DrizzleScope, { onConflict, ...query }: Part, verb: string): Part {
  checkParts(query, scope.isBuilt);
  const owned = [query["table"], query["from"]].flatMap((source) => ownedTable(scope, source, verb));
  const [target] = owned;
  if (verb === "insert") return target === undefined ? { ...query, onConflict } : scopeInsert(scope, query, onConflict, target);
  if (target !== undefined && verb === "update") checkKey(query["set"] as Part, target);
  const joins = scopeJoins(
    (query["joins"] ?? []) as readonly Part[],
    owned,
    (join) => `${join["joinType"] as string} join`,
    (join) => ownedTable(scope, join["table"], verb),
    (join, tables) => ({ ...join, on: allOf(scope, tables, join["on"]) }),
  );
  return { ...query, joins, where: allOf(scope, owned, query["where"]) };
}

function scopeInsert(scope: DrizzleScope, query: Part, onConflict: unknown, target: OwnedTable): Part {
  if (query["select"] === true) throw refuseOperation(target.operation, "insert rows, not a query");
  const values = (query["values"] as readonly Part[]).map((row) => {
    checkKey(row, target);
    return { ...row, [target.key]: parameter(scope, target) };
  });
  const scoped = (conflict: unknown): unknown => scopeConflict(scope, conflict, target);
  return { ...query, values, onConflict: Array.isArray(onConflict) ? onConflict.map(scoped) : scoped(onConflict) };
}

/** What happens on a conflict, with the condition that the row there is the tenant's. It comes as finished SQL, so its text is looked at. */
function scopeConflict(scope: DrizzleScope, conflict: unknown, target: OwnedTable): unknown {
  const [text = "", update] = conflict === undefined ? [] : scope.textOf(conflict).split(/\bdo update set\b/i);
  if (update === undefined && !/\bupdate\b/i.test(text)) return conflict;
  const { name } = target.table[target.key] as { readonly name: string };
  if (update === undefined || /\bwhere\b/i.test(update) || update.includes(name)) {
    throw refuseOperation(target.operation, `leave ${name} and setWhere out`);
  }
  checkFragment(update);
  return scope.sql`${conflict as never} where ${allOf(scope, [target]) as never}`;
}

function checkKey(row: Part, target: OwnedTable): void {
  const given = row[target.key];
  checkTenant(isObject(given) && "encoder" in given ? Reflect.get(given, "value") : given, target);
}

/** The conditions that rows of these tables are the tenant's, and what was there before. */
function allOf(scope: DrizzleScope, owned: readonly OwnedTable[], before?: unknown): unknown {
  const { sql } = scope;
  return owned.reduceRight((rest, target) => {
    const own = sql`${target.table[target.key] as never} = ${parameter(scope, target) as never}`;
    return rest === undefined ? own : sql`${own as never} and (${rest as never})`;
  }, before);
}

function parameter({ sql }: DrizzleScope, { table, key, tenant }: OwnedTable): unknown {
  return (sql.param as (value: unknown, column: unknown) => unknown)(tenant, table[key]);
}

function ownedTable({ models }: DrizzleScope, source: unknown, verb: string): OwnedTable[] {
  if (source === undefined) return [];
  const table = source as Part;
  if (!isTable(table)) {
    // A subquery was looked at with the other parts.
    if (subquerySql(table) !== undefined) return [];
    throw refuseOperation(`a table.${verb}`, "name the table, without sql");
  }
  const owner = ownerOf(models, nameOf(table), verb);
  return owner === undefined ? [] : [{ ...owner, table }];
}
