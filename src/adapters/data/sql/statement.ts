import { roleOf } from "../../../analysis/column-role.ts";
import { constant } from "../../../analysis/make-value.ts";
import { isKeyName } from "../../../analysis/tenant-key-names.ts";
import type { Value } from "../../../analysis/value.ts";
import type { Catalog } from "../../../catalog/catalog.ts";
import type { Node } from "../../../syntax/source-file.ts";
import type { Column, Condition } from "../../query/condition.ts";
import { nested } from "../../query/lower.ts";
import { askedOf, columnsOf, conditionOf, selectedValue, unfolded, type Reading } from "./expressions.ts";
import { valuePutInto, type Parameter } from "./lexer.ts";
import { modelNamed } from "./names.ts";
import { computed, Query, tableOf, tableSource, unknownSource, type Occurrence, type Side, type Source } from "./scope.ts";
import { returnedBy, statementsWithin, textOfName, type Alias, type Delete, type From, type Insert, type Relation, type Select, type Statement, type Target, type Update, type With } from "./tree.ts";

/** A row that a statement writes, as far as its table is declared. */
export interface Write {
  readonly into: Occurrence;
  readonly insert: Insert | undefined;
  readonly update: Update | undefined;
  /** The queries whose rows an INSERT … SELECT copies, one for each branch of a union. */
  readonly from: readonly Selected[];
}

/** A SELECT, or a statement that writes, and what it gives. */
export interface Selected {
  readonly query: Query;
  readonly targets: readonly Target[];
  /** True for what RETURNING gives: its rows are written, whatever is said of them where they are read. */
  readonly isWritten?: true;
}

/** A table expression of WITH. */
interface Common {
  readonly selected: readonly Selected[];
  readonly names: readonly string[];
}

type Commons = ReadonlyMap<string, Common>;

/** Every mention of a declared table in a statement, with what is said of its rows. */
export class StatementReader implements Reading {
  readonly values: ReadonlyMap<number, Parameter>;
  readonly occurrences: Occurrence[] = [];
  readonly writes: Write[] = [];
  /** Mentions in a condition's subselect: their rows go nowhere, they say which of others' count. */
  readonly narrowing = new Set<Occurrence>();
  /** What the statement itself gives: the branches of its SELECT, or what it returns of written rows. */
  readonly result: Selected[] = [];
  readonly #catalog: Catalog;
  #commons: Commons = new Map();

  readonly #call: Node;

  constructor(catalog: Catalog, values: ReadonlyMap<number, Parameter>, call: Node) {
    this.#catalog = catalog;
    this.values = values;
    this.#call = call;
  }

  placeOf({ node }: Value): Node | undefined {
    const [start, end] = this.#call.range;
    return node && start <= node.range[0] && node.range[1] <= end ? node : undefined;
  }

  read(statement: Statement): void {
    this.result.push(...this.#statement(statement, undefined));
  }

  subselect(statement: Statement, outer: Query): ReturnType<Reading["subselect"]> {
    const before = this.occurrences.length;
    const selected = this.#statement(statement, outer);
    for (const occurrence of this.occurrences.slice(before)) if (occurrence.use === "read") this.narrowing.add(occurrence);
    if (selected.length === 0) return undefined;
    const first = selected.flatMap(({ query, targets }) => (targets[0]?.ResTarget.val ? columnsOf(unfolded(targets[0].ResTarget.val), query) : []));
    // Rows of any branch will do, so that only what one branch alone says holds.
    const [only, ...others] = selected;
    const isOne = only !== undefined && others.length === 0;
    return { said: isOne ? only.query.said : [], first, value: isOne ? selectedValue(only.targets[0]?.ResTarget.val, this, only.query) : computed };
  }

  #statement({ SelectStmt, InsertStmt, UpdateStmt, DeleteStmt }: Statement, outer: Query | undefined): readonly Selected[] {
    const before = this.#commons;
    this.#with((SelectStmt ?? InsertStmt ?? UpdateStmt ?? DeleteStmt)?.withClause);
    const selected = SelectStmt ? this.#select(SelectStmt, outer) : InsertStmt ? this.#insert(InsertStmt) : UpdateStmt ? this.#change(UpdateStmt, "update", outer) : DeleteStmt ? this.#change(DeleteStmt, "delete", outer) : [];
    this.#commons = before;
    return selected;
  }

