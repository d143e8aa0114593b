import type { Filter, Related, WrittenRow } from "../../../analysis/access.ts";
import { entriesOf, itemsOf, optionsOf, propertyOf } from "../../../analysis/object-value.ts";
import type { ObjectEntry, Value } from "../../../analysis/value.ts";
import { anyOf } from "../../filter-parts.ts";
import { matchedBy, rowsIn } from "../../query/conflicts.ts";
import { fieldOf } from "../../query/table-names.ts";
import { relatedSchema, type Schema } from "./models.ts";
import { operatorOf } from "./symbols.ts";
import { readWhere } from "./where.ts";

/** The rows that a call writes; what is written along under a to-one relation is what they will hold the key of. */
export function rowsOf(kind: WrittenRow["kind"], rows: Value | undefined, schema: Schema): readonly WrittenRow[] {
  return rowsIn(kind, rows).map((row) => ({ ...row, links: linksOf(row.columns, schema) }));
}

function linksOf(columns: Value, schema: Schema): WrittenRow["links"] {
  return [...entriesOf(columns)].flatMap(([key, { value, node }]) => {
    const field = schema.model.fields.get(key);
    const target = field?.relation && !field.list ? relatedSchema(schema, field) : undefined;
    return field && target && value.kind === "object" ? [{ relation: field.name, to: readWhere(value, target), node }] : [];
  });
}

/** The rows that an upsert changes: those with the new row's values in the columns that it names, else in any key. */
export function conflictFilter(rows: readonly WrittenRow[], named: Value | undefined, { model }: Schema): Filter {
  const columns = named?.kind === "list" ? itemsOf(named).flatMap(({ value }) => (value.kind === "constant" ? [fieldOf(model, String(value.value))?.name ?? String(value.value)] : [])) : [];
  const keys = columns.length > 0 ? [columns] : [model.id, ...model.uniques.map((key) => key.columns)];
  const matched = anyOf(rows.flatMap((row) => keys.filter((key) => key.length > 0).flatMap((key) => matchedBy(key, row.columns) ?? [])));
  return matched.kind === "none" && named ? { kind: "opaque", value: named, reason: "the conflict's columns are not written in the call" } : matched;
}

/** What `findOrCreate` writes: the columns that its `where` sets equal, and the defaults over them. */
export function rowOrCreated(where: Value | undefined, defaults: Value | undefined): readonly WrittenRow[] {
  const wheres = where ? optionsOf(where).filter((option) => option.kind === "object") : [];
  if (where && wheres.length === 0) return [];
  return (wheres.length > 0 ? wheres : [undefined]).map((option) => {
    const equal = (option?.entries ?? []).filter((entry) => entry.kind === "spread" || operatorOf(entry.key) === undefined);
    const set = defaults ? optionsOf(defaults).flatMap((one): readonly ObjectEntry[] => (one.kind === "object" ? one.entries : one.kind === "constant" ? [] : [{ kind: "spread", value: one, node: one.node }])) : [];
    return { kind: "create", columns: { kind: "object", entries: [...equal, ...set], node: defaults?.node ?? option?.node }, links: [], node: defaults?.node ?? option?.node };
  });
}

/** Rows that are written along under a relation: `Estate.create({ name, plots: [{ … }] }, { include: [Plot] })`. */
export function createdAlong(rows: readonly WrittenRow[], schema: Schema): readonly Related[] {
  return rows.flatMap(({ columns }) => [...entriesOf(columns)].flatMap(([key, { value, node }]): readonly Related[] => {
    const field = schema.model.fields.get(key);
    const target = field?.relation ? relatedSchema(schema, field) : undefined;
    const data = target ? rowsOf("create", value, target).filter((row) => row.columns.kind === "object") : [];
    return field && target && data.length > 0 ? [{ kind: "create", relation: field.name, model: target.model.name, filter: undefined, data, related: createdAlong(data, target), node }] : [];
  }));
}

/** The rows that a list of names or an option says are updated on a conflict. */
export function updatesOnConflict(options: Value | undefined): boolean {
  const updated = options && propertyOf(options, "updateOnDuplicate")?.value;
  return updated !== undefined && !(updated.kind === "constant" && !updated.value);
}
