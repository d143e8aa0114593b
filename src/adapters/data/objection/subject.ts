import type { Filter, Recognition } from "../../../analysis/access.ts";
import type { FileFacts } from "../../../analysis/file-facts.ts";
import { optionsOf, propertyOf } from "../../../analysis/object-value.ts";
import type { Value } from "../../../analysis/value.ts";
import type { Field, Model } from "../../../catalog/catalog.ts";
import { allOf, anyOf } from "../../filter-parts.ts";
import type { Chain } from "../../query/chains.ts";
import { textOf } from "../../query/table-names.ts";
import { classModel, rowModel } from "./models.ts";

/** What a query begins with: a model, a row of one, or what a relation leads to from either. */
export interface Subject {
  readonly model: Model;
  readonly recognizedBy: Recognition;
  /** The rows that it begins from; undefined for a model as a whole, and for a relation of it that the query around it names. */
  readonly from: { readonly key: Filter; readonly row: Value | undefined } | undefined;
  /** The relation that leads to the rows, as the model declares it that it starts from. */
  readonly over: { readonly model: Model; readonly field: Field } | undefined;
}

/** What a chain is about, where its first call is on something that is known. */
export function subjectOf({ steps, handle }: Chain, facts: FileFacts): Subject | undefined {
  const [first] = steps;
  if (!first || !handle) return undefined;
  const [argument] = first.args;
  switch (first.method) {
    case "query": {
      const known = classModel(handle, facts);
      return known && { ...known, from: undefined, over: undefined };
    }
    case "$query": {
      const known = rowModel(handle, facts);
      return known && { ...known, from: { key: rowKey(known.model, handle), row: handle }, over: undefined };
    }
    case "$relatedQuery": {
      const known = rowModel(handle, facts);
      const reached = known && reachedOver(known.model, argument, facts);
      return known && reached && { ...reached, recognizedBy: known.recognizedBy, from: { key: rowKey(known.model, handle), row: handle } };
    }
    case "relatedQuery": {
      const known = classModel(handle, facts);
      const reached = known && reachedOver(known.model, argument, facts);
      const owners = steps.find(({ method }) => method === "for")?.args[0];
      return known && reached && { ...reached, recognizedBy: known.recognizedBy, from: owners && { key: keyOf(known.model, owners), row: undefined } };
    }
    default:
      return undefined;
  }
}

function reachedOver(model: Model, relation: Value | undefined, facts: FileFacts): Pick<Subject, "model" | "over"> | undefined {
  const field = model.fields.get(textOf(relation, facts) ?? "");
  const target = field?.relation && facts.catalog.models.get(field.relation.model);
  return field && target && { model: target, over: { model, field } };
}

/** The row that a key, a list of keys, a row or a query names. */
export function keyOf(model: Model, value: Value): Filter {
  if (value.kind === "reference" && (value.root.kind === "this" ? value.path.length === 0 : value.root.kind === "row" && value.path.every((step) => step === "*"))) return rowKey(model, value);
  const columns = idOf(model);
  const [only = "id"] = columns;
  if (columns.length > 1 && value.kind === "list") return allOf(columns.map((column, index) => equals(column, value.items[index]?.value ?? value)));
  const isOne = optionsOf(value).every(({ kind }) => kind !== "list");
  return isOne ? equals(only, value) : { kind: "in", column: only, values: value, node: value.node };
}

function rowKey(model: Model, row: Value): Filter {
  return allOf(idOf(model).map((column) => equals(column, read(row, column))));
}

function idOf({ id }: Model): readonly string[] {
  return id.length > 0 ? id : ["id"];
}

/** A column of a row. */
function read(row: Value, column: string): Value {
  return propertyOf(row, column)?.value ?? { kind: "unknown", reason: "a column that the row does not say" };
}

/** The columns of rows over a relation that hold the key of the rows it starts from, with their values. */
interface Held {
  readonly column: string;
  readonly value: Value;
}

/** What a new row gets so that it hangs on the row that the query starts from. */
export function heldColumns({ model, from, over }: Subject): readonly Held[] {
  const { row } = from ?? {};
  const [back, ...others] = over ? backOf(over, model) : [];
  if (!row || !back?.relation || others.length > 0 || (over?.field.relation?.columns.length ?? 0) > 0) return [];
  return back.relation.columns.map((column, index) => ({ column, value: read(row, back.relation?.references[index] ?? "id") }));
}

/** The relations of the model reached that hold the key of the one it is reached from. */
export function backOf({ model: source }: NonNullable<Subject["over"]>, target: Model): readonly Field[] {
  return [...target.fields.values()].filter(({ relation }) => relation?.model === source.name && relation.columns.length > 0);
}

/** What the rows of a query satisfy because of what it starts from. */
export function startOf(subject: Subject): Filter {
  const { model, from, over } = subject;
  if (!from) return { kind: "all" };
  if (!over) return from.key;
  const own = over.field.relation;
  if (own && own.columns.length > 0 && from.row) return allOf(own.columns.map((column, index) => equals(own.references[index] ?? "id", read(from.row ?? unread, column))));
  const back = backOf(over, model);
  if (own?.columns.length === 0 && back.length > 0) return anyOf(back.map((field) => heldBy(field, from)));
  const far = [...model.fields.values()].find(({ relation }) => relation?.model === over.model.name);
  if (far) return { kind: "related", relation: far.name, quantifier: far.list ? "some" : "is", of: from.key };
  return { kind: "opaque", value: unread, reason: "no relation leads back to the rows it starts from" };
}

const unread: Value = { kind: "unknown", reason: "the rows that a query starts from" };

function heldBy({ name, relation }: Field, { key, row }: NonNullable<Subject["from"]>): Filter {
  if (row) return allOf((relation?.columns ?? []).map((column, index) => equals(column, read(row, relation?.references[index] ?? "id"))));
  const [column, ...more] = relation?.columns ?? [];
  const isKey = (key.kind === "equals" || key.kind === "in") && relation?.references[0] === key.column;
  return isKey && column !== undefined && more.length === 0 ? { ...key, column } : { kind: "related", relation: name, quantifier: "is", of: key };
}

export function equals(column: string, value: Value): Filter {
  return { kind: "equals", column, value, optional: false, whenUndefined: "throws", node: value.node };
}
