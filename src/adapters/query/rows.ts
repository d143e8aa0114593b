import type { ObjectEntry, Reference, Value } from "../../analysis/value.ts";
import type { Scope } from "./lower.ts";
import { textOf } from "./table-names.ts";
import type { Tables } from "./tables.ts";

/** What awaiting a query gives that selects columns by name, where some are renamed or come from joined tables. */
export function selectedRows(selected: readonly Value[], tables: Tables, scope: Scope, many: boolean): ((row: Reference) => Value) | undefined {
  const renamed = selected.flatMap((value) => renamedBy(value, tables, scope) ?? []);
  if (renamed.length === 0) return undefined;
  if (!many) return (row) => objectFor(renamed, row);
  return (row) => ({ kind: "list", items: [{ value: objectFor(renamed, row), optional: true, many: true }], node: row.node });
}

/** The values of one column, as a list. */
export function columnValues(column: Value | undefined, tables: Tables, scope: Scope): ((row: Reference) => Value) | undefined {
  const path = pathOf(tables, scope, column);
  return path && ((row) => ({ kind: "list", items: [{ value: atPath(row, path), optional: true, many: true }], node: row.node }));
}

interface Renamed {
  readonly key: string;
  readonly path: readonly string[];
}

/** `"estates.id as estateId"`, and columns of joined tables. */
function renamedBy(value: Value, tables: Tables, scope: Scope): Renamed | undefined {
  const [, from, alias] = /^\s*([\w."]+)(?:\s+as\s+([\w"]+))?\s*$/i.exec(textOf(value, tables.facts) ?? "") ?? [];
  const path = pathOf(tables, scope, from === undefined ? value : { kind: "constant", value: from });
  if (!path) return undefined;
  const key = alias?.replaceAll('"', "") ?? path.at(-1) ?? "";
  return path.length === 1 && path[0] === key ? undefined : { key, path };
}

/** Relations from the query's own row, and the column. */
function pathOf(tables: Tables, scope: Scope, value: Value | undefined): readonly string[] | undefined {
  const column = tables.column(value);
  const path = column && scope.paths.get(column.table.key);
  return path && [...path, column.name];
}

/** The row with its own columns, and the renamed ones over them. */
function objectFor(renamed: readonly Renamed[], row: Reference): Value {
  const entries = renamed.map(({ key, path }): ObjectEntry => ({ kind: "property", key, value: atPath(row, path), optional: false }));
  return { kind: "object", entries: [{ kind: "spread", value: { ...row, path: ["*"] } }, ...entries], node: row.node };
}

function atPath(row: Reference, path: readonly string[]): Reference {
  return { kind: "reference", root: row.root, path: ["*", ...path], node: row.node };
}

/** Rows with their number come as a pair. */
export function withNumber(row: Reference): Value {
  return { kind: "list", items: [row, unseen("a number of rows", row)].map((value) => ({ value, optional: false, many: false })), node: row.node };
}

/** What a query computes. */
export function unseen(reason: string, { node }: Reference): Value {
  return { kind: "unknown", reason, node };
}
