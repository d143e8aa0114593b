import type { Filter, WrittenRow } from "../../../analysis/access.ts";
import type { ObjectEntry, RowRoot, Value } from "../../../analysis/value.ts";
import { allOf, anyOf } from "../../filter-parts.ts";
import { matchedBy } from "../../query/conflicts.ts";
import { columnsOf, valueOf } from "./expressions.ts";
import { isHole } from "./lexer.ts";
import { fieldNamed } from "./names.ts";
import { computed } from "./scope.ts";
import { isStar, type Selected, type StatementReader, type Write } from "./statement.ts";
import type { Expression, Target } from "./tree.ts";

type Roots = (key: string) => RowRoot | undefined;

/** The rows that a statement writes. */
export function rowsWritten({ into, insert, update, from }: Write, reader: StatementReader, roots: Roots): readonly WrittenRow[] {
  const { model } = into.table;
  const named = (column: string): string => fieldNamed(model, column)?.name ?? column;
  if (update) return [row("update", setBy(update.targetList ?? [], named, reader, into.query, roots))];
  if (!insert) return [];
  const columns = insert.cols?.map(({ ResTarget }) => named(ResTarget.name ?? "")) ?? [];
  const lists = insert.selectStmt?.SelectStmt?.valuesLists?.map(({ List }) => List.items) ?? [];
  const created = columns.length === 0 || columns.some(isHole)
    ? [row("create", { kind: "unknown", reason: columns.length === 0 ? "the statement names no columns" : "the columns are put in as text" })]
    : [...lists.map((items) => valuesRow(columns, items, reader)), ...from.map((selected) => copiedRow(columns, selected, reader, roots))];
  const changed = insert.onConflictClause?.targetList;
  return changed ? [...created, row("update", setBy(changed, named, reader, into.query, roots))] : created;
}

function row(kind: WrittenRow["kind"], columns: Value): WrittenRow {
  return { kind, columns, links: [], node: undefined };
}

function object(entries: readonly (readonly [string, Value])[]): Value {
  return { kind: "object", entries: entries.map(([key, value]): ObjectEntry => ({ kind: "property", key, value, optional: false, node: value.node })) };
}

function valuesRow(columns: readonly string[], items: readonly Expression[], reader: StatementReader): WrittenRow {
  const [only] = items;
  // `values ${rows}`: a driver's helper writes several.
  if (columns.length > 1 && items.length === 1 && only?.ParamRef) return row("create", object(columns.map((column) => [column, valueOf(only, reader)])));
  return row("create", object(columns.map((column, index) => [column, valueOf(items[index], reader)])));
}

/** A row that is copied from what a SELECT finds. */
function copiedRow(columns: readonly string[], { query, targets }: Selected, reader: StatementReader, roots: Roots): WrittenRow {
  if (targets.some(({ ResTarget }) => isStar(ResTarget))) return row("create", { kind: "unknown", reason: "the statement copies whole rows" });
  return row("create", object(columns.map((column, index) => [column, valueIn(targets[index]?.ResTarget.val, query, reader, roots)])));
}

/** What an expression is worth: a column is that of the row it is read from. */
function valueIn(expression: Expression | undefined, query: Selected["query"], reader: StatementReader, roots: Roots): Value {
  const [column] = expression ? columnsOf(expression, query) : [];
  const root = column && roots(column.table.key);
  if (column && root) return { kind: "reference", root, path: ["*", column.name] };
  return column ? computed : valueOf(expression, reader, query);
}

function setBy(targets: readonly Target[], named: (column: string) => string, reader: StatementReader, query: Selected["query"], roots: Roots): Value {
  const own = query.sources[0]?.occurrence?.table.key;
  const theirs: Roots = (key) => (key === own ? undefined : roots(key));
  return object(targets.map(({ ResTarget }) => [named(ResTarget.name ?? ""), valueIn(ResTarget.val, query, reader, theirs)]));
}

/** The rows that an insert changes on a conflict: those with the new row's values in the key. */
export function conflictFilter({ into, insert }: Write, rows: readonly WrittenRow[], said: Filter): Filter {
  const { id, uniques, fields } = into.table.model;
  const inferred = (insert?.onConflictClause?.infer?.indexElems ?? []).map(({ IndexElem }) => fieldNamed(into.table.model, IndexElem?.name ?? "")?.name ?? "").filter((name) => fields.has(name));
  const targets = inferred.length > 0 ? [inferred] : [id, ...uniques.map(({ columns }) => columns)].filter((columns) => columns.length > 0);
  const created = rows.filter(({ kind }) => kind === "create");
  return allOf([anyOf(created.flatMap(({ columns }) => targets.flatMap((target) => matchedBy(target, columns) ?? []))), said]);
}

