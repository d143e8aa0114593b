import type { RowCommand, RowSetting } from "../catalog.ts";
import type { DeclaredModel, SecuredTable } from "../declared-model.ts";
import { columnField, modelsOfTables, securityOf, uniqueKey, type DeclaredTable, type ForeignKey } from "./table-models.ts";
import { withoutPrefix } from "./table-prefix.ts";
import { withViews, type ViewDraft } from "./views.ts";

/** A column as far as migrations have made it. */
export interface ColumnDraft {
  type: string;
  required: boolean;
  defaulted: boolean;
}

/** What holds a table's rows back. */
export interface SecurityDraft {
  rowSecurity: boolean;
  /** What each policy opens to every user, by the policies' names. */
  readonly openPolicies: Map<string, readonly RowCommand[]>;
  /** What each policy compares with settings of the session. */
  readonly settings: Map<string, readonly RowSetting[]>;
}

/** A table as far as migrations have made it. */
export interface TableDraft {
  readonly file: string;
  readonly line: number;
  readonly columns: Map<string, ColumnDraft>;
  id: readonly string[];
  uniques: (readonly string[])[];
  foreignKeys: ForeignKey[];
}

/** The tables of a database while its migrations run, by name. */
export class TableDrafts {
  readonly #tables = new Map<string, TableDraft>();
  /** By the tables' names, also of those that something else makes. */
  readonly #security = new Map<string, SecurityDraft>();
  readonly views = new Map<string, ViewDraft>();
  /** Names of the functions that the database has of its own. */
  readonly functions = new Set<string>();

  create(name: string, file: string, line: number): TableDraft {
    const table: TableDraft = this.#tables.get(name) ?? { file, line, columns: new Map(), id: [], uniques: [], foreignKeys: [] };
    this.#tables.set(name, table);
    return table;
  }

  at(name: string): TableDraft | undefined {
    return this.#tables.get(name);
  }

  securityAt(name: string): SecurityDraft {
    const security: SecurityDraft = this.#security.get(name) ?? { rowSecurity: false, openPolicies: new Map(), settings: new Map() };
    this.#security.set(name, security);
    return security;
  }

  drop(name: string): void {
    this.#tables.delete(name);
    this.#security.delete(name);
  }

  rename(before: string, after: string): void {
    this.#security.set(after, this.securityAt(before));
    this.#security.delete(before);
    const table = this.#tables.get(before);
    if (!table) return;
    this.#tables.delete(before);
    this.#tables.set(after, table);
    for (const other of this.#tables.values()) other.foreignKeys = other.foreignKeys.map((key) => (key.table === before ? { ...key, table: after } : key));
  }

  /** Renames a column of tables that are looked up by it: of all that have it, and not the new one already. */
  renameColumnOfEach(before: string, after: string): void {
    for (const table of this.#tables.values()) if (!table.columns.has(after)) renameColumn(table, before, after);
  }

  /** The tables as they are in the end, and the views over them. */
  tables(): readonly DeclaredTable[] {
    return withViews(withoutPrefix([...this.#tables].map(([name, draft]) => declared(name, draft, this.securityAt(name)))), this.views, this.functions);
  }

  /** The tables that are only secured here: a library makes them from what code declares. */
  secured(): readonly SecuredTable[] {
    return [...this.#security].filter(([name, { rowSecurity }]) => rowSecurity && !this.#tables.has(name)).map(([table, security]) => ({ table, ...securityOf(finished(security)) }));
  }

  models(library: string): Map<string, DeclaredModel> {
    return modelsOfTables(library, this.tables());
  }
}

/** Takes a column and all keys over it away. */
export function dropColumn(table: TableDraft, column: string): void {
  table.columns.delete(column);
  table.id = table.id.filter((name) => name !== column);
  table.uniques = table.uniques.filter((columns) => !columns.includes(column));
  table.foreignKeys = table.foreignKeys.filter(({ columns }) => !columns.includes(column));
}

export function renameColumn(table: TableDraft, before: string, after: string): void {
  const column = table.columns.get(before);
  if (!column) return;
  const renamed = (columns: readonly string[]): readonly string[] => columns.map((name) => (name === before ? after : name));
  table.columns.delete(before);
  table.columns.set(after, column);
  table.id = renamed(table.id);
  table.uniques = table.uniques.map(renamed);
  table.foreignKeys = table.foreignKeys.map((key) => ({ ...key, columns: renamed(key.columns) }));
}

/** A key over columns takes the place of one over the same columns. */
export function addForeignKey(table: TableDraft, key: ForeignKey): void {
  table.foreignKeys = [...table.foreignKeys.filter(({ columns }) => columns.join() !== key.columns.join()), key];
}

function finished({ rowSecurity, openPolicies, settings }: SecurityDraft): Pick<DeclaredTable, "rowSecurity" | "rowsOpenTo" | "rowSettings"> {
  return { rowSecurity, rowsOpenTo: [...new Set([...openPolicies.values()].flat())], rowSettings: [...settings.values()].flat() };
}

function declared(name: string, { file, line, columns, id, uniques, foreignKeys }: TableDraft, security: SecurityDraft): DeclaredTable {
  const known = (names: readonly string[]): boolean => names.every((one) => columns.has(one));
  const keys = uniques.filter(known);
  // What made it the key is not always written in a way that can be read.
  const primary = id.length > 0 || !columns.has("id") ? id : ["id"];
  return {
    name, file, line,
    ...finished(security),
    id: primary,
    table: name,
    kind: "model",
    fields: [...columns].map(([column, { type, required, defaulted }]) => columnField({ name: column, type, required: required || primary.includes(column), defaulted })),
    uniques: [...keys, ...(primary.length > 1 ? [primary] : [])].map(uniqueKey),
    // `users.id` that names `auth.users`, the same table in another schema.
    foreignKeys: foreignKeys.filter((key) => known(key.columns) && !(key.table === name && key.columns.join() === key.references.join())),
    relations: [],
  };
}
