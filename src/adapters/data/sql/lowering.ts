import type { Filter, WrittenRow } from "../../../analysis/access.ts";
import { isGroup, roleOf, tenantColumnsOf } from "../../../analysis/column-role.ts";
import { isSameValue, propertyOf } from "../../../analysis/object-value.ts";
import { pinsOf } from "../../../analysis/pins.ts";
import type { RowRoot, Value } from "../../../analysis/value.ts";
import { isOwned, type Catalog, type Model } from "../../../catalog/catalog.ts";
import { allOf, anyOf } from "../../filter-parts.ts";
import { nested, pathTo } from "../../query/lower.ts";
import { conjuncts, type Column, type Condition, type Table } from "../../query/condition.ts";
import { computed, saidOf, type Occurrence } from "./scope.ts";

/** The rows of a mention, and what they are found by. */
export interface Found {
  readonly root: RowRoot;
  readonly filter: Filter | undefined;
  /** What the statement writes into them. */
  readonly written: readonly WrittenRow[];
}

/** The rows of mentions that are judged before this one, by the keys of their tables. */
export type Judged = ReadonlyMap<string, Found>;

/** What a statement says of the rows of one mention; rows of another table that they belong to count as these do. */
export function filterOf(occurrence: Occurrence, judged: Judged, catalog: Catalog): Filter {
  const said = withImplied(saidOf(occurrence));
  const isBare = said.flatMap(conjuncts).every((part) => part.kind === "all");
  return isBare ? { kind: "all" } : lowered({ kind: "and", of: said }, occurrence, judged, catalog);
}

