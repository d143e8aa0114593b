import type { Filter } from "../../../analysis/access.ts";
import { conjuncts, type Column, type Condition, type Table } from "../../query/condition.ts";
import type { Value } from "../../../analysis/value.ts";
import type { Model } from "../../../catalog/catalog.ts";
import { fieldNamed } from "./names.ts";
import type { Expression } from "./tree.ts";

/** One mention of a table in a statement, and what its rows have to satisfy. */
export interface Occurrence {
  readonly table: Table;
  readonly query: Query;
  /** What `on` says of its rows; the `where` of its query is said of all. */
  readonly on: Condition[];
  readonly use: "read" | "update" | "delete" | "create" | "upsert";
  /** The schema that it names. */
  readonly schema?: Value;
}

/** What a name in FROM stands for: the columns it gives, and what outer queries say of these. */
export interface Source {
  readonly alias: string;
  readonly occurrence: Occurrence | undefined;
  /** The columns that one of its names means: several for a union, none for what is computed. Undefined where it has no such name. */
  columns(name: string): readonly Column[] | undefined;
  /** What one of its names is worth that is no column: a parameter that a query selects. */
  value?(name: string): Value | undefined;
  /** Where no schema declares it: what is said of the rows with one of its names in a column. */
  leadsFrom?: LeadsFrom | undefined;
}

type LeadsFrom = (name: string, to: Column) => Filter | undefined;

/** One side of a join: what is said of the rows of each of its sources, and the keys of its tables. */
export interface Side {
  readonly said: readonly Condition[][];
  readonly tables: readonly string[];
}

/** A query that reads another as a table, and what `on` says there of its rows. */
interface Reader {
  readonly query: Query;
  readonly on: readonly Condition[];
}

/** One SELECT, UPDATE or DELETE: the tables it names, and what holds for all its rows. */
export class Query {
  readonly sources: Source[] = [];
  readonly said: Condition[] = [];
  /** The query whose columns this one's conditions may name. */
  readonly outer: Query | undefined;
  /** Its `where`, as the text has it. */
  readonly where: Expression | undefined;
  /** Queries that read this one as a table, which say more of its rows. */
  readonly readers: Reader[] = [];

  /** Outer joins that keep the rows of a side that have no partner on the other. */
  readonly #kept: { readonly side: Side; readonly other: Side; readonly on: Condition }[] = [];

  constructor(outer: Query | undefined, where?: Expression) {
    this.outer = outer;
    this.where = where;
  }

  /** Joins a side to another; one that is kept whole is not held back by what `on` says. */
  join(side: Side, other: Side, on: Condition, isKept: boolean): void {
    if (isKept) this.#kept.push({ side, other, on });
    else for (const said of side.said) said.push(on);
  }

  /** Says something of all rows. Where it asks for something of a row that an outer join may miss, the join misses none. */
  say(condition: Condition): void {
    this.said.push(condition);
    const said = [condition];
    for (const one of said) {
      const asked = new Set(conjuncts(one).flatMap(tablesAskedFor));
      for (const join of this.#kept) {
        if (said.includes(join.on) || !join.other.tables.some((table) => asked.has(table))) continue;
        for (const ofSource of join.side.said) ofSource.push(join.on);
        said.push(join.on);
      }
    }
  }

  /** The columns that a name means here, or in the queries around; empty for what no declared table has. */
  columns(path: readonly string[]): readonly Column[] {
    const name = path.at(-1) ?? "";
    const alias = path.at(-2);
    if (alias !== undefined) return this.#named(alias)?.columns(name) ?? [];
    for (const source of this.sources) {
      const { occurrence } = source;
      const found = occurrence && !fieldNamed(occurrence.table.model, name) ? undefined : source.columns(name);
      if (found) return found;
    }
    const around = this.outer?.declared(name);
    const [only, ...others] = this.sources;
    return around ?? (only && others.length === 0 ? (only.columns(name) ?? []) : []);
  }