  #with(clause: With | undefined): void {
    for (const { CommonTableExpr: { ctename, ctequery, aliascolnames = [] } } of clause?.ctes ?? []) {
      const selected: Selected[] = [];
      const common: Common = { selected, names: aliascolnames.map(textOfName) };
      // One that is recursive finds itself, as far as it is known by then.
      this.#commons = new Map([...this.#commons, [ctename, common]]);
      const { larg, rarg } = ctequery.SelectStmt ?? {};
      if (larg && rarg) for (const branch of [larg, rarg]) selected.push(...this.#statement({ SelectStmt: branch }, undefined));
      else selected.push(...this.#statement(ctequery, undefined));
    }
  }

  #select(select: Select, outer: Query | undefined): readonly Selected[] {
    if (select.larg && select.rarg) {
      const left = this.#statement({ SelectStmt: select.larg }, outer);
      const right = this.#statement({ SelectStmt: select.rarg }, outer);
      // Of `except`, and of both sides of `intersect`, no row comes from the right alone.
      return select.op === "SETOP_UNION" ? [...left, ...right] : left;
    }
    const { fromClause = [], whereClause, targetList = [] } = select;
    const query = new Query(outer, whereClause);
    for (const from of fromClause) this.#from(from, query);
    query.say(conditionOf(whereClause, query, this));
    this.#within([targetList, select.groupClause, select.sortClause, select.valuesLists], query);
    return [{ query, targets: targetList }];
  }

  #within(pieces: unknown, query: Query): void {
    for (const { statement, narrows } of statementsWithin(pieces)) {
      if (narrows) this.subselect(statement, query);
      else this.#statement(statement, query);
    }
  }

  /** The sources that a piece of FROM brings, each of which `on` may say something of. */
  #from({ RangeVar, JoinExpr, RangeSubselect }: From, query: Query): readonly Added[] {
    if (RangeVar) return [this.#table(RangeVar, query, "read")];
    if (RangeSubselect) {
      const selected = this.#statement(RangeSubselect.subquery, query);
      return [this.#derived(selected, RangeSubselect.alias, [], query)];
    }
    if (!JoinExpr) return [];
    const left = this.#from(JoinExpr.larg, query);
    const right = this.#from(JoinExpr.rarg, query);
    const on: Condition = { kind: "and", of: [conditionOf(JoinExpr.quals, query, this), ...(JoinExpr.usingClause ?? []).flatMap((name) => sameIn(textOfName(name), left, right))] };
    const [keepsLeft, keepsRight] = [/LEFT|FULL/.test(JoinExpr.jointype ?? ""), /RIGHT|FULL/.test(JoinExpr.jointype ?? "")];
    query.join(sideOf(left), sideOf(right), on, keepsLeft);
    query.join(sideOf(right), sideOf(left), on, keepsRight);
    return [...left, ...right];
  }

  #table({ relname = "", schemaname, alias }: Relation, query: Query, use: Occurrence["use"]): Added {
    const name = alias?.aliasname ?? relname;
    const common = this.#commons.get(relname);
    if (common && use === "read") return this.#derived(common.selected, { aliasname: name, ...(alias?.colnames ? { colnames: alias.colnames } : {}) }, common.names, query);
    const model = modelNamed(relname, this.#catalog);
    if (!model) return add(query, unknownSource(name, this.#leadsFrom(name, relname, query)), []);
    const on: Condition[] = [];
    const occurrence: Occurrence = { table: tableOf(model, this.occurrences.length), query, on, use, ...(schemaname !== undefined && { schema: valuePutInto(schemaname, this.values) ?? constant(schemaname) }) };
    this.occurrences.push(occurrence);
    return add(query, tableSource(name, occurrence), on);
  }

  /** A row of a table that no schema names, where it is found by its id, is whose those are that its tenant keys lead to. */
  #leadsFrom(alias: string, table: string, { where }: Query): Source["leadsFrom"] {
    const id = askedOf([alias, "id"], where, this);
    const isKey = (name: string, { table: { model }, name: column }: Column): boolean => isKeyName(name, this.#catalog) && roleOf(this.#catalog, model, [], column) === "tenant";
    return id && ((name, to) => (isKey(name, to) ? nested([table], { kind: "equals", column: "id", value: id, optional: false, whenUndefined: "matches-nothing", node: this.placeOf(id) }) : undefined));
  }

  /** A query that is read as a table: what is said of its columns is said of the rows it selects, not of those it writes. */
  #derived(selected: readonly Selected[], alias: Alias | undefined, names: readonly string[], query: Query): Added {
    const on: Condition[] = [];
    const renamed = alias?.colnames?.map(textOfName) ?? names;
    for (const { query: inner, isWritten } of selected) if (!isWritten) inner.readers.push({ query, on });
    const columns = (name: string): readonly Column[] | undefined => {
      const found = selected.map((one) => selectedColumns(one, name, renamed.indexOf(name)));
      return found.every((one) => one === undefined) ? undefined : found.flatMap((one) => one ?? []);
    };
    const [only, ...others] = selected;
    const value = (name: string): Value | undefined => (only && others.length === 0 ? valueNamed(only, name, renamed.indexOf(name), this) : undefined);
    return add(query, { alias: alias?.aliasname ?? "", occurrence: undefined, columns, value }, on);
  }

  #insert(insert: Insert): readonly Selected[] {
    const query = new Query(undefined);
    const { occurrence } = this.#table(insert.relation, query, insert.onConflictClause?.action === "ONCONFLICT_UPDATE" ? "upsert" : "create").source;
    const select = insert.selectStmt?.SelectStmt;
    const from = select && !select.valuesLists ? this.#statement({ SelectStmt: select }, undefined) : [];
    this.#within([select?.valuesLists, insert.onConflictClause], query);
    query.said.push(conditionOf(insert.onConflictClause?.whereClause, query, this));
    if (occurrence) this.writes.push({ into: occurrence, insert, update: undefined, from });
    return [{ query, targets: returnedBy(insert), isWritten: true }];
  }

  #change(change: Update & Delete, use: "update" | "delete", outer: Query | undefined): readonly Selected[] {
    const query = new Query(outer, change.whereClause);
    const { occurrence } = this.#table(change.relation, query, use).source;
    for (const from of [...(change.fromClause ?? []), ...(change.usingClause ?? [])]) this.#from(from, query);
    query.say(conditionOf(change.whereClause, query, this));
    this.#within(change.targetList, query);
    if (occurrence) this.writes.push({ into: occurrence, insert: undefined, update: use === "update" ? change : undefined, from: [] });
    return [{ query, targets: returnedBy(change), isWritten: true }];
  }
}

