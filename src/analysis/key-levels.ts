import type { Catalog, Model, OwnerKey } from "../catalog/catalog.ts";
import type { WrittenRow } from "./access.ts";
import { propertyOf } from "./object-value.ts";

/** True where a row names its owner of a level: by the column, or by a relation that holds it. */
export function setsKey(model: Model, row: WrittenRow, key: OwnerKey): boolean {
  return propertyOf(row.columns, key.column) !== undefined || row.links.some(({ relation }) => relation === key.relation || model.fields.get(relation)?.relation?.columns.includes(key.column));
}

/** True for a project's key beside that of the company above it: whose the row is, the company's says, and this one names a project of theirs. */
export function isBelowAnother({ tenancy: { family } }: Catalog, model: Model, row: WrittenRow, column: string): boolean {
  if (model.ownership.kind !== "direct" || model.ownership.keys.length < 2) return false;
  const { keys } = model.ownership;
  const own = keys.find((key) => key.column === column);
  return own !== undefined && keys.some((key) => family.indexOf(key.level) < family.indexOf(own.level) && (row.kind === "update" || setsKey(model, row, key)));
}
