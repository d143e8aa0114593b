import type { Catalog, Model, OwnerKey, Tenancy } from "../catalog/catalog.ts";
import { modelAt } from "./column-role.ts";

/** The keys by which a model, or the one at the end of its path to the tenant, names its owner; best first. */
export function ownerKeysOf(model: Model, catalog: Catalog): readonly OwnerKey[] {
  const { ownership } = model;
  if (ownership.kind === "direct") return ownership.keys;
  if (ownership.kind !== "through" && ownership.kind !== "reversed") return [];
  for (let length = ownership.path.length; length > 0; length--) {
    const owner = modelAt(catalog, model, ownership.path.slice(0, length));
    if (owner?.ownership.kind === "direct") return owner.ownership.keys;
  }
  return [];
}

/**
 * Which of several keys an expression such as `companyId`, `session.user!.companyId` or `company.id` is a value of:
 * the key of that name, else the one of the same level. Where it names no level, the only key there is.
 */
export function keyNamedBy(expression: string, keys: readonly OwnerKey[], catalog: Catalog): OwnerKey | undefined {
  const names = namesIn(expression);
  const last = names.at(-1);
  const exact = keys.find(({ column }) => column === last) ?? keys.find(({ column }) => last !== undefined && plain(column) === plain(last));
  if (exact) return exact;
  const level = last === undefined ? undefined : levelNamed(names, catalog);
  if (level !== undefined) return keys.find((key) => key.level === level);
  const { family, root, keys: known } = catalog.tenancy;
  if (last !== undefined && known.includes(last)) return undefined;
  return family.length > 1 ? (expression.endsWith("()") ? keys.find((key) => key.level === root) : undefined) : keys.length === 1 ? keys[0] : undefined;
}

/** True for a property or variable name that is a key of the tenancy, however it is spelled. */
export function isKeyName(name: string, { tenancy }: Catalog): boolean {
  return plainNamesOf(tenancy).keys.has(plain(name));
}

/** True for the name of a level of the tenant family, as variables are named: `company`, or `workspace` where `workspaceId` is a key. */
export function isLevelName(name: string, { tenancy }: Catalog): boolean {
  return plainNamesOf(tenancy).levels.has(plain(name));
}

interface PlainNames {
  readonly keys: ReadonlySet<string>;
  readonly levels: ReadonlySet<string>;
}

const plainNames = new WeakMap<Tenancy, PlainNames>();

/** Kept for a tenancy: every name of a file is compared with them. */
function plainNamesOf(tenancy: Tenancy): PlainNames {
  const before = plainNames.get(tenancy);
  if (before) return before;
  const keys = [...tenancy.keys, ...tenancy.aliases];
  const names = { keys: new Set(keys.map(plain)), levels: new Set([...tenancy.family, ...keys.map(stemOf)].map(plain)) };
  plainNames.set(tenancy, names);
  return names;
}

/** The level of the family that names such as `company.id` or `organizationId` stand for. */
function levelNamed(names: readonly string[], catalog: Catalog): string | undefined {
  const { family } = catalog.tenancy;
  const last = names.at(-1) ?? "";
  const whole = last === "id" ? names.at(-2) : last;
  const level = family.find((model) => whole !== undefined && plain(model) === plain(whole));
  return level ?? (last !== "id" ? levelOfColumn(last, catalog) : whole === undefined ? undefined : levelOfColumn(`${whole}Id`, catalog));
}

function stemOf(key: string): string {
  return key.replace(/_?ids?$/i, "");
}

function levelOfColumn(name: string, catalog: Catalog): string | undefined {
  const levels = levelsByColumn.get(catalog) ?? levelsOf(catalog);
  levelsByColumn.set(catalog, levels);
  return levels.get(plain(name));
}

const levelsByColumn = new WeakMap<Catalog, ReadonlyMap<string, string>>();

/** The levels that the models' keys name, by the keys' plain names; the first model decides. */
function levelsOf({ models }: Catalog): ReadonlyMap<string, string> {
  const levels = new Map<string, string>();
  for (const { ownership } of models.values()) {
    for (const { column, level } of "keys" in ownership ? ownership.keys : []) if (!levels.has(plain(column))) levels.set(plain(column), level);
  }
  return levels;
}

function namesIn(expression: string): readonly string[] {
  return expression.endsWith(")") ? [] : expression.split(/[^\w$]+/).filter((name) => name !== "");
}

/** `company_id` and `companyId` are one name. */
function plain(name: string): string {
  return name.replaceAll("_", "").toLowerCase();
}
