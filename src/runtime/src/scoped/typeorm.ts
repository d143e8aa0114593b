import { currentTenant } from "../tenant/tenant-context.ts";
import type { TenantId } from "../tenant/tenant-id.ts";
import { found, type Owner, ownerOf } from "./owned-by.ts";
import { refuseOperation, refuseScoped } from "./scope-refused-error.ts";
import { checkTenantKey } from "./stamp.ts";
import type { TenantModels } from "./tenant-models.ts";
import { isObject, own } from "../values.ts";
import { checkConflict } from "./check-conflict.ts";
import { refuseRaw } from "./refuse-raw.ts";

/**
 * What is asked of a TypeORM DataSource.
 *
 * @example
 * const dataSource: TypeormHandle = await new DataSource(options).initialize();
 */
export interface TypeormHandle {
  readonly manager: object;
  readonly subscribers: readonly unknown[];
  readonly driver: object;
  query(...args: never[]): PromiseLike<unknown>;
  createQueryBuilder(): object;
}

interface Column {
  readonly databaseName: string;
  readonly referencedColumn?: { readonly propertyName: string };
  readonly relationMetadata?: { readonly propertyName: string };
}

interface Metadata {
  readonly name: string;
  findColumnWithPropertyName(name: string): Column | undefined;
}

interface Alias {
  readonly type: string;
  readonly name: string;
  readonly tablePath?: string;
  readonly subQuery?: string;
  readonly hasMetadata: boolean;
  readonly metadata: Metadata;
}

interface Join {
  readonly alias: Alias;
  readonly metadata: Metadata | undefined;
  readonly entityOrProperty: unknown;
  condition?: string;
}

interface ExpressionMap {
  readonly queryType: string;
  readonly mainAlias?: Alias;
  readonly aliases: readonly Alias[];
  readonly joinAttributes: readonly Join[];
  readonly valuesSet?: object | readonly object[];
  readonly insertFromSelect?: unknown;
  readonly onUpdate?: { readonly conflict?: unknown };
  readonly cacheId?: string;
  readonly relationMetadata: { readonly isManyToMany: boolean; readonly entityMetadata: Metadata };
  readonly aliasNamePrefixingEnabled: boolean;
  extraAppendedAndWhereCondition: string;
}

interface Builder {
  readonly connection: TypeormHandle;
  readonly expressionMap: ExpressionMap;
  escape(name: string): string;
  setParameter(name: string, value: unknown): unknown;
}

const PARAMETER = "ringfenceTenant";
const DUMMY_TABLE = "dummy_table";
const scopes = /* @__PURE__ */ new WeakMap<object, TenantModels>();
const guarded = /* @__PURE__ */ new WeakSet();

/**
 * Keeps everything that a TypeORM DataSource reads and writes inside the tenant in force. It stands where a query builder writes its SQL, which
 * every repository, manager, relation and builder comes through. Call it once, after `initialize()`.
 *
 * Concurrency: reads the caller's own context; queries of two tenants at once never meet. Crash: nothing is kept. Not covered: SQL inside conditions and subqueries given as text, `queryRunner.query`, tree entities, changes to the schema.
 *
 * @example
 * typeormTenantScope(dataSource, { owned: { Plot: "companyId", Invoice: "companyId" }, shared: ["Country"] });
 */
export function typeormTenantScope(dataSource: TypeormHandle, models: TenantModels): void {
  scopes.set(dataSource, models);
  for (const kind of ["select", "insert", "update", "delete", "softDelete"] as const) {
    const builder = dataSource.createQueryBuilder() as Record<string, () => object>;
    guard(builder[kind]?.(), "getQuery", narrowedQuery);
  }
  const relations = (dataSource.createQueryBuilder() as { relation(path: string): object }).relation("");
  for (const method of ["add", "set", "remove", "addAndRemove"]) guard(relations, method, refuseJoinTable);
  guard(dataSource.manager, "clear", refuseClear);
  refuseRaw(dataSource, "dataSource", "use a repository");
  // The row in the caller's hands shall show the stamp; what reaches the database is stamped when its SQL is written.
  (dataSource.subscribers as unknown[]).push({
    beforeInsert({ entity, metadata }: { readonly entity?: Record<string, unknown>; readonly metadata: Metadata }) {
      const key = own(models.owned, metadata.name);
      const tenant = currentTenant<TenantId>();
      if (key !== undefined && tenant !== undefined && entity !== undefined) entity[key] ??= tenant;
    },
  });
}

type Guard<This> = (self: This, models: TenantModels, original: () => unknown, args: unknown[]) => unknown;

// Builders are made in many places, so the method is replaced where they all have it from; other data sources pass through.
function guard<This extends { readonly connection: object }>(example: object | undefined, method: string, run: Guard<This>): void {
  const owner = prototypeWith(example, method);
  const original = owner[method] as (this: This, ...args: unknown[]) => unknown;
  if (guarded.has(original)) return;
  const replacement = function (this: This, ...args: unknown[]): unknown {
    const models = scopes.get(this.connection);
    const proceed = (): unknown => original.apply(this, args);
    return models === undefined ? proceed() : run(this, models, proceed, args);
  };
  guarded.add(replacement);
  owner[method] = replacement;
}

function prototypeWith(example: object | undefined, method: string): Record<string, unknown> {
  let owner: unknown = example;
  while (isObject(owner) && !Object.hasOwn(owner, method)) owner = Object.getPrototypeOf(owner);
  return found(owner as Record<string, unknown> | null | undefined, method, "a DataSource of TypeORM");
}