/** What is said, and that columns are equal which equal the same value, where one of them is a key: `p.id = $1 and v.plot_id = $1`. */
function withImplied(said: readonly Condition[]): readonly Condition[] {
  const tests = said.flatMap(conjuncts).flatMap((part) => (part.kind === "test" && part.filter.kind === "equals" && part.filter.value.kind === "reference" ? [{ column: part.column, value: part.filter.value }] : []));
  const pairs = tests.flatMap((one, index) => tests.slice(index + 1).map((other) => [one, other] as const));
  const same = pairs.filter(([{ column: a, value }, { column: b, value: other }]) => a.table.key !== b.table.key && (isUnique(a) || isUnique(b)) && isSameValue(value, other));
  return [...said, ...same.map(([{ column: a }, { column: b }]): Condition => ({ kind: "same", a, b }))];
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
      if (isMissing(condition) && needs(occurrence, condition.column.table.key)) return { kind: "none" };
      return condition.column.table.key === table.key ? condition.filter : (ofPartner(condition, occurrence, judged, catalog) ?? ofOthers(table.model));
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

/** What is said of a row that is judged after this one: one that this one names by a relation, one that says who belongs to the same tenant, or one of the same owner that is asked for by its id. */
function ofPartner({ column, filter }: Extract<Condition, { kind: "test" }>, occurrence: Occurrence, judged: Judged, catalog: Catalog): Filter | undefined {
  const { model } = occurrence.table;
  const said = saidOf(occurrence);
  const path = judged.has(column.table.key) ? undefined : pathTo(column.table, { kind: "and", of: said }, { catalog, paths: new Map([[occurrence.table.key, []]]) });
  const [relation, ...others] = path ?? [];
  if (path === undefined || relation === undefined) return undefined;
  const isNamed = others.length === 0 && (model.fields.get(relation)?.relation?.columns.length ?? 0) > 0;
  const role = roleOf(catalog, model, path, column.name);
  const saysWhich = role === "id" && said.flatMap(conjuncts).some((one) => one.kind === "same" && isKeyTo(column.table, one, occurrence, catalog));
  return isNamed || role === "principal" || saysWhich ? nested(path, filter) : undefined;
}

function isKeyTo(partner: Table, same: Extract<Condition, { kind: "same" }>, { table }: Occurrence, catalog: Catalog): boolean {
  const [own, theirs] = sidesOf(same, table);
  return own.table.key === table.key && theirs.table.key === partner.key && isKeyBetween(own, theirs, catalog);
}

/** Two equal columns, a table's own first. */
function sidesOf({ a, b }: Extract<Condition, { kind: "same" }>, { key }: Table): readonly [Column, Column] {
  return a.table.key === key ? [a, b] : [b, a];
}

/** `plots.id is null`: an outer join found no such row. */
function isMissing({ column, filter }: Extract<Condition, { kind: "test" }>): boolean {
  return filter.kind === "equals" && column.table.model.id.includes(filter.column) && filter.value.kind === "constant" && filter.value.value === null;
}

/** True for a table whose rows leave only with those of another: its own, and one that the join asks for that brings it. */
function needs(occurrence: Occurrence, key: string, seen: ReadonlySet<string> = new Set()): boolean {
  const { table, query } = occurrence;
  if (table.key === key) return true;
  if (seen.has(table.key)) return false;
  const asked = saidOf(occurrence).flatMap(conjuncts).flatMap((one) => (one.kind !== "same" ? [] : one.a.table.key === table.key ? [one.b.table.key] : one.b.table.key === table.key ? [one.a.table.key] : []));
  const around = new Set([...seen, table.key]);
  return asked.some((other) => query.sources.some(({ occurrence: source }) => source?.table.key === other && needs(source, key, around)));
}

function idOf({ id, fields }: Model): string {
  return id[0] ?? fields.keys().next().value ?? "id";
}

/** A row that a key ties to one of another table is whose that one is. */
function follows(same: Extract<Condition, { kind: "same" }>, { table }: Occurrence, judged: Judged, catalog: Catalog): Filter | undefined {
  const [own, theirs] = sidesOf(same, table);
  const found = own.table.key === table.key && theirs.table.key !== table.key ? judged.get(theirs.table.key) : undefined;
  if (!found) return undefined;
  const written = writtenTo(theirs, found);
  if (written) return written === computed || namesLowerLevel(own, catalog) ? undefined : equal(own.name, written);
  // No row names yet what is only being made.
  if (found.written.some(({ kind }) => kind === "create")) return isUnique(theirs) ? { kind: "none" } : undefined;
  if (!isOwned(theirs.table.model)) return asFound(own, theirs, found, catalog);
  if (!isKeyBetween(own, theirs, catalog)) return undefined;
  return equal(tenantColumnsOf(table.model)[0] ?? idOf(table.model), { kind: "reference", root: found.root, path: ["*", theirs.name] });
}

/** What a column of written rows is worth from there on, whosever they are; undefined where the statement leaves it as it was. */
function writtenTo({ name }: Column, { written }: Found): Value | undefined {
  if (written.some(({ columns }) => columns.kind !== "object")) return computed;
  const [first, ...others] = written.map(({ columns }) => propertyOf(columns, name)?.value);
  return others.every((other) => other === first || (other !== undefined && first !== undefined && isSameValue(other, first))) ? first : computed;
}

/** True for a column that names a level below the tenant: a row that is made for the tenant is taken to vouch for what it names of its own. */
function namesLowerLevel({ table: { model }, name }: Column, { tenancy: { root, family } }: Catalog): boolean {
  const key = "keys" in model.ownership ? model.ownership.keys.find(({ column }) => column === name) : undefined;
  const level = family.includes(model.name) && model.id.includes(name) ? model.name : key?.level;
  return root !== undefined && level !== undefined && level !== root;
}

/** What a row holds that belongs to no tenant, such as the company a user works for at the moment, names whom the row was found by. */
function asFound({ name }: Column, theirs: Column, { root, filter }: Found, catalog: Catalog): Filter | undefined {
  const { model } = theirs.table;
  const by = ((filter && pinsOf(filter)) ?? []).flatMap(({ path, column, value, optional }): readonly Value[] => {
    const role = optional || path.length > 0 ? undefined : roleOf(catalog, model, [], column);
    // Whoever knows a secret may have the row, and is not named by it.
    if (role === "secret") return [{ kind: "reference", root, path: ["*", theirs.name] }];
    return role === undefined || role === "other" ? [] : [value];
  });
  return by.length > 0 ? allOf(by.map((value) => equal(name, value))) : undefined;
}

function equal(column: string, value: Value): Filter {
  return { kind: "equals", column, value, optional: false, whenUndefined: "matches-nothing", node: undefined };
}

/**
 * True where equal columns say that the first row's owner is the second's: a key and what names it, one tenant's key in both,
 * the same parent, or the UUID of what both were made for. Whom a row names beside its owner, it leads to, as it does in code.
 */
function isKeyBetween(a: Column, b: Column, catalog: Catalog): boolean {
  if (!isOwned(a.table.model) || !isOwned(b.table.model)) return false;
  if (isUnique(a) || isUnique(b)) return true;
  if (a.name === b.name && isGroup(a.table.model, a.name) && isGroup(b.table.model, b.name)) return true;
  const [one, two] = [a, b].map(({ table, name }) => roleOf(catalog, table.model, [], name));
  if (one === "tenant" && two === "tenant") return true;
  return (one === "parent" || one === "tenant") && two === "parent" && a.table.model.fields.get(a.name)?.references === b.table.model.fields.get(b.name)?.references;
}

function isUnique({ table: { model }, name }: Column): boolean {
  return [model.id, ...model.uniques.map(({ columns }) => columns)].some((key) => key.length === 1 && key[0] === name);
}

const strengths = ["tenant", "principal", "secret", "id", "parent", "natural", "other"];

/** How much a mention's own conditions say of its owner; less is more. */
export function weakness(occurrence: Occurrence, catalog: Catalog): number {
  return weaknessOf({ kind: "and", of: saidOf(occurrence) }, occurrence.table, catalog);
}

function weaknessOf(condition: Condition, table: Table, catalog: Catalog): number {
  const own = conjuncts(condition).flatMap((part) => {
    if (part.kind === "or") return [Math.max(0, ...part.of.map((arm) => weaknessOf(arm, table, catalog)))];
    if (part.kind !== "test" || part.column.table.key !== table.key || (part.filter.kind !== "equals" && part.filter.kind !== "in")) return [];
    const role = roleOf(catalog, table.model, [], part.column.name);
    return role ? [strengths.indexOf(role)] : [];
  });
  return Math.min(strengths.length, ...own);
}

/** True where a mention's rows belong to those of one that is judged already. */
export function isFollower(occurrence: Occurrence, judged: Judged, catalog: Catalog): boolean {
  const leads = (condition: Condition): boolean => conjuncts(condition).some((part) => (part.kind === "same" ? follows(part, occurrence, judged, catalog) !== undefined : part.kind === "or" && part.of.length > 0 && part.of.every(leads)));
  return withImplied(saidOf(occurrence)).some(leads);
}
