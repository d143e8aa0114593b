import { isObject } from "../../values.ts";
import { type Owner, ownerOf } from "../owned-by.ts";
import { scopeJoins } from "../scope-joins.ts";
import { refuseOperation } from "../scope-refused-error.ts";
import { checkTenant } from "../stamp.ts";
import { listedName, type TenantModels } from "../tenant-models.ts";

interface Statement {
  readonly grouping?: string;
  readonly alias?: unknown;
}

interface Join extends Statement {
  readonly joinType: string;
  readonly table: unknown;
  readonly schema?: string;
  readonly clauses: readonly { readonly type: string }[];
}

type Changes = Readonly<Record<string, unknown>>;

interface Single {
  readonly table?: unknown;
  readonly schema?: string;
  readonly using?: unknown;
  readonly updateFrom?: unknown;
  readonly insert?: unknown;
  readonly update?: Changes;
  readonly counter?: Changes;
  readonly merge?: { readonly updates?: Changes };
}

/** A query of Knex before it is SQL. */
export interface KnexBuilder {
  readonly _method?: string;
  _single: Single;
  _statements: readonly Statement[];
}

/** A table of a tenant in one query. */
interface OwnedTable extends Owner {
  /** Its tenant column, as the rest of the query names it. */
  readonly column: string;
}

/** The same query with all tables in it kept to the tenant's rows. Subqueries come by themselves. */
export function scopeBuilder(models: TenantModels, open: KnexBuilder, dialect = ""): KnexBuilder {
  const { _method: verb = "select", _single: single, _statements: statements } = open;
  const statementsOf = (...groupings: readonly unknown[]): readonly Statement[] => statements.filter(({ grouping }) => groupings.includes(grouping));
  const expressions = new Set(statementsOf("with").map(({ alias }) => alias));
  const all: OwnedTable[] = [];
  const tablesIn = (source: unknown, schema?: string, hidden = expressions): OwnedTable[] => {
    const tables = namesIn(source, verb).flatMap(([name, reference]) => ownedTable(models, name, reference, schema, verb, hidden));
    all.push(...tables);
    return tables;
  };
  // What is written to is never a common table expression.
  const targets = tablesIn(single.table, single.schema, ["select", "first", "pluck"].includes(verb) ? expressions : new Set());
  const owned = [...targets, ...tablesIn(single.using), ...tablesIn(single.updateFrom)];
  const joins = scopeJoins(
    statementsOf("join") as readonly Join[],
    owned,
    ({ joinType }) => `${joinType} join`,
    ({ joinType, table, schema }) => (joinType === "raw" ? [] : tablesIn(table, schema)),
    narrowedJoin,
  );
  for (const table of all) for (const changes of [single.update, single.counter, single.merge?.updates]) checkColumns(changes, table);
  // The query itself is left as it is: it may be run again, for somebody else.
  const query = Object.create(open) as KnexBuilder;
  if (targets[0] !== undefined) query._single = scopeWrite(single, targets[0], verb, dialect);
  const isNarrowed = owned.length > 0 && (verb !== "insert" || single.merge !== undefined);
  const others = statements.filter(({ grouping }) => grouping !== "join" && grouping !== "where");
  query._statements = [...others, ...joins, ...(isNarrowed ? narrowed(owned, statementsOf("where")) : statementsOf("where"))];
  return query;
}

/** Conditions that only the tenant's rows of these tables meet, and the caller's own in parentheses. */
function narrowed(owned: readonly OwnedTable[], theirs: readonly Statement[]): Statement[] {
  const where = { grouping: "where", bool: "and" };
  const conditions = owned.map(({ column, tenant: value }) => ({ ...where, type: "whereBasic", column, operator: "=", value }));
  const group = { ...where, type: "whereWrapped", value: (inner: KnexBuilder) => void (inner._statements = theirs) };
  return theirs.length === 0 ? conditions : [...conditions, group];
}

function narrowedJoin(join: Join, owned: readonly OwnedTable[]): Join {
  if (join.clauses.some(({ type }) => type === "onUsing")) throw refuseOperation("a left join", "use on, not using");
  const conditions = owned.map(({ column, tenant: value }) => ({ type: "onVal", column, operator: "=", value, bool: "and" }));
  const group = { type: "onWrapped", value: (inner: { clauses: unknown }) => void (inner.clauses = join.clauses), bool: "and" };
  return Object.create(join, { clauses: { value: join.clauses.length === 0 ? conditions : [...conditions, group] } }) as Join;
}

function scopeWrite(single: Single, target: OwnedTable, verb: string, dialect: string): Single {
  if (verb === "truncate" || verb === "upsert") throw refuseOperation(target.operation, "use insert, update and delete");
  if (verb !== "insert") return single;
  if (single.merge !== undefined && !/^(?:postgres|cockroach|.*sqlite)/.test(dialect)) throw refuseOperation(target.operation, "find the row, then create or update it");
  const rows = [single.insert ?? {}].flat() as Changes[];
  if (!rows.every((row) => isObject(row) && Object.getPrototypeOf(row) === Object.prototype)) throw refuseOperation(target.operation, "insert rows, not a query");
  for (const row of rows) checkColumns(row, target);
  return { ...single, insert: rows.map((row) => ({ ...row, [target.key]: target.tenant })) };
}

/** Refuses a value of the tenant's column that is not the tenant's, in whichever way Knex and the database would find the column by its name. */
function checkColumns(changes: Changes = {}, target: OwnedTable): void {
  for (const [name, value] of Object.entries(changes)) {
    if (name.split(".").at(-1)?.trim().toLowerCase() === target.key.toLowerCase()) checkTenant(value, target);
  }
}

/** The tables in a source, each with the name that the query has for it; none in a subquery. */
function namesIn(source: unknown, verb: string): (readonly [string, string])[] {
  if (source === undefined || typeof source === "function") return [];
  if (typeof source === "string") {
    const [, name = source, alias = name] = /^(.*?)(?:\s+as\s+(.*))?$/i.exec(source.trim()) ?? [];
    return [[name, alias]];
  }
  if (Array.isArray(source)) return source.flatMap((one: unknown) => namesIn(one, verb));
  if (!isObject(source) || "isRawInstance" in source) throw refuseOperation(`a table.${verb}`, "name the table, without sql");
  if ("_single" in source) return [];
  return Object.entries(source).flatMap(([alias, table]: [string, unknown]) => namesIn(table, verb).map(([name]) => [name, alias] as const));
}

function ownedTable(models: TenantModels, name: string, reference: string, schema: string | undefined, verb: string, hidden: ReadonlySet<unknown>): OwnedTable[] {
  const [table = name, within = schema] = name.split(".").reverse();
  if (within === undefined && hidden.has(name)) return [];
  const owner = ownerOf(models, listedName(models, within, table), verb);
  return owner === undefined ? [] : [{ ...owner, column: `${reference}.${owner.key}` }];
}
