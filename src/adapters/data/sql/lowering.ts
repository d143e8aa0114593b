import type { Filter } from "../../../analysis/access.ts";
import { roleOf, tenantColumnsOf } from "../../../analysis/column-role.ts";
import type { RowRoot } from "../../../analysis/value.ts";
import { isOwned, type Catalog, type Model } from "../../../catalog/catalog.ts";
import { allOf, anyOf } from "../../filter-parts.ts";
import { conjuncts, type Column, type Condition } from "../../query/condition.ts";
import { computed, saidOf, type Occurrence } from "./scope.ts";

/** The rows of mentions that are judged before this one, by the keys of their tables. */
export type Judged = ReadonlyMap<string, RowRoot>;

/** What a statement says of the rows of one mention; rows of another table that they belong to count as these do. */
export function filterOf(occurrence: Occurrence, judged: Judged, catalog: Catalog): Filter {
  const said = saidOf(occurrence);
  const isBare = said.flatMap(conjuncts).every((part) => part.kind === "all");
  return isBare ? { kind: "all" } : lowered({ kind: "and", of: said }, occurrence, judged, catalog);
}

function lowered(condition: Condition, occurrence: Occurrence, judged: Judged, catalog: Catalog): Filter {
  const part = (one: Condition): Filter => lowered(one, occurrence, judged, catalog);
  const { table } = occurrence;
  switch (condition.kind) {
    case "and":
      return allOf(condition.of.map(part));
    case "or":
      return anyOf(condition.of.map(part));
    case "not":
      return { kind: "not", of: part(condition.of) };
    case "test":
      if (condition.column.table.key !== table.key) return ofOthers(table.model);
      return isMissing(condition.filter, table.model) ? { kind: "none" } : condition.filter;
    case "same":
      return follows(condition, occurrence, judged, catalog) ?? ofOthers(table.model);
    case "exists":
      return ofOthers(table.model);
    default:
      return condition;
  }
}

/** What is said of another table holds this one's rows back, by nothing that names their owner. */
function ofOthers(model: Model): Filter {
  return { kind: "other", column: idOf(model), value: computed, node: undefined };
}

/** `plots.id is null`: an outer join found no such row, so that none leaves. */
function isMissing(filter: Filter, { id }: Model): boolean {
  return filter.kind === "equals" && id.includes(filter.column) && filter.value.kind === "constant" && filter.value.value === null;
}

function idOf({ id, fields }: Model): string {
  return id[0] ?? fields.keys().next().value ?? "id";
}

/** A row that a key ties to one of another table is whose that one is. */
function follows({ a, b }: Extract<Condition, { kind: "same" }>, { table }: Occurrence, judged: Judged, catalog: Catalog): Filter | undefined {
  const [own, theirs] = a.table.key === table.key ? [a, b] : [b, a];
  const root = own.table.key === table.key && theirs.table.key !== table.key ? judged.get(theirs.table.key) : undefined;
  if (!root || !isKeyBetween(own, theirs, catalog)) return undefined;
  const column = tenantColumnsOf(table.model)[0] ?? idOf(table.model);
  return { kind: "equals", column, value: { kind: "reference", root, path: ["*", theirs.name] }, optional: false, whenUndefined: "matches-nothing", node: undefined };
}

/** True where equal columns say that two rows have one owner: a key and what names it, one tenant's key in both, or the same parent. */
function isKeyBetween(a: Column, b: Column, catalog: Catalog): boolean {
  if (!isOwned(a.table.model) || !isOwned(b.table.model)) return false;
  if (isUnique(a) || isUnique(b)) return true;
  const [one, two] = [a, b].map(({ table, name }) => roleOf(catalog, table.model, [], name));
  if (one === "tenant" && two === "tenant") return true;
  return one === "parent" && two === "parent" && a.table.model.fields.get(a.name)?.references === b.table.model.fields.get(b.name)?.references;
}

function isUnique({ table: { model }, name }: Column): boolean {
  return [model.id, ...model.uniques.map(({ columns }) => columns)].some((key) => key.length === 1 && key[0] === name);
}

const strengths = ["tenant", "principal", "secret", "id", "parent", "natural", "other"];

/** How much a mention's own conditions say of its owner; less is more. */
export function weakness(occurrence: Occurrence, catalog: Catalog): number {
  const roles = saidOf(occurrence).flatMap(conjuncts).flatMap((part) => {
    if (part.kind !== "test" || part.column.table.key !== occurrence.table.key || (part.filter.kind !== "equals" && part.filter.kind !== "in")) return [];
    const role = roleOf(catalog, occurrence.table.model, [], part.column.name);
    return role ? [strengths.indexOf(role)] : [];
  });
  return Math.min(strengths.length, ...roles);
}

/** True where a mention's rows belong to those of one that is judged already. */
export function isFollower(occurrence: Occurrence, judged: Judged, catalog: Catalog): boolean {
  return saidOf(occurrence).flatMap(conjuncts).some((part) => part.kind === "same" && follows(part, occurrence, judged, catalog) !== undefined);
}
