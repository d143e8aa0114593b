import { parseSql } from "../../adapters/data/sql/parser.ts";
import type { Field } from "../catalog.ts";
import { columnField, type DeclaredTable, type ForeignKey } from "./table-models.ts";
import { keyAmong, renamed, rowsOfSelect, type Rows, type ViewColumn } from "./view-rows.ts";

/** A view as far as migrations have made it. */
export interface ViewDraft {
  readonly file: string;
  readonly line: number;
  /** The query of which it is the rows. */
  readonly text: string;
  /** The names of its columns, where it says other ones than the query. */
  readonly names: readonly string[];
  /** True where it reads with the rights of whoever asks, so that row-level security holds. Else it has its owner's. https://www.postgresql.org/docs/current/sql-createview.html */
  invoker: boolean;
}

/**
 * Tables, and the views over them, each as a table whose columns name what those of the tables below do. What asks in its
 * conditions who is asking says itself whose rows it gives, and is left out.
 */
export function withViews(tables: readonly DeclaredTable[], drafts: ReadonlyMap<string, ViewDraft>, functions: ReadonlySet<string>): readonly DeclaredTable[] {
  if (drafts.size === 0) return tables;
  const byTable = new Map(tables.map((table) => [table.table.toLowerCase(), table]));
  const known = new Map<string, Rows | undefined>();
  const named = (written: string): Rows | undefined => {
    const name = written.toLowerCase();
    if (known.has(name)) return known.get(name);
    // A view that reads itself is none.
    known.set(name, undefined);
    const table = byTable.get(name);
    const rows = table ? rowsOfTable(table, byTable) : rowsOfView(drafts.get(written), named, functions);
    known.set(name, rows);
    return rows;
  };
  return [...tables, ...[...drafts].flatMap(([name, draft]) => (byTable.has(name.toLowerCase()) ? [] : viewOf(name, draft, named(name))))];
}

function rowsOfView(draft: ViewDraft | undefined, named: (name: string) => Rows | undefined, functions: ReadonlySet<string>): Rows | undefined {
  const parsed = draft && parseSql(draft.text);
  const [statement] = parsed && "statements" in parsed ? parsed.statements : [];
  if (!draft || !statement?.SelectStmt) return undefined;
  const rows = renamed(rowsOfSelect(statement.SelectStmt, named, functions), draft.names.map((sval) => ({ String: { sval } })));
  return { ...rows, guarded: rows.guarded && draft.invoker };
}

function rowsOfTable(table: DeclaredTable, tables: ReadonlyMap<string, DeclaredTable>): Rows {
  const columns = table.fields.map(({ column, type, required }): ViewColumn => ({ name: column, type, required, names: namedBy(table, column, tables), from: { table: table.name, column } }));
  return {
    columns,
    of: [table],
    key: keyAmong(columns, table),
    guarded: table.rowSecurity && table.rowsOpenTo?.includes("select") !== true,
    asks: false,
    always: [],
  };
}

/** The rows that a column of a table names: the table's own by its key, others by foreign keys, also by its part of one over several columns. */
function namedBy(table: DeclaredTable, column: string, tables: ReadonlyMap<string, DeclaredTable>, seen: ReadonlySet<string> = new Set()): ViewColumn["names"] {
  const place = `${table.name}.${column}`;
  if (seen.has(place)) return [];
  const own = table.id.length === 1 && table.id[0] === column ? [{ table: table.name, column }] : [];
  return [...own, ...table.foreignKeys.flatMap(({ columns, table: name, references }) => {
    const reference = references[columns.indexOf(column)];
    const target = [...tables.values()].find((one) => one.name === name);
    if (reference === undefined || !target) return [];
    return columns.length === 1 ? [{ table: name, column: reference }] : namedBy(target, reference, tables, new Set([...seen, place]));
  })];
}

/** The table that a view is to whoever reads it; none where nothing says whose its rows are. */
function viewOf(name: string, { file, line }: ViewDraft, rows: Rows | undefined): readonly DeclaredTable[] {
  if (!rows || rows.asks || (rows.of.length === 0 && rows.columns.every(({ names }) => names.length === 0))) return [];
  const columns = [...new Map(rows.columns.map((column) => [column.name, column])).values()];
  const visible = columns.flatMap(({ name: column, names }) => names.map((one): ForeignKey => ({ columns: [column], table: one.table, references: [one.column] })));
  const unnamed = rows.of.filter((table) => table.id.length === 1 && !visible.some((key) => key.table === table.name && key.references[0] === table.id[0]));
  const hidden = [...new Set(unnamed)].map((table) => ({ table, field: keptBack(table) }));
  const key = rows.key === undefined ? undefined : rows.columns[rows.key];
  return [{
    name, file, line,
    table: name,
    kind: "view",
    fields: [...columns.map(({ name: column, type, required }) => columnField({ name: column, type, required, defaulted: true })), ...hidden.map(({ field }) => field)],
    id: key ? [key.name] : [],
    uniques: [],
    foreignKeys: [...visible, ...hidden.map(({ table, field }): ForeignKey => ({ columns: [field.name], table: table.name, references: table.id }))],
    relations: [],
    rowSecurity: rows.guarded,
    rowSettings: rows.of.flatMap((table) => (table.rowSettings ?? []).flatMap((setting) => columns.filter(({ from }) => from?.table === table.name && from.column === setting.column).map((column) => ({ ...setting, column: column.name })))),
    always: rows.always,
  }];
}

/** A row of the view is one of the table's, though no column says which. */
function keptBack({ name, id: [id = "id"], fields }: DeclaredTable): Field {
  const type = fields.find((field) => field.column === id)?.type ?? "unknown";
  return columnField({ name: `${name}_${id}`, type, required: true, defaulted: true, hidden: true });
}
