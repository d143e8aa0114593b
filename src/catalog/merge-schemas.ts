import type { DatabaseFunction, Field } from "./catalog.ts";
import type { DeclaredModel, DeclaredSchema, SecuredTable } from "./declared-model.ts";
import { withScopes } from "./runtime/with-scopes.ts";
import { words } from "./tenant-names.ts";

/** What a reader read, and whether it only repeats what others declare. */
export interface ReadSchema {
  readonly schema: DeclaredSchema;
  readonly secondary: boolean;
  /** True for what is generated from a database, which says less than the migrations that made it. */
  readonly generated?: boolean;
}

/**
 * The models that one package sees, of all libraries: the largest schema's first, of equal names the first, and from
 * those that repeat others only the tables that nobody else declares, and what they say of row-level security.
 */
export function mergeSchemas(read: readonly ReadSchema[]): DeclaredSchema {
  const [only] = read;
  if (only && read.length === 1) return only.schema;
  const order = [...read].sort((a, b) => rankOf(a) - rankOf(b) || b.schema.models.size - a.schema.models.size);
  const models = new Map<string, DeclaredModel>();
  const tables = new Set<string>();
  for (const { schema, secondary } of order) {
    for (const model of schema.models.values()) {
      if (models.has(model.name) || (secondary && tables.has(tableOf(model)))) continue;
      models.set(model.name, model);
    }
    for (const model of schema.models.values()) tables.add(tableOf(model));
  }
  for (const { schema } of order) for (const [name, model] of retargeted(schema, order)) if (models.get(name) === schema.models.get(name)) models.set(name, model);
  for (const { schema, secondary } of order) for (const table of [...(secondary ? schema.models.values() : []), ...(schema.secured ?? [])]) secure(table, models);
  const functions = order.flatMap(({ schema }) => schema.functions ?? []);
  const handed = new Set(order.flatMap(({ schema }) => schema.handedSettings ?? []).flatMap((one) => (typeof one === "string" ? one : settingsBy(one.by, functions))));
  if (handed.size > 0) for (const [name, model] of models) if (model.rowSettings) models.set(name, { ...model, rowSettings: model.rowSettings.map((one) => (handed.has(one.setting) ? { ...one, handedOn: true } : one)) });
  const providers = order.flatMap(({ schema }) => schema.providers ?? []);
  const tenantSchemas = order.flatMap(({ schema }) => schema.tenantSchemas ?? []);
  return { models: withScopes(models, order.flatMap(({ schema }) => schema.scopes ?? [])), ...(providers.length > 0 ? { providers } : {}), ...(functions.length > 0 ? { functions } : {}), ...(tenantSchemas.length > 0 ? { tenantSchemas } : {}), problems: order.flatMap(({ schema }) => schema.problems), files: [...new Set(order.flatMap(({ schema }) => schema.files))].sort() };
}

/** The settings that a function of the database makes. */
function settingsBy(name: string, functions: readonly DatabaseFunction[]): readonly string[] {
  return functions.filter((one) => one.name.toLowerCase() === name.toLowerCase()).flatMap(({ sets = [] }) => sets.map(({ setting }) => setting));
}

/** Two libraries may declare the same table: relations to it lead to the model of the schema that counts first, whose owner is known. */
function retargeted(schema: DeclaredSchema, order: readonly ReadSchema[]): ReadonlyMap<string, DeclaredModel> {
  const before = order.slice(0, order.findIndex((one) => one.schema === schema)).flatMap((one) => [...one.schema.models.values()]);
  if (before.length === 0) return new Map();
  const known = new Map([...before].reverse().map((model) => [stemOf(model), model.name]));
  const targets = new Map([...schema.models.values()].flatMap((model) => {
    const target = known.get(stemOf(model));
    return target === undefined || target === model.name ? [] : [[model.name, target] as const];
  }));
  if (targets.size === 0) return new Map();
  return new Map([...schema.models].map(([name, model]) => [name, { ...model, fields: new Map([...model.fields].map(([key, field]) => [key, leadingTo(field, targets)])) }]));
}

function leadingTo(field: Field, targets: ReadonlyMap<string, string>): Field {
  const model = field.relation && targets.get(field.relation.model);
  const references = field.references === undefined ? undefined : (targets.get(field.references) ?? field.references);
  return field.relation && model !== undefined ? { ...field, type: model, relation: { ...field.relation, model } } : { ...field, references };
}

/** What a table is called, in the singular: `companies`, `Company`. */
function stemOf({ table }: DeclaredModel): string {
  return words(table).join("");
}

function rankOf({ secondary, generated }: ReadSchema): number {
  return Number(secondary) + Number(generated === true);
}

/** Row-level security is switched on in migrations alone, whoever else declares the table. */
function secure({ table, rowSecurity, rowsOpenTo, rowSettings = [] }: SecuredTable, models: Map<string, DeclaredModel>): void {
  if (!rowSecurity) return;
  for (const [name, kept] of models) {
    if (tableOf(kept) !== table.toLowerCase() || (kept.rowSecurity && (kept.rowSettings !== undefined || rowSettings.length === 0))) continue;
    const settings = rowSettings.map((one) => ({ ...one, column: fieldOf(one.column, kept) }));
    models.set(name, { ...kept, rowSecurity, ...(rowsOpenTo ? { rowsOpenTo } : {}), ...(settings.length > 0 ? { rowSettings: settings } : {}) });
  }
}

/** The field of a column. */
function fieldOf(column: string, { fields }: DeclaredModel): string {
  return [...fields.values()].find((field) => field.kind !== "relation" && field.column.toLowerCase() === column.toLowerCase())?.name ?? column;
}

function tableOf(model: DeclaredModel): string {
  return model.table.toLowerCase();
}
