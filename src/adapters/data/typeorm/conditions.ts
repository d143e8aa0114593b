import type { Filter } from "../../../analysis/access.ts";
import { tenantColumnsOf } from "../../../analysis/column-role.ts";
import { isNullish, propertyOf } from "../../../analysis/object-value.ts";
import type { Value } from "../../../analysis/value.ts";
import type { Catalog } from "../../../catalog/catalog.ts";
import { callOf, calledName } from "../../calls.ts";
import { builtBy } from "../../query/callbacks.ts";
import type { Chain, Step } from "../../query/chains.ts";
import type { JoinedQuery } from "../../query/joined-query.ts";
import { anyOf, joinedClauses, type Clause } from "../../query/clauses.ts";
import { readConditionText, type Operand, type TextCondition } from "../../query/condition-text.ts";
import { always, maybe, unread, type Column, type Condition, type Table } from "../../query/condition.ts";
import { chains } from "./chain.ts";
import { columnNamed } from "./columns.ts";
import type { NamedTable } from "./joins.ts";
import { parameterNamed, parametersOf } from "./parameters.ts";
import { existsIn, textIn, within } from "./subqueries.ts";
import { missingInBuilders, missingInFinds, readWhere } from "./where.ts";

/** What reading conditions may ask. */
export interface Reading {
  /** The query's own rows. */
  readonly table: Table;
  readonly named: readonly NamedTable[];
  /** The objects that say what `:name` stands for, last one first. */
  readonly parameters: readonly Value[];
  readonly catalog: Catalog;
  /** The query whose text a value is. */
  readonly inner: (value: Value) => InnerQuery | undefined;
}

/** A query inside another. */
export interface InnerQuery extends JoinedQuery {
  readonly chain: Chain;
}

const WHERE = /^(?:and|or)?where/i;

/** What the `where`s of a chain say together; a plain `where` takes the place of all before it. */
export function conditionOf(steps: readonly Step[], reading: Reading): Condition {
  const clauses = steps.reduce<readonly Clause[]>((before, step) => {
    const added = clausesOf(step, reading);
    if (!/^where/.test(step.method)) return [...before, ...added];
    return step.optional ? [{ condition: { kind: "or", of: [joinedClauses(before), joinedClauses(added)] }, or: false }] : added;
  }, []);
  return joinedClauses(clauses);
}

/** A text is not put in parentheses: an `or` of its own splits what stands around it. */
function clausesOf(step: Step, reading: Reading): readonly Clause[] {
  const { method, args: [first], optional } = step;
  const or = method.startsWith("or");
  const said = (condition: Condition, isOr = or): Clause => ({ condition: maybe(condition, optional && !isOr), or: isOr });
  if (method === "setFindOptions") {
    const where = first && propertyOf(first, "where")?.value;
    return where ? [said(onTable(reading.table, readWhere(where, { model: reading.table.model, catalog: reading.catalog }, missingInFinds(reading.table.model))))] : [];
  }
  if (!WHERE.test(method)) return [];
  if (/InIds$/.test(method)) return [said(idsCondition(first, reading))];
  if (/Exists$/.test(method)) return [said(first ? existsIn(first, first, reading) : always)];
  return branchesOf(first, reading).map((branch, index) => said(branch, or || index > 0));
}

/** What a join's own condition says. */
export function saidOn(value: Value, reading: Reading): Condition {
  return anyOf(branchesOf(value, reading));
}

/** What one `where` says, as the branches of its open `or`: text, an object, brackets. */
function branchesOf(value: Value | undefined, reading: Reading): readonly Condition[] {
  if (value === undefined || isNullish(value)) return [];
  if (value.kind === "choice") return [{ kind: "or", of: value.options.map((option) => anyOf(branchesOf(option, reading))) }];
  if (value.kind === "object" || value.kind === "list") return [onTable(reading.table, readWhere(value, { model: reading.table.model, catalog: reading.catalog }, missingInBuilders))];
  const brackets = bracketsIn(value, reading);
  if (brackets) return [brackets];
  const said = textIn(value);
  const text = readConditionText(said);
  if (!text) return said === value ? [unread(value)] : branchesOf(said, reading);
  const branches = text.kind === "or" ? text.of : [text];
  return branches.map((branch) => saidInText(branch, value, reading));
}

/** `new Brackets((builder) => builder.where(…).orWhere(…))`. */
function bracketsIn(value: Value, reading: Reading): Condition | undefined {
  const call = callOf(value);
  const name = call && calledName(call);
  if (!call || name === undefined || !/^(?:Not)?Brackets$/.test(name)) return undefined;
  const [fn] = call.args;
  const inside = chains.of(fn?.kind === "function" ? builtBy(fn) : undefined);
  if (inside.length === 0) return { kind: "opaque", value, reason: "the condition is built elsewhere" };
  const of = anyOf(inside.map(({ steps }) => conditionOf(steps, { ...reading, parameters: [...steps.flatMap(parametersOf).reverse(), ...reading.parameters] })));
  return name === "NotBrackets" ? { kind: "not", of } : of;
}

