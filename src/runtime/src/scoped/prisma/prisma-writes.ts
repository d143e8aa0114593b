import { requireTenant } from "../../tenant/tenant-context.ts";
import { checkTenantKey, stamped } from "../stamp.ts";
import { ownRows } from "./prisma-filters.ts";
import { oppositeOf, type PrismaRelation, relationOf } from "./prisma-schema.ts";
import { isArgs, keyIn, mapEach, mapValues, ownFilter, type PrismaArgs, type PrismaScope, refused } from "./prisma-scope.ts";

/** A row to be created, stamped, with what it writes to related rows; `through` is the relation to the row it is created under. */
export function scopeCreate(scope: PrismaScope, model: string, data: PrismaArgs, through?: PrismaRelation): PrismaArgs {
  const scoped = scopeUpdate(scope, model, data);
  const key = keyIn(scope, model);
  if (key === undefined) return scoped;
  if (through?.from.includes(key) === true) {
    // The key comes from the row above, so that row has to be the tenant's own.
    if (keyIn(scope, through.target) === undefined) throw refused(scope, `create ${model} by itself`);
    return scoped;
  }
  const relations = scope.schema.get(model) ?? [];
  const usesRelations = relations.some(({ name, from }) => from.length > 0 && data[name] !== undefined);
  const holder = relations.find(({ from }) => from.length === 1 && from[0] === key);
  // Prisma takes a row either with its foreign keys as columns or with relations, never both.
  if (!usesRelations || holder === undefined) return stamped(scoped, key, requireTenant(), operationOf(scope));
  return { ...scoped, [key]: undefined, [holder.name]: { connect: { [holder.to[0] ?? ""]: requireTenant() } } };
}

/** What an update writes: never the tenant key, and to related rows only the tenant's own. */
export function scopeUpdate(scope: PrismaScope, model: string, data: PrismaArgs): PrismaArgs {
  const key = keyIn(scope, model);
  if (key !== undefined) checkTenantKey(data, key, requireTenant(), operationOf(scope));
  for (const relation of scope.schema.get(model) ?? []) collectReference(scope, relation, data);
  return mapValues(data, (value, name) => {
    const relation = relationOf(scope.schema, model, name);
    if (relation === undefined || !isArgs(value)) return value;
    if (key !== undefined && relation.from.length === 1 && relation.from[0] === key) checkHolder(scope, relation, value);
    return mapValues(value, (part, verb) => scopeNested(scope, relation, verb, part));
  });
}

/** A relation that holds the tenant key may lead to the tenant and nowhere else, whether or not its model belongs to the tenant. */
function checkHolder(scope: PrismaScope, { name, to: [id = ""] }: PrismaRelation, value: PrismaArgs): void {
  const { connect } = value;
  if (Object.keys(value).some((verb) => verb !== "connect" && verb !== "update")) throw refused(scope, `leave ${name} out or give the tenant's own`);
  if (connect === undefined) return;
  if (!isArgs(connect) || connect[id] === undefined) throw refused(scope, `connect ${name} by ${id}`);
  checkTenantKey(connect, id, requireTenant(), operationOf(scope));
}

function collectReference(scope: PrismaScope, relation: PrismaRelation, data: PrismaArgs): void {
  const { model, name, target, from, to } = relation;
  const written = from.map((field) => (isArgs(data[field]) && "set" in data[field] ? data[field]["set"] : data[field]));
  if (!written.some((value) => value !== undefined && value !== null)) return;
  const targetKey = keyIn(scope, target);
  if (targetKey === undefined) return;
  // The database itself keeps a key that holds the tenant key on both sides within the tenant.
  if (from[to.indexOf(targetKey)] === keyIn(scope, model) && to.includes(targetKey)) return;
  if (written.some((value) => value === undefined || value === null || (isArgs(value) && !(value instanceof Date)))) {
    throw refused(scope, `connect ${name} or write ${from.join(" and ")} as plain values`);
  }
  scope.references.push({ relation, values: written });
}

function scopeNested(scope: PrismaScope, relation: PrismaRelation, verb: string, value: unknown): unknown {
  const { target, isList } = relation;
  const create = (row: PrismaArgs): PrismaArgs => scopeCreate(scope, target, row, oppositeOf(scope.schema, relation));
  const own = (where: unknown): PrismaArgs => ownRows(scope, target, where);
  const update = (item: PrismaArgs): PrismaArgs => ({ ...item, where: own(item["where"]), data: mapEach(item["data"], (data) => scopeUpdate(scope, target, data)) });
  switch (verb) {
    case "create":
      return mapEach(value, create);
    case "createMany":
      return mapEach(value, (many) => ({ ...many, data: mapEach(many["data"], create) }));
    case "connect":
    case "set":
    case "deleteMany":
      return mapEach(value, own);
    case "delete":
    case "disconnect":
      return value === true ? (ownFilter(scope, target) ?? true) : mapEach(value, own);
    case "connectOrCreate":
      return mapEach(value, (item) => ({ ...item, where: own(item["where"]), create: mapEach(item["create"], create) }));
    case "updateMany":
      return mapEach(value, update);
    case "update":
      return mapEach(value, (item) => update(isList || isWithFilter(item) ? item : { data: item }));
    case "upsert":
      return mapEach(value, (item) => ({
        ...item,
        where: own(item["where"]),
        create: mapEach(item["create"], create),
        update: mapEach(item["update"], (data) => scopeUpdate(scope, target, data)),
      }));
    default:
      throw refused(scope, `write ${target} by itself, not by ${verb}`);
  }
}

/** Whether the update of one related row says which: `{ where, data }`, not the data itself. */
function isWithFilter(item: PrismaArgs): boolean {
  return isArgs(item["data"]) && Object.keys(item).every((name) => name === "data" || name === "where");
}

function operationOf({ model, operation }: PrismaScope): string {
  return `${model}.${operation}`;
}
