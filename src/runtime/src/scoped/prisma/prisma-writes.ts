import type { Owner } from "../owned-by.ts";
import { checkRow, checkTenant, stamped } from "../stamp.ts";
import { ownRows } from "./prisma-filters.ts";
import { oppositeOf, type PrismaRelation, relationOf } from "./prisma-schema.ts";
import { mapValues, own } from "../../values.ts";
import { isArgs, mapEach, ownerIn, ownFilter, type PrismaArgs, type PrismaScope, refused } from "./prisma-scope.ts";

/** A row to be created, stamped, with what it writes to related rows; `through` is the relation to the row it is created under. */
export function scopeCreate(scope: PrismaScope, model: string, data: PrismaArgs, through?: PrismaRelation): PrismaArgs {
  const scoped = scopeUpdate(scope, model, data);
  const owner = ownerIn(scope, model);
  if (owner === undefined) return scoped;
  const { key, tenant } = owner;
  if (through?.from.includes(key) === true) {
    // The key comes from the row above, so that row has to be the tenant's own.
    if (ownerIn(scope, through.target) === undefined) throw refused(scope, `create ${model} by itself`);
    return scoped;
  }
  const relations = scope.schema.get(model) ?? [];
  const usesRelations = relations.some(({ name, from }) => from.length > 0 && data[name] !== undefined);
  const holder = relations.find((relation) => isHeldBy(relation, owner));
  // Prisma takes a row either with its foreign keys as columns or with relations, never both.
  if (!usesRelations || holder === undefined) return stamped(scoped, owner);
  return { ...scoped, [key]: undefined, [holder.name]: { connect: { [holder.to[0] ?? ""]: tenant } } };
}

/** What an update writes: never the tenant key, and to related rows only the tenant's own. */
export function scopeUpdate(scope: PrismaScope, model: string, data: PrismaArgs): PrismaArgs {
  const owner = ownerIn(scope, model);
  if (owner !== undefined) checkRow(data, owner);
  for (const relation of scope.schema.get(model) ?? []) collectReference(scope, relation, data);
  return mapValues(data, (value, name) => {
    const relation = relationOf(scope.schema, model, name);
    if (relation === undefined || !isArgs(value)) return value;
    if (owner !== undefined && isHeldBy(relation, owner)) checkHolder(scope, owner, relation, value);
    return mapValues(value, (part, verb) => scopeNested(scope, relation, verb, part));
  });
}

/** The arguments of a write with all rows in them scoped; `data` holds changes unless said otherwise. */
export function scopeWritten(scope: PrismaScope, model: string, args: PrismaArgs, data: typeof scopeCreate = scopeUpdate, through?: PrismaRelation): PrismaArgs {
  const changes = { create: scopeCreate, update: scopeUpdate, data };
  return mapValues(args, (part, name) => {
    const change = own<typeof scopeCreate>(changes, name);
    return change === undefined ? part : mapEach(part, (row) => change(scope, model, row, through));
  });
}

/** Whether the relation's column is the tenant key. */
function isHeldBy({ from }: PrismaRelation, { key }: Owner): boolean {
  return from.length === 1 && from[0] === key;
}

/** A relation that holds the tenant key may lead to the tenant and nowhere else, whether or not its model belongs to the tenant. */
function checkHolder(scope: PrismaScope, owner: Owner, { name, to: [key = ""] }: PrismaRelation, value: PrismaArgs): void {
  const { connect } = value;
  if (Object.keys(value).some((verb) => verb !== "connect" && verb !== "update")) throw refused(scope, `leave ${name} out or give the tenant's own`);
  if (connect === undefined) return;
  if (!isArgs(connect) || connect[key] === undefined) throw refused(scope, `connect ${name} by ${key}`);
  checkTenant(connect[key], { ...owner, key });
}

function collectReference(scope: PrismaScope, relation: PrismaRelation, data: PrismaArgs): void {
  const { model, name, target, from, to } = relation;
  const written = from.map((field) => (isArgs(data[field]) && "set" in data[field] ? data[field]["set"] : data[field]));
  if (!written.some((value) => value !== undefined && value !== null)) return;
  const owner = ownerIn(scope, target);
  if (owner === undefined) return;
  // The database itself keeps a key that holds the tenant key on both sides within the tenant.
  if (to.includes(owner.key) && from[to.indexOf(owner.key)] === ownerIn(scope, model)?.key) return;
  if (written.some((value) => value === undefined || value === null || (isArgs(value) && !(value instanceof Date)))) {
    throw refused(scope, `connect ${name} or write ${from.join(" and ")} as plain values`);
  }
  scope.references.push({ relation, values: written });
}

function scopeNested(scope: PrismaScope, relation: PrismaRelation, verb: string, value: unknown): unknown {
  const { target, isList } = relation;
  const through = oppositeOf(scope.schema, relation);
  const mine = (where: unknown): PrismaArgs => ownRows(scope, target, where);
  const change = (item: PrismaArgs): PrismaArgs => ({ ...scopeWritten(scope, target, item, scopeUpdate, through), where: mine(item["where"]) });
  switch (verb) {
    case "create":
      return mapEach(value, (row) => scopeCreate(scope, target, row, through));
    case "createMany":
      return mapEach(value, (many) => scopeWritten(scope, target, many, scopeCreate, through));
    case "connect":
    case "set":
    case "deleteMany":
      return mapEach(value, mine);
    case "delete":
    case "disconnect":
      return value === true ? (ownFilter(scope, target) ?? true) : mapEach(value, mine);
    case "connectOrCreate":
    case "updateMany":
    case "upsert":
      return mapEach(value, change);
    case "update":
      return mapEach(value, (item) => change(isList || isWithFilter(item) ? item : { data: item }));
    default:
      throw refused(scope, `write ${target} by itself, not by ${verb}`);
  }
}

/** Whether the update of one related row says which: `{ where, data }`, not the data itself. */
function isWithFilter(item: PrismaArgs): boolean {
  return isArgs(item["data"]) && Object.keys(item).every((name) => name === "data" || name === "where");
}
