import { fieldOf, modelOfTable } from "../../query/table-names.ts";
import type { Catalog, Field, Model } from "../../../catalog/catalog.ts";

const folded = new WeakMap<Catalog, ReadonlyMap<string, Model>>();

/** The model of a table; SQL does not mind the case of what is not quoted, and the parser folds it to lower case. */
export function modelNamed(name: string, catalog: Catalog): Model | undefined {
  const known = folded.get(catalog) ?? new Map([...catalog.models.values()].flatMap((model) => [[model.name.toLowerCase(), model] as const, [model.table.toLowerCase(), model] as const]));
  folded.set(catalog, known);
  return modelOfTable(name, catalog) ?? known.get(name.toLowerCase());
}

export function fieldNamed(model: Model, column: string): Field | undefined {
  return fieldOf(model, column) ?? [...model.fields.values()].find((field) => field.kind !== "relation" && field.column.toLowerCase() === column.toLowerCase());
}
