import { entriesOf } from "../../../analysis/object-value.ts";
import type { ObjectEntry, Reference, Value } from "../../../analysis/value.ts";
import type { Query } from "./query.ts";
import { columnOf, tableOf, type Tables } from "./tables.ts";

/** Where a property of a result comes from: a path from the query's own row, properties of its own, or a computation. */
type Part = { readonly kind: "path"; readonly path: readonly string[] } | { readonly kind: "object"; readonly shape: Shape } | { readonly kind: "computed" };
type Shape = ReadonlyMap<string, Part>;

/** What awaiting a query gives, where it is not rows of its own table under the columns' own names. */
export function rowsOf(query: Query, fields: Value | undefined, many: boolean, tables: Tables): ((row: Reference) => Value) | undefined {
  const shape = fields?.kind === "object" ? shapeOf(fields, query, tables) : query.joins.length > 0 ? joinedShape(query) : undefined;
  if (shape === undefined) return undefined;
  const isPlain = [...shape].every(([name, part]) => part.kind === "path" && part.path.length === 1 && part.path[0] === name);
  if (isPlain) return undefined;
  if (!many) return (row) => objectFor(shape, row);
  return (row) => ({ kind: "list", items: [{ value: objectFor(shape, row), optional: true, many: true }], node: row.node });
}

function shapeOf(fields: Value, query: Query, tables: Tables): Shape {
  return new Map([...entriesOf(fields)].map(([name, { value }]) => [name, partOf(value, query, tables)]));
}

function partOf(value: Value, query: Query, tables: Tables): Part {
  if (value.kind === "object") return { kind: "object", shape: shapeOf(value, query, tables) };
  const column = columnOf(value, tables);
  const table = column?.table ?? tableOf(value, tables);
  const path = table && query.scope.paths.get(table.key);
  return path ? { kind: "path", path: column ? [...path, column.name] : path } : { kind: "computed" };
}

/** `select()` over joins gives a row of each table under the table's name. */
function joinedShape({ table, joins, scope }: Query): Shape {
  const tables = [table, ...joins.flatMap((join) => join.table ?? [])];
  return new Map(tables.map(({ key, model }): [string, Part] => {
    const path = scope.paths.get(key);
    return [key.split(" ")[1] ?? model.table, path ? { kind: "path", path } : { kind: "computed" }];
  }));
}

function objectFor(shape: Shape, row: Reference): Value {
  const entries = [...shape].map(([key, part]): ObjectEntry => ({ kind: "property", key, value: valueFor(part, row), optional: false }));
  return { kind: "object", entries, node: row.node };
}

function valueFor(part: Part, row: Reference): Value {
  if (part.kind === "object") return objectFor(part.shape, row);
  if (part.kind === "computed") return { kind: "unknown", reason: "it is computed by the query", node: row.node };
  return { kind: "reference", root: row.root, path: ["*", ...part.path], node: row.node };
}
