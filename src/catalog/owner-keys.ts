import type { Field, OwnerKey } from "./catalog.ts";
import type { DeclaredModel } from "./declared-model.ts";
import { holdingRelations } from "./references.ts";
import type { Level } from "./tenant-levels.ts";

/** The columns by which a model belongs to levels of the family: required ones first, then the innermost level first. */
export function ownerKeys(model: DeclaredModel, levels: readonly Level[]): OwnerKey[] {
  const keys = [...levels].reverse().flatMap((level) => keysTo(level, model));
  return keys.sort((a, b) => Number(b.required) - Number(a.required));
}

/** The columns of a model that own it because the settings say so; a column that names no level goes to the outermost. */
export function declaredKeys(model: DeclaredModel, columns: readonly string[], levels: readonly Level[]): OwnerKey[] {
  const root = levels[0]?.name ?? "";
  return columns.map((column) => {
    const field = model.fields.get(column);
    const level = levels.find((each) => field && names(field, each)) ?? levels.find((each) => each.keys.has(column));
    return ownerKey(model, column, level?.name ?? root);
  });
}

function keysTo(level: Level, model: DeclaredModel): OwnerKey[] {
  if (model.name === level.name) return [];
  const naming = [...model.fields.values()].filter((field) => names(field, level));
  const usual = naming.filter((field) => level.keys.has(field.name));
  // `referredByCompanyId` is a reference and no ownership, unless a row cannot do without it and has no better key.
  const owning = level.onlyKeys || usual.some((field) => field.required) ? usual : naming.filter((field) => field.required || usual.includes(field));
  return owning.map((field) => ownerKey(model, field.name, level.name));
}

/** True for a column that names a row of the level: its relation says so, or its name and type where none is declared. */
function names(field: Field, level: Level): boolean {
  if (field.kind === "relation" || field.list) return false;
  if (field.references !== undefined && level.model) return field.references === level.name;
  return field.references === undefined && level.keys.has(field.name) && (level.idType === undefined || field.type === level.idType);
}

function ownerKey(model: DeclaredModel, column: string, level: string): OwnerKey {
  const over = holdingRelations(model).find(({ relation }) => relation?.model === level && relation.columns.includes(column));
  return { column, relation: over?.name, level, required: model.fields.get(column)?.required ?? true };
}
