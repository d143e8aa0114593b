import { textOfName, type Expression, type From, type Name, type Select, type Statement, type Target } from "../../adapters/data/sql/tree.ts";
import { asksWho, constantsIn, isGrouped, type ConstantColumn } from "./view-conditions.ts";
import type { DeclaredTable } from "./table-models.ts";

/** A column of a query, and what it is in a table. */
export interface ViewColumn {
  readonly name: string;
  readonly type: string;
  readonly required: boolean;
  /** The rows that it names, as a foreign key does: a table, and the column of its key. */
  readonly names: readonly { readonly table: string; readonly column: string }[];
  /** The table and the column that it comes from. */
  readonly from: { readonly table: string; readonly column: string } | undefined;
}

/** The rows that a query gives. */
export interface Rows {
  readonly columns: readonly ViewColumn[];
  /** The tables of which each row holds one. */
  readonly of: readonly DeclaredTable[];
  /** Which of the columns tells rows apart: the key of the first of these tables, in each branch of a union. */
  readonly key: number | undefined;
  /** True where row-level security of a table below holds back whoever asks with rights of their own. */
  readonly guarded: boolean;
  /** True where a condition asks who is asking. */
  readonly asks: boolean;
  /** Columns that have one value in all rows. */
  readonly always: readonly ConstantColumn[];
}

/** What gives the rows of a table or a view by its name; undefined for what is not declared. */
export type RowsNamed = (name: string) => Rows | undefined;

interface Source extends Rows {
  readonly alias: string;
}

const nothing: Rows = { columns: [], of: [], key: undefined, guarded: false, asks: false, always: [] };

/** The rows of a SELECT over declared tables. `own` are functions of the database's own, which may ask who is asking. */
export function rowsOfSelect(select: Select, named: RowsNamed, own: ReadonlySet<string>): Rows {
  const known = withCommons(select.withClause, named, own);
  const { larg, rarg } = select;
  if (larg && rarg) return together(rowsOfSelect(larg, known, own), rowsOfSelect(rarg, known, own), select.op !== "SETOP_UNION");
  const sources = (select.fromClause ?? []).flatMap((from) => sourcesOf(from, known, own));
  const { whereClause, targetList = [] } = select;
  const columns = targetList.flatMap((target) => columnsOf(target, sources));
  const of = isGrouped(select) ? [] : sources.flatMap((source) => source.of);
  return {
    columns, of,
    key: keyAmong(columns, of[0]),
    guarded: sources.some(({ guarded }) => guarded),
    asks: sources.some(({ asks }) => asks) || asksWho(whereClause, own) || (select.fromClause ?? []).some((from) => asksWho(from.JoinExpr, own)),
    always: [...sources.flatMap(({ always }) => always), ...constantsIn(whereClause)],
  };
}

/** Where the key of a table stands among columns. */
export function keyAmong(columns: readonly ViewColumn[], table: DeclaredTable | undefined): number | undefined {
  const [id, ...others] = table?.id ?? [];
  const index = id === undefined || others.length > 0 ? -1 : columns.findIndex(({ from }) => from?.table === table?.name && from?.column === id);
  return index < 0 ? undefined : index;
}

function withCommons(clause: Select["withClause"], named: RowsNamed, own: ReadonlySet<string>): RowsNamed {
  const commons = new Map<string, Rows>();
  const known: RowsNamed = (name) => commons.get(name) ?? named(name);
  for (const { CommonTableExpr: { ctename, ctequery, aliascolnames = [] } } of clause?.ctes ?? []) {
    const { larg } = ctequery.SelectStmt ?? {};
    // One that is recursive finds what it begins with.
    if (larg) commons.set(ctename, renamed(rowsOfSelect(larg, known, own), aliascolnames));
    commons.set(ctename, renamed(rowsOf(ctequery, known, own), aliascolnames));
  }
  return known;
}

