import type { Related } from "../../../analysis/access.ts";
import { itemsOf, propertyOf } from "../../../analysis/object-value.ts";
import type { ObjectEntry, Reference, Value } from "../../../analysis/value.ts";
import type { Catalog, Field, Model } from "../../../catalog/catalog.ts";

/** A path whose rows are loaded along, and those below it. */
export interface Populated {
  readonly path: string;
  readonly relation: Field;
  readonly model: Model;
  readonly below: readonly Populated[];
}

/** `populate("estate company")`, `populate({ path: "estate", populate: "company" })`, and lists of these. https://mongoosejs.com/docs/populate.html */
export function populatedBy(value: Value | undefined, model: Model, catalog: Catalog): readonly Populated[] {
  switch (value?.kind) {
    case "constant":
      return typeof value.value === "string" ? value.value.split(/\s+/).flatMap((path) => populated(path, undefined, model, catalog)) : [];
    case "list":
      return itemsOf(value).flatMap((item) => populatedBy(item.value, model, catalog));
    case "object": {
      const path = propertyOf(value, "path")?.value;
      const below = propertyOf(value, "populate")?.value;
      return path?.kind === "constant" && typeof path.value === "string" ? path.value.split(/\s+/).flatMap((one) => populated(one, below, model, catalog)) : [];
    }
    default:
      return [];
  }
}

function populated(path: string, below: Value | undefined, model: Model, catalog: Catalog): readonly Populated[] {
  const names = path.split(".");
  for (let length = names.length; length > 0; length--) {
    const name = names.slice(0, length).join(".");
    const relation = [...model.fields.values()].find((field) => field.relation?.columns.length === 1 && field.relation.columns[0] === name);
    const target = relation?.relation && catalog.models.get(relation.relation.model);
    if (!relation || !target) continue;
    const rest = names.slice(length).join(".");
    return [{ path: name, relation, model: target, below: [...(rest === "" ? [] : populated(rest, undefined, target, catalog)), ...populatedBy(below, target, catalog)] }];
  }
  return [];
}

export function loadsOf(all: readonly Populated[]): readonly Related[] {
  return all.map(({ relation, model, below }) => ({ kind: "load", relation: relation.name, model: model.name, filter: { kind: "all" }, data: [], related: loadsOf(below), node: undefined }));
}

/** The rows with others in the place of their keys; undefined where nothing takes the place of anything. */
export function populatedRows(all: readonly Populated[], many: boolean): ((row: Reference) => Value) | undefined {
  if (all.length === 0) return undefined;
  if (!many) return (row) => withRows(row, all);
  return (row) => ({ kind: "list", items: [{ value: withRows({ ...row, path: [...row.path, "*"] }, all), optional: true, many: true }], node: row.node });
}

function withRows(row: Reference, all: readonly Populated[]): Value {
  const entries = all.map(({ path, relation, below }): ObjectEntry => ({ kind: "property", key: path, value: withRows({ kind: "reference", root: row.root, path: [...row.path, relation.name], node: row.node }, below), optional: false }));
  return entries.length === 0 ? row : { kind: "object", entries: [{ kind: "spread", value: row }, ...entries], node: row.node };
}
