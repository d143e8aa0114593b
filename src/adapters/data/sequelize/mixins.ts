import type { Filter, Operation, Related } from "../../../analysis/access.ts";
import type { Call } from "../../../analysis/call.ts";
import { memberOf, propertyOf } from "../../../analysis/object-value.ts";
import type { ObjectEntry, Value } from "../../../analysis/value.ts";
import type { Field } from "../../../catalog/catalog.ts";
import type { Instance } from "./instances.ts";
import { relatedSchema, relationNamed, type Schema } from "./models.ts";
import { equals, keyFilter } from "./where.ts";

/** A method that an association gives a row: `estate.getPlots()`, `estate.createPlot({ … })`, `plot.$get("estate")`. */
export interface Mixin {
  readonly operation: Operation;
  readonly schema: Schema;
  /** The rows that hang on this one, or that are handed over. */
  readonly filter: Filter | undefined;
  /** The columns that hang a new row, or those handed over, on this one. */
  readonly columns: readonly ObjectEntry[];
  /** The arguments behind those that say which association is meant. */
  readonly args: readonly Value[];
  readonly many: boolean;
  /** The rows that this one is tied to over a table between. */
  readonly tied?: readonly Related[];
}

const operations: Readonly<Record<string, Operation>> = { get: "read", count: "count", create: "create", add: "update", set: "update", remove: "update" };

/** A method of the class's own stays: https://sequelize.org/docs/v6/core-concepts/assocs/#special-methodsmixins-added-to-instances */
export function mixinOf({ method = "", args }: Call, { model, value }: Instance, schema: Schema): Mixin | undefined {
  const [, dollar, verb = "", name = ""] = /^(\$?)(get|count|create|add|set|remove)((?:[A-Z]\w*)?)$/.exec(method) ?? [];
  const operation = operations[verb];
  const [named] = args;
  const association = dollar === "$" ? (named?.kind === "constant" ? String(named.value) : "") : name;
  const field = association === "" ? undefined : relationNamed(model, association);
  const target = field && relatedSchema(schema, field);
  if (operation === undefined || !field || !target || value.kind !== "reference" || model.ownMethods?.has(method)) return undefined;
  const rest = dollar === "$" ? args.slice(1) : args;
  const held = columnsOnTarget(field, target, schema);
  const columns = held.map(({ column, from }): ObjectEntry => ({ kind: "property", key: column, value: memberOf(value, from), optional: false, node: value.node }));
  const base = { operation, schema: target, args: rest, columns, many: field.list };
  if (operation === "create") return { ...base, filter: undefined };
  if (operation === "update") return verb === "remove" ? removalOf(base, value, schema) : tieOf(base, field, rest[0], value, schema) ?? writeOf(base, field, rest[0]);
  const own = field.relation?.columns.length ? { kind: "and", of: field.relation.columns.map((column, index): Filter => equals(field.relation?.references[index] ?? "id", memberOf(value, column), undefined, "matches-nothing")) } as const : undefined;
  if (own) return { ...base, filter: own };
  if (held.length > 0) return { ...base, filter: { kind: "and", of: held.map(({ column, from }): Filter => equals(column, memberOf(value, from), undefined, "matches-nothing")) } };
  const back = [...target.model.fields.values()].find(({ relation }) => relation?.model === model.name);
  return back ? { ...base, filter: { kind: "related", relation: back.name, quantifier: back.list ? "some" : "is", of: keyFilter(value, model) } } : undefined;
}

/** Where a table stands between, both rows stay as they are, and the table ties them. */
function tieOf(base: Omit<Mixin, "filter">, { name, list, relation }: Field, handed: Value | undefined, value: Value, schema: Schema): Mixin | undefined {
  if (handed === undefined || !list || relation === undefined || relation.columns.length > 0 || base.columns.length > 0) return undefined;
  const { model } = base.schema;
  const tied: Related = { kind: "connect", relation: name, model: model.name, filter: keyFilter(handed, model), data: [], related: [], node: handed.node };
  return { ...base, schema, filter: keyFilter(value, schema.model), tied: [tied] };
}

/** Rows that are taken off this one hang on it so far. */
function removalOf(base: Omit<Mixin, "filter">, value: Value, schema: Schema): Mixin {
  return { ...base, schema, columns: [], filter: keyFilter(value, schema.model) };
}

/** Rows that are handed over are changed by their keys; a row that holds the key itself changes as its own update would. */
function writeOf(base: Omit<Mixin, "filter">, { relation }: Field, handed: Value | undefined): Mixin | undefined {
  const isNothing = handed === undefined || (handed.kind === "constant" && (handed.value === null || handed.value === undefined));
  if (isNothing || relation === undefined || relation.columns.length > 0 || base.columns.length === 0) return undefined;
  return { ...base, filter: keyFilter(handed, base.schema.model) };
}

/** The columns of the other end that name this row. */
function columnsOnTarget(field: Field, { model }: Schema, schema: Schema): readonly { readonly column: string; readonly from: string }[] {
  if ((field.relation?.columns.length ?? 0) > 0) return [];
  const back = [...model.fields.values()].filter(({ relation }) => relation?.model === schema.model.name && relation.columns.length > 0);
  const [only] = back;
  if (!only?.relation || back.length > 1) return [];
  return only.relation.columns.map((column, index) => ({ column, from: only.relation?.references[index] ?? "id" }));
}

/** The `where` of the options behind what a mixin is told. */
export function whereOfMixin(args: readonly Value[], operation: Operation): Value | undefined {
  const options = operation === "create" || operation === "update" ? undefined : args[0];
  return options && propertyOf(options, "where")?.value;
}
