import { currentTenant } from "../tenant/tenant-context.ts";
import type { TenantId } from "../tenant/tenant-id.ts";
import { found, type Owner, ownerOf } from "./owned-by.ts";
import { refuseOperation, refuseScoped } from "./scope-refused-error.ts";
import { checkRow, checkTenant } from "./stamp.ts";
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
  readonly options: { readonly type: string };
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
  condition?: string;
}

interface ExpressionMap {
  readonly queryType: string;
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
  return found(owner as Record<string, unknown> | null | undefined, method, "TypeORM");
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
  const isInsert = map.queryType === "insert";
  const conditions = new Set<string>();
  for (const alias of map.aliases.filter(({ type }) => type === "from")) {
    const owner = ownerOfAlias(alias, models, map.onUpdate === undefined ? map.queryType : "upsert");
    if (owner === undefined) continue;
    if (map.cacheId !== undefined) throw refuseOperation(owner.operation, "leave the id of the cache out");
    const column = columnOf(alias, owner);
    if (isInsert) checkInsert(builder, owner, column);
    else conditions.add(conditionOn(builder, alias, column));
    for (const row of [map.valuesSet ?? []].flat() as Record<string, unknown>[]) {
      checkValues(row, owner, column);
      if (isInsert) row[owner.key] ??= owner.tenant;
    }
  }
  map.extraAppendedAndWhereCondition = allOf(map.extraAppendedAndWhereCondition, ...conditions);
  for (const join of map.joinAttributes) {
    const owner = ownerOfAlias(join.alias, models, "join");
    if (owner !== undefined) join.condition = allOf(join.condition, conditionOn(builder, join.alias, columnOf(join.alias, owner)));
  }
}

function ownerOfAlias(alias: Alias, models: TenantModels, verb: string): Owner | undefined {
  if (alias.hasMetadata) return ownerOf(models, alias.metadata.name, verb);
  // A subquery was narrowed when it was written.
  if (alias.subQuery === undefined && alias.name !== DUMMY_TABLE) refuseScoped(`${String(alias.tablePath)}.${verb}`, "name an entity");
  return undefined;
}

function columnOf({ metadata }: Alias, { key }: Owner): Column {
  return found(metadata.findColumnWithPropertyName(key), key, metadata.name);
}

// Written as SQL, so that no name in it is taken for a property: updates and deletes name columns without an alias.
function conditionOn(builder: Builder, alias: Alias, column: Column): string {
  const name = builder.escape(column.databaseName);
  return `${builder.expressionMap.aliasNamePrefixingEnabled ? `${builder.escape(alias.name)}.` : ""}${name} = :${PARAMETER}`;
}

/** All of the conditions there are, each in parentheses. */
function allOf(...conditions: readonly (string | undefined)[]): string {
  return conditions.flatMap((condition) => (condition ? `(${condition})` : [])).join(" AND ");
}

/** Refuses values for another tenant, under the column's own name or its relation's. */
function checkValues(row: Readonly<Record<string, unknown>>, owner: Owner, { relationMetadata, referencedColumn }: Column): void {
  checkRow(row, owner);
  const key = relationMetadata?.propertyName ?? owner.key;
  if (key === owner.key) return;
  const related = row[key];
  checkTenant(isObject(related) ? Reflect.get(related, referencedColumn?.propertyName ?? "id") : related, { ...owner, key });
}

function checkInsert({ expressionMap, connection }: Builder, owner: Owner, { databaseName: key }: Column): void {
  const { insertFromSelect, onUpdate } = expressionMap;
  if (insertFromSelect !== undefined) throw refuseOperation(owner.operation, "insert rows, not a query");
  if (onUpdate === undefined) return;
  checkConflict({ ...owner, key }, onUpdate.conflict, "conflict columns", /postgres|sqlite|cockroach/.test(connection.options.type));
}

const refuseJoinTable: Guard<Builder> = async ({ expressionMap }, _models, original) => {
  const { isManyToMany, entityMetadata } = expressionMap.relationMetadata;
  if (isManyToMany) refuseScoped(`${entityMetadata.name}.relation`, "load the row, change its list and save it");
  return await original();
};

const refuseClear: Guard<{ readonly connection: MetadataSource }> = async ({ connection }, models, original, [entity]) => {
  const owner = ownerOf(models, connection.getMetadata(entity).name, "clear");
  if (owner !== undefined) throw refuseOperation(owner.operation, "use deleteAll");
  return await original();
};

interface MetadataSource {
  getMetadata(entity: unknown): Metadata;
}