function rowsOf({ SelectStmt }: Statement, named: RowsNamed, own: ReadonlySet<string>): Rows {
  return SelectStmt ? rowsOfSelect(SelectStmt, named, own) : nothing;
}

/** The sources that a piece of FROM brings. */
function sourcesOf({ RangeVar, RangeSubselect, JoinExpr }: From, named: RowsNamed, own: ReadonlySet<string>): readonly Source[] {
  if (RangeVar) {
    const { relname = "", alias } = RangeVar;
    return [{ ...renamed(named(relname) ?? nothing, alias?.colnames ?? []), alias: alias?.aliasname ?? relname }];
  }
  if (RangeSubselect) {
    const { subquery, alias } = RangeSubselect;
    return [{ ...renamed(rowsOf(subquery, named, own), alias?.colnames ?? []), alias: alias?.aliasname ?? "" }];
  }
  if (!JoinExpr) return [];
  const [left, right] = [sourcesOf(JoinExpr.larg, named, own), sourcesOf(JoinExpr.rarg, named, own)];
  const type = JoinExpr.jointype ?? "";
  return [...(/RIGHT|FULL/.test(type) ? left.map(missable) : left), ...(/LEFT|FULL/.test(type) ? right.map(missable) : right)];
}

/** A side of an outer join, of which rows may be missing. */
function missable(source: Source): Source {
  return { ...source, columns: source.columns.map((column) => ({ ...column, required: false })), of: [], guarded: false, asks: false, always: [] };
}

/** The rows of two branches: what holds for all is what holds for both, or for either where every row is in both. */
function together(left: Rows, right: Rows, isNarrowed: boolean): Rows {
  if (isNarrowed) return left;
  return {
    columns: left.columns.map((column, index) => ({ ...column, ...inBoth(column, right.columns[index]) })),
    of: left.of.filter((table) => right.of.includes(table)),
    key: left.key === right.key ? left.key : undefined,
    guarded: left.guarded && right.guarded,
    asks: left.asks && right.asks,
    always: left.always.filter((one) => right.always.some(({ column, value }) => column === one.column && value === one.value)),
  };
}

function inBoth(a: ViewColumn, b: ViewColumn | undefined): Pick<ViewColumn, "required" | "names" | "from"> {
  const same = (one: { readonly table: string; readonly column: string }, other: typeof one | undefined): boolean => one.table === other?.table && one.column === other.column;
  return {
    required: a.required && b?.required === true,
    names: a.names.filter((one) => b?.names.some((other) => same(one, other))),
    from: a.from && same(a.from, b?.from) ? a.from : undefined,
  };
}

/** Rows whose first columns go by other names. */
export function renamed(rows: Rows, names: readonly Name[]): Rows {
  return names.length === 0 ? rows : { ...rows, columns: rows.columns.map((column, index) => ({ ...column, name: textOfName(names[index]) || column.name })) };
}

/** The columns that one target of a SELECT gives: those of a table for a star, else one. */
function columnsOf({ ResTarget: { name, val } }: Target, sources: readonly Source[]): readonly ViewColumn[] {
  const path = plain(val)?.ColumnRef?.fields;
  const alias = path && path.length > 1 ? textOfName(path.at(-2)) : undefined;
  const meant = alias === undefined ? sources : sources.filter((source) => source.alias === alias);
  if (path?.at(-1)?.A_Star) return meant.flatMap(({ columns }) => columns);
  const column = textOfName(path?.at(-1));
  const found = path && meant.flatMap(({ columns }) => columns.find((one) => one.name === column) ?? [])[0];
  const given = name ?? (column === "" ? plain(val)?.FuncCall?.funcname?.map(textOfName).at(-1) : column);
  if (given === undefined) return [];
  return [found ? { ...found, name: given } : { name: given, type: "unknown", required: false, names: [], from: undefined }];
}

function plain(expression: Expression | undefined): Expression | undefined {
  return expression?.TypeCast ? plain(expression.TypeCast.arg) : expression;
}
