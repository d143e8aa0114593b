import { mapValues } from "../../values.ts";
import { checkOrder, ownRows } from "./prisma-filters.ts";
import { relationOf } from "./prisma-schema.ts";
import { isArgs, ownFilter, type PrismaArgs, type PrismaScope } from "./prisma-scope.ts";

interface Loads {
  readonly args: PrismaArgs;
  /** Conditions on the loading row. A required row takes no filter of its own, so the row that would load a foreign one is left out. */
  readonly conditions: readonly PrismaArgs[];
}

/** The arguments with a filter that only the tenant's own rows pass, at the top and wherever they load related rows. */
export function scopeRead(scope: PrismaScope, model: string, args: PrismaArgs): PrismaArgs {
  const loads = scopeLoads(scope, model, args);
  const { cursor } = args;
  const own = isArgs(cursor) && ownFilter(scope, model);
  return { ...loads.args, ...(own && { cursor: { ...cursor, ...own } }), where: ownRows(scope, model, args["where"], loads.conditions) };
}

/** The arguments with every load of related rows filtered. */
export function scopeLoads(scope: PrismaScope, model: string, args: PrismaArgs): Loads {
  checkOrder(scope, model, args["orderBy"]);
  const conditions: PrismaArgs[] = [];
  const load = (value: unknown, name: string): unknown => {
    if (name === "_count") return scopeCounts(scope, model, value);
    const relation = relationOf(scope.schema, model, name);
    if (relation === undefined || (value !== true && !isArgs(value))) return value;
    const inner = isArgs(value) ? value : {};
    if (relation.isList || relation.isOptional) return scopeRead(scope, relation.target, inner);
    const loads = scopeLoads(scope, relation.target, inner);
    conditions.push({ [name]: ownRows(scope, relation.target, {}, loads.conditions) });
    return Object.keys(loads.args).length === 0 ? true : loads.args;
  };
  const scoped = mapValues(args, (part, name) => ((name === "select" || name === "include") && isArgs(part) ? mapValues(part, load) : part));
  return { args: scoped, conditions };
}

/** `_count` of related rows: `true` counts all relations, which then have to be named, since each needs its filter. */
function scopeCounts(scope: PrismaScope, model: string, value: unknown): unknown {
  const lists = (scope.schema.get(model) ?? []).filter(({ isList }) => isList);
  const all = Object.fromEntries(lists.map(({ name }) => [name, true]));
  const select = value === true ? all : isArgs(value) && isArgs(value["select"]) ? value["select"] : undefined;
  if (select === undefined) return value;
  return {
    select: mapValues(select, (count, name) => {
      const relation = relationOf(scope.schema, model, name);
      if (relation === undefined || (count !== true && !isArgs(count))) return count;
      return { where: ownRows(scope, relation.target, isArgs(count) ? count["where"] : undefined) };
    }),
  };
}