  /** What a name is worth here, or in the queries around, that means no column. */
  value(path: readonly string[]): Value | undefined {
    const name = path.at(-1) ?? "";
    const alias = path.at(-2);
    if (alias !== undefined) return this.#named(alias)?.value?.(name);
    if (this.columns(path).length > 0) return undefined;
    for (const source of this.sources) {
      const value = source.value?.(name);
      if (value) return value;
    }
    return this.outer?.value(path);
  }

  /** What is said of the rows whose column equals one of a table that no schema declares. */
  leadsFrom(path: readonly string[], to: Column): Filter | undefined {
    const [alias, name] = path;
    return alias !== undefined && name !== undefined && path.length === 2 ? this.#named(alias)?.leadsFrom?.(name, to) : undefined;
  }

  /** What a name in front of a column means: an alias, here or around, hides the table that it is given to. */
  #named(name: string): Source | undefined {
    const byAlias = (query: Query | undefined): Source | undefined => query && (query.sources.find(({ alias }) => alias === name) ?? byAlias(query.outer));
    const byTable = (query: Query | undefined): Source | undefined => query && (query.sources.find(({ occurrence }) => occurrence?.table.model.table === name) ?? byTable(query.outer));
    return byAlias(this) ?? byTable(this);
  }

  /** The same where a table is known to have the column. */
  declared(name: string): readonly Column[] | undefined {
    for (const source of this.sources) {
      const { occurrence } = source;
      if (occurrence && fieldNamed(occurrence.table.model, name)) return source.columns(name);
    }
    return this.outer?.declared(name);
  }
}

/** The tables of which a condition asks for a value: it is false where there is no row. */
function tablesAskedFor(condition: Condition): readonly string[] {
  switch (condition.kind) {
    case "same":
      return [condition.a.table.key, condition.b.table.key];
    case "test":
      return asksForValue(condition.filter) ? [condition.column.table.key] : [];
    default:
      return [];
  }
}

function asksForValue(filter: Filter): boolean {
  return filter.kind === "in" || (filter.kind === "equals" && filter.whenUndefined !== "matches-null");
}

/** A column under the name that the catalog has for it. */
export function columnOf(table: Table, name: string): Column {
  return { table, name: fieldNamed(table.model, name)?.name ?? name };
}

/** A table's own columns, whatever is asked for. */
export function tableSource(alias: string, occurrence: Occurrence): Source {
  return { alias, occurrence, columns: (name) => [columnOf(occurrence.table, name)] };
}

/** What is not declared: functions, values, tables that no schema names. */
export function unknownSource(alias: string, leadsFrom: LeadsFrom | undefined): Source {
  return { alias, occurrence: undefined, columns: () => undefined, leadsFrom };
}

/** Over more queries than these it is not followed who reads what: each of several readers may have several. */
const MOST_AROUND = 6;

/** All that a mention's rows satisfy: by its own query, and by those that read that one as a table. */
export function saidOf({ query, on }: Pick<Occurrence, "query" | "on">, seen: ReadonlySet<Query> = new Set()): readonly Condition[] {
  if (seen.has(query)) return on;
  const around = new Set([...seen, query]);
  const { readers } = query;
  // Where two readers stand in one statement, a column says not of whose rows a condition speaks.
  const areApart = readers.length === 1 || (around.size < MOST_AROUND && new Set(readers.map((reader) => outermost(reader.query))).size === readers.length);
  const above = areApart ? readers.map((reader) => [...reader.on, ...saidOf({ query: reader.query, on: [] }, around)]) : [];
  const [only, ...others] = above;
  return [...on, ...query.said, ...(others.length === 0 ? (only ?? []) : [{ kind: "or", of: above.map((of): Condition => ({ kind: "and", of })) } as const])];
}

function outermost(query: Query): Query {
  return query.outer ? outermost(query.outer) : query;
}

/** Which model a mention is of, and a name of its own within the statement. */
export function tableOf(model: Model, count: number): Table {
  return { model, key: `${model.name} ${String(count)}` };
}

/** What stands for the result of a piece of SQL that is no column and no parameter. */
export const computed: Value = { kind: "unknown", reason: "the database computes it" };