interface Added {
  readonly source: Source;
  readonly on: Condition[];
}

function add(query: Query, source: Source, on: Condition[]): Added {
  query.sources.push(source);
  return { source, on };
}

function sideOf(added: readonly Added[]): Side {
  return { said: added.map(({ on }) => on), tables: added.flatMap(({ source: { occurrence } }) => (occurrence ? occurrence.table.key : [])) };
}

function targetNamed({ targets }: Selected, name: string, index: number): Target | undefined {
  return index >= 0 ? targets[index] : targets.find(({ ResTarget }) => nameOf(ResTarget) === name);
}

/** What the code around the text says of a name of a SELECT's result; undefined for a column, and for what is computed. */
function valueNamed(selected: Selected, name: string, index: number, reading: Reading): Value | undefined {
  const target = targetNamed(selected, name, index);
  const value = target ? selectedValue(target.ResTarget.val, reading, selected.query) : starred(selected).map((alias) => selected.query.value(alias === undefined ? [name] : [alias, name])).find((one) => one !== undefined);
  return value === computed ? undefined : value;
}

/** The aliases whose columns a SELECT gives all of; undefined stands for every one. */
function starred({ targets }: Selected): readonly (string | undefined)[] {
  return targets.filter(({ ResTarget }) => isStar(ResTarget)).map(({ ResTarget }) => ResTarget.val?.ColumnRef?.fields?.map(textOfName).find((one) => one !== ""));
}

/** The columns that a name of a SELECT's result means; undefined where it gives none of that name. */
function selectedColumns(selected: Selected, name: string, index: number): readonly Column[] | undefined {
  const { query } = selected;
  const target = targetNamed(selected, name, index);
  if (target) return target.ResTarget.val ? columnsOf(target.ResTarget.val, query) : [];
  for (const alias of starred(selected)) {
    const found = alias === undefined ? (query.declared(name) ?? (query.sources.length === 1 ? query.columns([name]) : undefined)) : query.columns([alias, name]);
    if (found) return found;
  }
  return undefined;
}

/** The name under which a SELECT gives one of its columns. */
export function nameOf({ name, val }: Target["ResTarget"]): string | undefined {
  return name ?? textOfName((val?.TypeCast?.arg ?? val)?.ColumnRef?.fields?.at(-1));
}

export function isStar({ val }: Target["ResTarget"]): boolean {
  return val?.ColumnRef?.fields?.at(-1)?.A_Star !== undefined;
}

/** `using (company_id)`. */
function sameIn(name: string, left: readonly Added[], right: readonly Added[]): readonly Condition[] {
  const [a, b] = [left, right].map((side) => side.map(({ source }) => source.columns(name)).find((columns) => columns !== undefined && columns.length > 0) ?? []);
  return (a ?? []).flatMap((one) => (b ?? []).map((two): Condition => ({ kind: "same", a: one, b: two })));
}
