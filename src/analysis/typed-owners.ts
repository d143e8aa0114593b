import type { Catalog, Model } from "../catalog/catalog.ts";
import { canonical, modelWords } from "../catalog/tenant-names.ts";
import type { Filter } from "./access.ts";
import { modelAt } from "./column-role.ts";
import { pinsOf, type Pin } from "./pins.ts";

/** A column that says of what kind the row is that another names. */
const KIND = /^(\w+)(_type|Type)$/;

/**
 * The pins of conditions that hold together which name a tenant, because another says of what kind the row is that they name: `owner_id` beside
 * `owner_type = 'company'`. By itself such a column may name anything that has a number.
 */
export function typedOwnersOf(catalog: Catalog, model: Model, path: readonly string[], together: readonly Filter[]): readonly Pin[] {
  if (!together.some(mentionsKind)) return [];
  const pins = pinsOf({ kind: "and", of: together.filter(isOfOneRow) }) ?? [];
  return pins.flatMap((kind) => {
    const column = idBeside(kind.column);
    if (column === undefined || kind.optional || !namesLevel(catalog, kind)) return [];
    const fields = modelAt(catalog, model, [...path, ...kind.path])?.fields;
    if (!fields?.has(kind.column) || !fields.has(column) || fields.get(column)?.references !== undefined) return [];
    return pins.filter((pin) => pin.column === column && pin.path.join() === kind.path.join()).map((pin) => ({ ...pin, path: [...path, ...pin.path] }));
  });
}

/** Few filters name one: the others need no pins. */
function mentionsKind(filter: Filter): boolean {
  switch (filter.kind) {
    case "equals":
      return KIND.test(filter.column);
    case "and":
    case "or":
      return filter.of.some(mentionsKind);
    case "related":
      return mentionsKind(filter.of);
    default:
      return false;
  }
}

/** False for a condition that some related row meets: one beside it may be met by another. */
function isOfOneRow(filter: Filter): boolean {
  return filter.kind !== "related" || (filter.quantifier === "is" && isOfOneRow(filter.of));
}

/** `owner_id` for `owner_type`, `ownerId` for `ownerType`. */
function idBeside(column: string): string | undefined {
  const [, owner, ending] = KIND.exec(column) ?? [];
  return owner === undefined ? undefined : `${owner}${ending === "Type" ? "Id" : "_id"}`;
}

function namesLevel({ tenancy: { family } }: Catalog, { value }: Pin): boolean {
  if (value.kind !== "constant" || typeof value.value !== "string") return false;
  const kind = canonical(modelWords(value.value));
  return family.some((level) => canonical(modelWords(level)) === kind);
}
