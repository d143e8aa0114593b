import type { Filter, Related, WrittenRow } from "../../../analysis/access.ts";
import { entriesOf, isNullish, itemsOf, optionsOf, propertyOf } from "../../../analysis/object-value.ts";
import type { Value } from "../../../analysis/value.ts";
import type { Field } from "../../../catalog/catalog.ts";
import { relatedSchema, type Schema } from "../../entities/entities.ts";
import { anyOf } from "../../filter-parts.ts";
import { matchedBy } from "../../query/conflicts.ts";
import { keyFilter } from "./where.ts";

/** The rows that are written, one or a list. */
export function rowsOf(kind: WrittenRow["kind"], rows: Value | undefined, schema: Schema): readonly WrittenRow[] {
  const listed = rows ? optionsOf(rows).flatMap((option) => (option.kind === "list" ? itemsOf(option).map((item) => item.value) : [option])) : [];
  return listed.flatMap(optionsOf).filter((columns) => columns.kind !== "constant").map((columns) => ({ kind, columns, links: linksOf(columns, schema), node: columns.node }));
}

/** Rows that are named by relation: `company: companyId`, the company itself, or `company: { id }`. */
function linksOf(columns: Value, schema: Schema): WrittenRow["links"] {
  return relationsIn(columns, schema).flatMap(({ field, target, value, node }) => {
    const named = field.list ? [] : optionsOf(value).filter((option) => !isNullish(option)).flatMap((option) => identityOf(option, target) ?? []);
    return named.length === 0 ? [] : [{ relation: field.name, to: anyOf(named), node }];
  });
}

/** An object without a key is a new row. */
function identityOf(value: Value, { model }: Schema): Filter | undefined {
  if (value.kind !== "object") return keyFilter(value, model);
  const key = propertyOf(value, model.id[0] ?? "id");
  return key && keyFilter(key.value, model);
}

/** New rows that are written inside another, and those inside them. */
export function nestedRows(rows: readonly WrittenRow[], schema: Schema): readonly Related[] {
  return rows.flatMap(({ columns }) => relationsIn(columns, schema).flatMap(({ field, target, value, node }): readonly Related[] => {
    const items = optionsOf(value).flatMap((option) => (option.kind === "list" ? itemsOf(option).map((item) => item.value) : [option]));
    const fresh = items.filter((item) => item.kind === "object" && identityOf(item, target) === undefined);
    const data = fresh.flatMap((item) => rowsOf("create", item, target));
    return data.length === 0 ? [] : [{ kind: "create", relation: field.name, model: target.model.name, filter: undefined, data, related: nestedRows(data, target), node }];
  }));
}

interface WrittenRelation {
  readonly field: Field;
  readonly target: Schema;
  readonly value: Value;
  readonly node: Value["node"];
}

function relationsIn(columns: Value, schema: Schema): readonly WrittenRelation[] {
  return [...entriesOf(columns)].flatMap(([key, { value, node }]) => {
    const field = schema.model.fields.get(key);
    const target = field?.relation && relatedSchema(schema, field);
    return field && target ? [{ field, target, value, node }] : [];
  });
}

/** The rows that an upsert changes: those with the new row's values in the named columns, else in any key that it sets. */
export function changedOnConflict(rows: readonly WrittenRow[], options: Value | undefined, { model }: Schema): Filter {
  const given = options && propertyOf(options, "onConflictFields")?.value;
  return conflictOver(rows, given, model);
}

/** The same for columns that a list or a name gives. */
export function conflictOver(rows: readonly WrittenRow[], given: Value | undefined, model: Schema["model"]): Filter {
  const named = given ? (given.kind === "list" ? itemsOf(given).map((item) => item.value) : [given]).flatMap((one) => (one.kind === "constant" ? columnsNamed(String(one.value), model) : [])) : [];
  const targets = named.length > 0 ? [named] : [...(model.id.length > 0 ? [model.id] : []), ...model.uniques.map(({ columns }) => columns)];
  return anyOf(rows.flatMap((row) => targets.flatMap((target) => matchedBy(target, withKeys(row, model)) ?? [])));
}

function columnsNamed(name: string, { fields }: Schema["model"]): readonly string[] {
  const field = fields.get(name) ?? [...fields.values()].find(({ column }) => column === name);
  return field?.relation?.columns ?? [field?.name ?? name];
}

/** The row with the columns that its links set. */
function withKeys({ columns, links }: WrittenRow, { fields }: Schema["model"]): Value {
  if (columns.kind !== "object") return columns;
  const keys = links.flatMap(({ relation, to, node }) => {
    const [column] = fields.get(relation)?.relation?.columns ?? [];
    return column !== undefined && to.kind === "equals" ? [{ kind: "property" as const, key: column, value: to.value, optional: false, node }] : [];
  });
  return { ...columns, entries: [...columns.entries, ...keys] };
}
