import type { Filter, WrittenRow } from "../../../analysis/access.ts";
import { entriesOf, isNullish, itemsOf, optionsOf, propertyOf } from "../../../analysis/object-value.ts";
import type { Value } from "../../../analysis/value.ts";
import { allOf, anyOf } from "../../filter-parts.ts";
import { relatedSchema, type Schema } from "./entities.ts";
import { equals, keyFilter, missingInBuilders, readWhere } from "./where.ts";

/** The rows that are written, one or a list. */
export function rowsOf(kind: WrittenRow["kind"], rows: Value | undefined, schema: Schema): readonly WrittenRow[] {
  const listed = rows ? optionsOf(rows).flatMap((option) => (option.kind === "list" ? itemsOf(option).map((item) => item.value) : [option])) : [];
  return listed.flatMap(optionsOf).map((columns) => ({ kind, columns, links: linksOf(columns, schema), node: columns.node }));
}

/** Rows that are named by relation: `company: { id }`, or the company itself. */
function linksOf(columns: Value, schema: Schema): WrittenRow["links"] {
  return [...entriesOf(columns)].flatMap(([key, { value, node }]) => {
    const field = schema.model.fields.get(key);
    const target = field && !field.list ? relatedSchema(schema, field) : undefined;
    const set = optionsOf(value).filter((option) => !isNullish(option));
    if (!field || !target || set.length === 0) return [];
    const to = anyOf(set.map((option) => (option.kind === "object" ? readWhere(option, target, missingInBuilders) : keyFilter(option, target.model, missingInBuilders))));
    return [{ relation: field.name, to, node }];
  });
}

/** The rows that an upsert changes: those with the new row's values in the conflict's columns. */
export function conflictFilter(rows: readonly WrittenRow[], conflict: Value | undefined, schema: Schema): Filter {
  const paths = conflict?.kind === "list" ? conflict : conflict && propertyOf(conflict, "conflictPaths")?.value;
  const columns = columnsOf(paths).flatMap((name) => columnsNamed(name, schema));
  const matched = rows.map(({ columns: row, links }) => allOf(columns.map((column): Filter => {
    const written = propertyOf(row, column);
    const link = links.find(({ relation }) => schema.model.fields.get(relation)?.relation?.columns.includes(column));
    if (!written && link) return { kind: "related", relation: link.relation, quantifier: "is", of: link.to };
    return written ? equals(column, written.value, written, missingInBuilders) : { kind: "other", column, value: row, node: row.node };
  })));
  return columns.length === 0 ? { kind: "opaque", value: conflict ?? { kind: "unknown", reason: "no conflict is named" }, reason: "the conflict's columns are not written in the call" } : anyOf(matched);
}

/** By the property, the relation over it, or the database's name. */
function columnsNamed(name: string, { model: { fields } }: Schema): readonly string[] {
  const field = fields.get(name) ?? [...fields.values()].find(({ column }) => column === name);
  return field?.relation?.columns ?? [field?.name ?? name];
}

/** Names in a list, or the keys of an object that sets them to true. */
function columnsOf(paths: Value | undefined): readonly string[] {
  if (paths?.kind === "object") return [...entriesOf(paths).keys()];
  return paths?.kind === "list" ? paths.items.flatMap((item) => (item.value.kind === "constant" ? [String(item.value.value)] : [])) : [];
}
