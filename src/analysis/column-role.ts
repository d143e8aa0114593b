import type { Catalog, Field, Model } from "../catalog/catalog.ts";
import { isOwned } from "../catalog/catalog.ts";

/**
 * What a column says about whose row it is. `tenant`: names a level of the tenant family. `principal`: names the
 * signed-in user. `id`: names the row. `parent`: names an owned row. `secret`: whoever knows it may have the row.
 * `natural`: unique, but readable by people (slug, e-mail, domain). `other`: names a row that belongs to no tenant, such
 * as a partner's account, or nothing that is declared; it owns a row only when it is known to be the caller's.
 */
export type ColumnRole = "tenant" | "principal" | "id" | "parent" | "secret" | "natural" | "other";

const SECRET = /token|secret|hash|api_?key|password|otp|nonce|signature/i;

/** Columns that read as an id but declare no relation, and those that people are known by. */
const NAMES_SOMEBODY = /(Id|_id|Ids|_ids)$|e?mail$|phone|user_?name|login/i;

/** The model that a relation path leads to, or undefined when a step is no relation. */
export function modelAt(catalog: Catalog, model: Model, path: readonly string[]): Model | undefined {
  let at: Model | undefined = model;
  for (const step of path) {
    const relation: Field["relation"] = at?.fields.get(step)?.relation;
    at = relation && catalog.models.get(relation.model);
  }
  return at;
}

/**
 * True for what stands inside a column's own value, such as `flow.blocks[0].plotId` in a JSON column: somebody wrote it
 * there, and no key of the database holds it to anything. `path` starts at the row.
 */
export function isContent(catalog: Catalog, model: Model, path: readonly string[]): boolean {
  let at: Model | undefined = model;
  for (const [index, step] of path.filter((one) => one !== "*").entries()) {
    const field: Field | undefined = at?.fields.get(step);
    if (!field) return false;
    if (field.kind !== "relation") return field.type.toLowerCase().includes("json") && path.filter((one) => one !== "*").length > index + 1;
    at = field.relation && catalog.models.get(field.relation.model);
  }
  return false;
}

/** The role of a column, seen from `model` over `path`; undefined for a column that ties a row to nobody. */
export function roleOf(catalog: Catalog, model: Model, path: readonly string[], column: string): ColumnRole | undefined {
  const at = modelAt(catalog, model, path);
  if (!at) return column === "id" && isUndeclared(catalog, model, path) ? "parent" : undefined;
  const { principal, keys } = catalog.tenancy;
  if (tenantColumnsOf(at).includes(column) || (keys.includes(column) && at.fields.has(column))) return "tenant";
  const field = at.fields.get(column);
  // Tenants that have a row in common are named in a list, which is nobody's key: to be among them is to have a part in the row.
  if (field?.list && field.references !== undefined && catalog.tenancy.family.includes(field.references)) return "tenant";
  if (principal && at.name === principal.model && at.id.includes(column)) return "principal";
  if (principal && (principal.keys.includes(column) || field?.references === principal.model)) return "principal";
  const unique = at.uniques.some((key) => key.columns.length === 1 && key.columns[0] === column);
  if (SECRET.test(column)) return "secret";
  // A part of a composite key that names another row says whose that one is.
  if (at.id.includes(column) && (at.id.length === 1 || field?.references === undefined)) return isMadeUp(field, column) ? "id" : "natural";
  const target = field?.references === undefined ? undefined : catalog.models.get(field.references);
  if (target) return isOwned(target) ? "parent" : "other";
  if (unique) return /^(?:id|uuid|guid|public_?id)$/i.test(column) ? "id" : "natural";
  // `data.copied.estateId` is a part of a JSON column.
  const isDeclared = field !== undefined || (column.includes(".") && at.fields.has(column.slice(0, column.indexOf("."))));
  return isDeclared && (NAMES_SOMEBODY.test(column) || isGroup(at, column)) ? "other" : undefined;
}

/** True for a path to rows that no schema declares: the last step is no field of the model before it. */
function isUndeclared(catalog: Catalog, model: Model, path: readonly string[]): boolean {
  const step = path.at(-1);
  return step !== undefined && modelAt(catalog, model, path.slice(0, -1))?.fields.has(step) === false;
}

/** True for a list of those who have a part in a row: tenants, or users. */
export function namesAmong(catalog: Catalog, model: Model, column: string): boolean {
  const role = model.fields.get(column)?.list === true ? roleOf(catalog, model, [], column) : undefined;
  return role === "tenant" || role === "principal";
}

/** True for a UUID that names no declared row, such as that of a batch: rows that have one in common were made for one thing. */
export function isGroup({ fields, id }: Model, column: string): boolean {
  const field = fields.get(column);
  return field !== undefined && (field.uuid === true || /^uuid/i.test(field.type)) && field.references === undefined && !field.list && !id.includes(column);
}

/** The relations from a model to the one on the way to its owner that has a column; none where it has the column itself. */
export function pathToColumn(catalog: Catalog, model: Model, column: string): readonly string[] {
  const path = "path" in model.ownership && !model.fields.has(column) ? model.ownership.path : [];
  const lengths = path.map((_, index) => path.length - index);
  const length = lengths.find((steps) => modelAt(catalog, model, path.slice(0, steps))?.fields.has(column));
  return path.slice(0, length);
}

/** False for a primary key that people choose, such as a domain name. */
function isMadeUp(field: Field | undefined, column: string): boolean {
  return field === undefined || field.defaulted || field.type !== "String" || /id$|key$|^code$/i.test(column);
}

/** The columns of a model that name a tenant: its owner keys, and its own id when it is a level of the family. */
export function tenantColumnsOf(model: Model): readonly string[] {
  const { ownership } = model;
  const keys = ownership.kind === "direct" || ownership.kind === "root" ? ownership.keys.map((key) => key.column) : [];
  return ownership.kind === "root" ? [...model.id, ...keys] : keys;
}