/** A filter on a table's own rows. */
function onTable(table: Table, filter: Filter): Condition {
  switch (filter.kind) {
    case "and":
    case "or":
      return { kind: filter.kind, of: filter.of.map((one) => onTable(table, one)) };
    case "all":
    case "opaque":
      return filter;
    default:
      return { kind: "test", column: { table, name: "column" in filter ? filter.column : (table.model.id[0] ?? "id") }, filter };
  }
}

function idsCondition(ids: Value | undefined, { table }: Reading): Condition {
  const [name = "id"] = table.model.id;
  return ids ? { kind: "test", column: { table, name }, filter: { kind: "in", column: name, values: ids, node: ids.node } } : always;
}

function saidInText(condition: TextCondition, value: Value, reading: Reading): Condition {
  switch (condition.kind) {
    case "and":
    case "or":
      return { kind: condition.kind, of: condition.of.map((one) => saidInText(one, value, reading)) };
    case "not":
      return { kind: "not", of: saidInText(condition.of, value, reading) };
    case "equals":
      return equality(condition.left, condition.right, value, reading);
    case "in": {
      const values = condition.values.map((operand) => valueOf(operand, reading));
      const [only] = values;
      const column = condition.left.kind === "column" ? columnNamed(condition.left.name, reading.table, reading.named) : undefined;
      const inside = only && column && within(column, only, reading);
      if (inside) return inside;
      const listed: Value = only && values.length === 1 ? only : { kind: "list", items: values.map((one) => ({ value: one, optional: false, many: false })) };
      return atColumn(condition.left, value, reading, (column) => ({ kind: "in", column, values: listed, node: value.node }));
    }
    case "null":
      return atColumn(condition.left, value, reading, (column) => ({ kind: "equals", column, value: { kind: "constant", value: null }, optional: false, whenUndefined: "throws", node: value.node }));
    case "exists":
      return existsIn(condition.query, value, reading);
    case "other":
      return atColumn(condition.left, value, reading, (column) => ({ kind: "other", column, value, node: value.node }));
    case "loose":
      return loose(condition.columns, value, reading);
  }
}

function equality(left: Operand, right: Operand, value: Value, reading: Reading): Condition {
  if (left.kind === "column" && right.kind === "column") {
    const [a, b] = [left, right].map(({ name }) => columnNamed(name, reading.table, reading.named));
    return a && b ? { kind: "same", a, b } : loose([left.name, right.name], value, reading);
  }
  const [column, other] = left.kind === "column" ? [left, right] : [right, left];
  if (other.kind === "computed") return loose([...columnsOf(left), ...columnsOf(right)], value, reading);
  return atColumn(column, value, reading, (name) => ({ kind: "equals", column: name, value: valueOf(other, reading), optional: false, whenUndefined: "matches-nothing", node: value.node }));
}

function columnsOf(operand: Operand): readonly string[] {
  return operand.kind === "column" ? [operand.name] : operand.kind === "computed" ? operand.columns : [];
}

function valueOf(operand: Operand, { parameters }: Reading): Value {
  if (operand.kind === "value") return operand.value;
  if (operand.kind === "parameter") return parameterNamed(operand.name, parameters) ?? { kind: "unknown", reason: `\`:${operand.name}\` is set elsewhere` };
  return { kind: "unknown", reason: "it is computed by the query" };
}

function atColumn(operand: Operand, value: Value, reading: Reading, filter: (column: string) => Filter): Condition {
  const column = operand.kind === "column" ? columnNamed(operand.name, reading.table, reading.named) : undefined;
  return column ? { kind: "test", column, filter: filter(column.name) } : loose(columnsOf(operand), value, reading);
}

/** Says something of columns that ties them to no value, unless the tenant's own may be among them. */
function loose(names: readonly string[], value: Value, { table, named }: Reading): Condition {
  const columns = names.map((name) => columnNamed(name, table, named)).filter((column): column is Column => column !== undefined);
  const isTenants = columns.some((column) => tenantColumnsOf(column.table.model).includes(column.name));
  const isUnseen = names.some((name) => /[\uE000-\uF8FF]/u.test(name));
  if (isTenants || isUnseen) return { kind: "opaque", value, reason: "the condition is text that cannot be read" };
  const column = columns[0] ?? { table, name: table.model.id[0] ?? "id" };
  return { kind: "test", column, filter: { kind: "other", column: column.name, value, node: value.node } };
}
