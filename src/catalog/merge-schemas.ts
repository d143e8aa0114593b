import type { DeclaredModel, DeclaredSchema } from "./declared-model.ts";

/** What a reader read, and whether it only repeats what others declare. */
export interface ReadSchema {
  readonly schema: DeclaredSchema;
  readonly secondary: boolean;
}

/**
 * The models that one package sees, of all libraries: the largest schema's first, of equal names the first, and from
 * those that repeat others only the tables that nobody else declares.
 */
export function mergeSchemas(read: readonly ReadSchema[]): DeclaredSchema {
  const [only] = read;
  if (only && read.length === 1) return only.schema;
  const order = [...read].sort((a, b) => Number(a.secondary) - Number(b.secondary) || b.schema.models.size - a.schema.models.size);
  const models = new Map<string, DeclaredModel>();
  const tables = new Set<string>();
  for (const { schema, secondary } of order) {
    for (const model of schema.models.values()) {
      if (models.has(model.name) || (secondary && tables.has(tableOf(model)))) continue;
      models.set(model.name, model);
    }
    for (const model of schema.models.values()) tables.add(tableOf(model));
  }
  return { models, problems: order.flatMap(({ schema }) => schema.problems), files: [...new Set(order.flatMap(({ schema }) => schema.files))].sort() };
}

function tableOf(model: DeclaredModel): string {
  return model.table.toLowerCase();
}
