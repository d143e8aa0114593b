import type { DeclaredModel, DeclaredSchema } from "./declared-model.ts";

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
  for (const { schema, secondary } of order) if (secondary) for (const model of schema.models.values()) secure(model, models);
  return { models, problems: order.flatMap(({ schema }) => schema.problems), files: [...new Set(order.flatMap(({ schema }) => schema.files))].sort() };
}

function rankOf({ secondary, generated }: ReadSchema): number {
  return Number(secondary) + Number(generated === true);
}

/** Row-level security is switched on in migrations alone, whoever else declares the table. */
function secure({ rowSecurity, rowsOpenTo, rowSettings = [], ...model }: DeclaredModel, models: Map<string, DeclaredModel>): void {
  if (!rowSecurity) return;
  for (const [name, kept] of models) {
    if (tableOf(kept) !== tableOf(model) || (kept.rowSecurity && (kept.rowSettings !== undefined || rowSettings.length === 0))) continue;
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
