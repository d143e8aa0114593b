import type { Filter, Related, WrittenRow } from "../../../analysis/access.ts";
import { entriesOf, itemsOf, optionsOf, propertyOf, type Property } from "../../../analysis/object-value.ts";
import type { ObjectEntry, Value } from "../../../analysis/value.ts";
import type { Field, Model } from "../../../catalog/catalog.ts";
import { opaque } from "../../filter-parts.ts";
import { readFilter } from "./filter.ts";
import { givenOptions, isSkip, relatedSchema, type Schema } from "./schema.ts";

const nothing: Value = { kind: "object", entries: [] };

/** The row that a `data` writes; one for each alternative when it is a choice. */
export function rowsOf(kind: WrittenRow["kind"], data: Property | undefined, schema: Schema): readonly WrittenRow[] {
  return givenOptions(data?.value ?? nothing).map((columns) => ({
    kind,
    columns: settled(columns, schema.model),
    links: linksOf(columns, schema),
    node: columns.node,
  }));
}

/** The rows that the `data` of a `createMany` writes: a list, or one object. What is not read here passes for a list. */
export function bulkRowsOf(data: Property | undefined, schema: Schema): readonly WrittenRow[] {
  const lists = givenOptions(data?.value ?? nothing);
  return lists.flatMap(itemsOf).flatMap(({ value }) => rowsOf("create", always(value), schema));
}

/** The writes of other models nested in the relation fields of a row. */
export function nestedWritesOf(columns: Value, schema: Schema): readonly Related[] {
  return relationsIn(columns, schema).flatMap(({ field, target, value }) => {
    if (value.kind !== "object") return field.list ? [write("connect", field, { filter: opaque(value), node: value.node })] : [];
    return [...entriesOf(value)].flatMap(([verb, operand]) => nestedWrite(verb, operand, field, target));
  });
}

/** Rows that a row is tied to by a to-one relation instead of a column. */
function linksOf(columns: Value, schema: Schema): WrittenRow["links"] {
  return relationsIn(columns, schema).flatMap(({ field, target, value }) => {
    if (field.list) return [];
    if (value.kind !== "object") return [{ relation: field.name, to: opaque(value), node: value.node }];
    return [...entriesOf(value)].flatMap(([verb, operand]) => {
      const filter = verb === "connect" ? operand : verb === "connectOrCreate" ? propertyOf(operand.value, "where") : undefined;
      if (filter === undefined) return [];
      return [{ relation: field.name, to: readFilter(filter.value, target), node: operand.value.node ?? operand.node }];
    });
  });
}

function relationsIn(columns: Value, schema: Schema): readonly { field: Field; target: Schema; value: Value }[] {
  return [...entriesOf(columns)].flatMap(([key, property]) => {
    const field = schema.model.fields.get(key);
    const target = field && relatedSchema(schema, field);
    return target ? givenOptions(property.value).map((value) => ({ field, target, value })) : [];
  });
}

function nestedWrite(verb: string, operand: Property, field: Field, target: Schema): readonly Related[] {
  switch (verb) {
    case "create":
      return elementsOf(operand.value).flatMap((row) => created(field, always(row), target));
    case "createMany":
      return optionsOf(operand.value).map((bulk) => {
        return write("create", field, { data: bulkRowsOf(propertyOf(bulk, "data"), target), node: bulk.node });
      });
    case "connect":
    case "set":
      return field.list ? matched("connect", field, operand.value, target) : [];
    case "connectOrCreate":
      return elementsOf(operand.value).flatMap((each) => {
        const found = field.list ? [write("connect", field, { filter: whereOf(each, target), node: each.node })] : [];
        return [...found, ...created(field, propertyOf(each, "create"), target)];
      });
    case "update":
      return elementsOf(operand.value).flatMap((each) => updated(field, each, target));
    case "updateMany":
      return elementsOf(operand.value).flatMap((each) => changed(field, whereOf(each, target), propertyOf(each, "data"), target));
    case "upsert":
      return elementsOf(operand.value).flatMap((each) => [
        ...changed(field, whereOf(each, target), propertyOf(each, "update"), target),
        ...created(field, propertyOf(each, "create"), target),
      ]);
    case "delete":
    case "deleteMany":
      return matched("delete", field, operand.value, target);
    case "disconnect":
      return matched("update", field, operand.value, target);
    default:
      return [];
  }
}

function created(field: Field, data: Property | undefined, target: Schema): readonly Related[] {
  return rowsOf("create", data, target).map((row) => {
    return write("create", field, { data: [row], related: nestedWritesOf(row.columns, target), node: row.node });
  });
}

/** A to-one update may give the columns themselves instead of `where` and `data`. */
function updated(field: Field, update: Value, target: Schema): readonly Related[] {
  const data = propertyOf(update, "data");
  const isWrapped = field.list || (data !== undefined && !target.model.fields.has("data"));
  if (isWrapped) return changed(field, whereOf(update, target), data, target);
  return changed(field, { kind: "all" }, always(update), target);
}

function changed(field: Field, filter: Filter, data: Property | undefined, target: Schema): readonly Related[] {
  return rowsOf("update", data, target).map((row) => {
    return write("update", field, { filter, data: [row], related: nestedWritesOf(row.columns, target), node: row.node });
  });
}

/** One write for each filter given; `true` stands for the one row of a to-one relation. */
function matched(kind: Related["kind"], field: Field, filters: Value, target: Schema): readonly Related[] {
  return elementsOf(filters).flatMap((each) => {
    if (each.kind === "constant") return each.value === true ? [write(kind, field, { filter: { kind: "all" }, node: each.node })] : [];
    return [write(kind, field, { filter: readFilter(each, target), node: each.node })];
  });
}

function write(kind: Related["kind"], field: Field, parts: Partial<Omit<Related, "kind" | "relation" | "model">>): Related {
  return { kind, relation: field.name, model: field.type, filter: undefined, data: [], related: [], node: undefined, ...parts };
}

function whereOf(value: Value, target: Schema): Filter {
  const where = propertyOf(value, "where");
  return where === undefined ? { kind: "all" } : readFilter(where.value, target, where.mayBeAbsent);
}

/** The elements of a list, or the one value given instead of a list. */
function elementsOf(value: Value): readonly Value[] {
  return givenOptions(value).flatMap((option) => (option.kind === "list" ? itemsOf(option).flatMap((item) => givenOptions(item.value)) : [option]));
}

function always(value: Value): Property {
  return { value, mayBeAbsent: false, node: value.node };
}

/** The columns with `{ set: value }` and `Prisma.skip` read as what they mean. */
function settled(columns: Value, model: Model): Value {
  if (columns.kind !== "object") return columns;
  const entries = columns.entries.map((entry): ObjectEntry => {
    if (entry.kind === "spread") return { ...entry, value: settled(entry.value, model) };
    return model.fields.get(entry.key)?.kind === "relation" ? entry : { ...entry, value: settledColumn(entry.value) };
  });
  return { ...columns, entries };
}

function settledColumn(value: Value): Value {
  if (value.kind === "choice") {
    const options = value.options.map(settledColumn);
    return options.every((option, index) => option === value.options[index]) ? value : { ...value, options };
  }
  if (isSkip(value)) return { kind: "constant", value: undefined, node: value.node };
  if (value.kind !== "object" || value.entries.length !== 1) return value;
  return propertyOf(value, "set")?.value ?? value;
}