const narrowedQuery: Guard<Builder> = (builder, models, original) => {
  const map = builder.expressionMap;
  const before = { condition: map.extraAppendedAndWhereCondition, joins: map.joinAttributes.map(({ condition }) => condition) };
  const tenant = currentTenant<TenantId>();
  // Also where no condition is added: this may be the outer query of one that has it.
  if (tenant !== undefined) builder.setParameter(PARAMETER, tenant);
  try {
    narrowMap(builder, models);
    return original();
  } finally {
    map.extraAppendedAndWhereCondition = before.condition;
    map.joinAttributes.forEach((join, index) => Object.assign(join, { condition: before.joins[index] }));
  }
};

function narrowMap(builder: Builder, models: TenantModels): void {
  const map = builder.expressionMap;
  const operation = map.queryType;
  const conditions = new Set<string>();
  for (const alias of [map.mainAlias, ...map.aliases.filter(({ type }) => type === "from")]) {
    const owner = alias === undefined ? undefined : ownerOfAlias(alias, models, operation);
    if (alias === undefined || owner === undefined) continue;
    const column = columnOf(alias.metadata, owner);
    if (map.cacheId !== undefined) throw refuseOperation(`${alias.metadata.name}.${operation}`, "leave the id of the cache out");
    if (map.queryType !== "insert") conditions.add(conditionOn(builder, alias, column));
    else checkInsert(builder, alias.metadata.name, column);
    for (const row of [map.valuesSet ?? []].flat()) checkRow(row as Record<string, unknown>, owner, column, `${alias.metadata.name}.${operation}`, operation);
  }
  const own = [...conditions].join(" AND ");
  if (own !== "") map.extraAppendedAndWhereCondition = both(map.extraAppendedAndWhereCondition, own);
  for (const join of map.joinAttributes) narrowJoin(builder, models, join);
}

function narrowJoin(builder: Builder, models: TenantModels, join: Join): void {
  if (join.alias.subQuery !== undefined) return;
  if (join.metadata === undefined) {
    refuseScoped(`${String(join.entityOrProperty)}.join`, "name an entity");
    return;
  }
  const owner = ownerOf(models, join.metadata.name, "join");
  if (owner === undefined) return;
  join.condition = both(join.condition, conditionOn(builder, join.alias, columnOf(join.metadata, owner)));
}

function ownerOfAlias(alias: Alias, models: TenantModels, operation: string): Owner | undefined {
  if (alias.hasMetadata) return ownerOf(models, alias.metadata.name, operation);
  // A subquery was narrowed when it was written.
  if (alias.subQuery === undefined && alias.name !== DUMMY_TABLE) refuseScoped(`${String(alias.tablePath)}.${operation}`, "name an entity");
  return undefined;
}

function columnOf(metadata: Metadata, { key }: Owner): Column {
  return found(metadata.findColumnWithPropertyName(key), key, metadata.name);
}

// Written as SQL, so that no name in it is taken for a property: updates and deletes name columns without an alias.
function conditionOn(builder: Builder, alias: Alias, column: Column): string {
  const name = builder.escape(column.databaseName);
  return `${builder.expressionMap.aliasNamePrefixingEnabled ? `${builder.escape(alias.name)}.` : ""}${name} = :${PARAMETER}`;
}

function both(theirs: string | undefined, own: string): string {
  return theirs === undefined || theirs === "" ? own : `(${theirs}) AND (${own})`;
}

/** Refuses values for another tenant, under the column's own name or its relation's; a new row gets the tenant. */
function checkRow(row: Record<string, unknown>, { tenant, key }: Owner, column: Column, operation: string, queryType: string): void {
  checkTenantKey(row, key, tenant, operation);
  const relation = column.relationMetadata?.propertyName ?? key;
  const related = relation === key ? undefined : row[relation];
  if (related !== undefined) {
    const isRow = isObject(related);
    const value: unknown = isRow ? Reflect.get(related, column.referencedColumn?.propertyName ?? "id") : related;
    checkTenantKey({ [relation]: value }, relation, tenant, operation);
  }
  if (queryType === "insert") row[key] ??= tenant;
}

function checkInsert(builder: Builder, model: string, column: Column): void {
  const { insertFromSelect, onUpdate } = builder.expressionMap;
  if (insertFromSelect !== undefined) throw refuseOperation(`${model}.insert`, "insert rows, not a query");
  if (onUpdate === undefined) return;
  const { supportedUpsertTypes } = builder.connection.driver as { readonly supportedUpsertTypes?: readonly string[] };
  checkConflict({
    columns: onUpdate.conflict,
    option: "conflict columns",
    column: column.databaseName,
    operation: `${model}.upsert`,
    isTargeted: supportedUpsertTypes?.includes("on-conflict-do-update") === true,
  });
}

const refuseJoinTable: Guard<Builder> = (builder, _models, original) =>
  new Promise((resolve) => {
    const { isManyToMany, entityMetadata } = builder.expressionMap.relationMetadata;
    if (isManyToMany) refuseScoped(`${entityMetadata.name}.relation`, "load the row, change its list and save it");
    resolve(original());
  });

const refuseClear: Guard<{ readonly connection: MetadataSource }> = ({ connection }, models, original, [entity]) =>
  new Promise((resolve) => {
    const { name } = connection.getMetadata(entity);
    if (ownerOf(models, name, "clear") !== undefined) throw refuseOperation(`${name}.clear`, "use deleteAll");
    resolve(original());
  });

interface MetadataSource {
  getMetadata(entity: unknown): Metadata;
}
