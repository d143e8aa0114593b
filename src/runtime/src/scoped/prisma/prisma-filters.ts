import { mapValues } from "../../values.ts";
import { type PrismaRelation, relationOf } from "./prisma-schema.ts";
import { isArgs, mapEach, ownerIn, ownFilter, type PrismaArgs, type PrismaScope, refused } from "./prisma-scope.ts";

/**
 * A filter that only the tenant's own rows pass, and those besides that `more` says. What the caller wrote stays beside it, so that a
 * unique key stays in its place; Prisma unites all parts with AND, an OR among them too.
 */
export function ownRows(scope: PrismaScope, model: string, where: unknown, more: readonly PrismaArgs[] = []): PrismaArgs {
  const scoped = scopeFilter(scope, model, isArgs(where) ? where : {});
  const own = ownFilter(scope, model);
  const parts = [...(own === undefined ? [] : [own]), ...more];
  return parts.length === 0 ? scoped : { ...scoped, AND: [...parts, ...[scoped["AND"] ?? []].flat()] };
}

/** A filter whose conditions on related rows see the tenant's own only: else they would tell whether a foreign row exists. */
function scopeFilter(scope: PrismaScope, model: string, where: PrismaArgs): PrismaArgs {
  return mapValues(where, (value, name) => {
    if (["AND", "OR", "NOT"].includes(name)) return mapEach(value, (part) => scopeFilter(scope, model, part));
    const relation = relationOf(scope.schema, model, name);
    return relation !== undefined && isArgs(value) ? scopeRelationFilter(scope, relation, value) : value;
  });
}

function scopeRelationFilter(scope: PrismaScope, { target, isList }: PrismaRelation, filter: PrismaArgs): PrismaArgs {
  if (!isList && !("is" in filter) && !("isNot" in filter)) return ownRows(scope, target, filter);
  return mapValues(filter, (value, name) => {
    if (!isArgs(value)) return value;
    const own = ownFilter(scope, target);
    // Of every row: of every own one.
    if (name === "every" && own !== undefined) return { OR: [scopeFilter(scope, target, value), { NOT: own }] };
    return ownRows(scope, target, value);
  });
}

/** Refuses to order rows by rows of all tenants, which would tell something of them. */
export function checkOrder(scope: PrismaScope, model: string, orderBy: unknown): void {
  mapEach(orderBy, (order) => {
    for (const [name, value] of Object.entries(order)) {
      const relation = relationOf(scope.schema, model, name);
      if (relation === undefined) continue;
      if (ownerIn(scope, relation.target) !== undefined && ownerIn(scope, model) === undefined) {
        throw refused(scope, `order by something else than ${model}.${name}`);
      }
      checkOrder(scope, relation.target, value);
    }
    return order;
  });
}
