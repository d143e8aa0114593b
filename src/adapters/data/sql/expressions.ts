import type { Filter } from "../../../analysis/access.ts";
import type { Node } from "../../../syntax/source-file.ts";
import type { Reference, Value } from "../../../analysis/value.ts";
import { always, isSame, type Column, type Condition } from "../../query/condition.ts";
import type { Parameter } from "./lexer.ts";
import { computed, type Query } from "./scope.ts";
import { firstWithin, textOfName, type Expression, type Statement } from "./tree.ts";

/** What reading an expression asks of the statement around it. */
export interface Reading {
  readonly values: ReadonlyMap<number, Parameter>;
  /** Where a value stands in the call that runs the text; undefined for what comes from before it. */
  placeOf(value: Value): Node | undefined;
  /** The query of a subselect: what it says, and what it selects first: columns, or a value. */
  subselect(statement: Statement, outer: Query): { readonly said: readonly Condition[]; readonly first: readonly Column[]; readonly value: Value } | undefined;
}

/** What an expression in WHERE, ON or HAVING says of the rows. */
export function conditionOf(expression: Expression | undefined, query: Query, reading: Reading): Condition {
  if (!expression) return always;
  const { BoolExpr, A_Expr, NullTest, SubLink, TypeCast, ParamRef, A_Const, FuncCall } = expression;
  if (BoolExpr) return booleanCondition(BoolExpr, query, reading);
  if (A_Expr) return comparison(A_Expr, query, reading);
  if (NullTest) return nullTest(NullTest, query);
  if (SubLink) return ofSubselect(SubLink, query, reading);
  if (TypeCast) return conditionOf(TypeCast.arg, query, reading);
  if (A_Const) return always;
  if (FuncCall) return ofFunction(expression, query, reading);
  if (ParamRef) {
    const parameter = reading.values.get(ParamRef.number ?? 0);
    return parameter?.spliced === true ? { kind: "opaque", value: parameter.value, reason: "the condition is put in as text" } : fragmentIn(parameter);
  }
  return other(expression, query);
}

/** `in_company(company_id, $1)`: the database knows what it says of the two. */
function ofFunction(expression: Expression, query: Query, reading: Reading): Condition {
  const parameter = firstWithin("ParamRef", expression);
  return parameter && firstWithin("ColumnRef", expression) ? { kind: "opaque", value: valueOf(parameter, reading), reason: "a function of the database decides" } : other(expression, query);
}

/** A driver's template may hold a condition as well as a value. */
function fragmentIn(parameter: Parameter | undefined): Condition {
  const value = parameter?.value;
  if (value?.kind === "constant" || !value) return always;
  return { kind: "opaque", value, reason: "the condition is built elsewhere" };
}

function booleanCondition({ boolop, args = [] }: NonNullable<Expression["BoolExpr"]>, query: Query, reading: Reading): Condition {
  const of = args.map((one) => conditionOf(one, query, reading));
  if (boolop === "AND_EXPR") return { kind: "and", of };
  if (boolop === "OR_EXPR") return { kind: "or", of };
  return { kind: "not", of: { kind: "and", of } };
}

function comparison({ kind, name, lexpr, rexpr }: NonNullable<Expression["A_Expr"]>, query: Query, reading: Reading): Condition {
  const operator = textOfName(name?.at(-1));
  if (!lexpr || !rexpr) return other(lexpr ?? rexpr ?? {}, query);
  switch (kind) {
    case "AEXPR_OP":
      if (operator === "=") return equality(lexpr, rexpr, query, reading);
      // As MySQL writes `is not distinct from`; what others mean by it is no condition.
      if (operator === "<=>") return equality(lexpr, rexpr, query, reading, "matches-null");
      return operator === "<>" ? { kind: "not", of: equality(lexpr, rexpr, query, reading) } : other({ A_Expr: { lexpr, rexpr } }, query);
    case "AEXPR_NOT_DISTINCT":
      return equality(lexpr, rexpr, query, reading, "matches-null");
    case "AEXPR_OP_ANY":
      return operator === "=" ? oneOf(lexpr, valueOf(rexpr, reading, query), query, reading) : other(lexpr, query);
    case "AEXPR_IN": {
      const items = rexpr.List?.items ?? [];
      const [only] = items;
      const values: Value = items.length === 1 && only?.ParamRef ? valueOf(only, reading, query) : { kind: "list", items: items.map((item) => ({ value: valueOf(item, reading, query), optional: false, many: false })) };
      const within = oneOf(lexpr, values, query, reading);
      return operator === "<>" ? { kind: "not", of: within } : within;
    }
    default:
      return other({ A_Expr: { lexpr, rexpr } }, query);
  }
}

function equality(left: Expression, right: Expression, query: Query, reading: Reading, whenUndefined: "matches-nothing" | "matches-null" = "matches-nothing"): Condition {
  const pairs = left.RowExpr?.args?.map((one, index) => [one, right.RowExpr?.args?.[index]] as const);
  if (pairs) return { kind: "and", of: pairs.map(([a, b]) => (b ? equality(a, b, query, reading) : other(a, query))) };
  const [a, b] = [columnsOf(left, query), columnsOf(right, query)];
  if (a.length > 0 && b.length > 0) return { kind: "and", of: a.flatMap((one) => b.map((two): Condition => ({ kind: "same", a: one, b: two }))) };
  if (a.length > 0) return equalTo(a, right, query, reading, whenUndefined);
  if (b.length > 0) return equalTo(b, left, query, reading, whenUndefined);
  const [c, d] = [foldedColumns(left, right, query), foldedColumns(right, left, query)];
  const [columns, value] = c.length > 0 ? [c, right] : [d, left];
  // `lower(a.x) = lower(b.x)` says that the two belong together, not that they are the same.
  const isOther = (c.length > 0) === (d.length > 0) || (!subselectIn(value) && valueOf(value, reading, query) === computed);
  return isOther ? other({ A_Expr: { lexpr: left, rexpr: right } }, query) : equalTo(columns, value, query, reading, whenUndefined);
}

/** Each of the columns is worth what an expression is; where that is one of several values, any of these. */
function equalTo(columns: readonly Column[], value: Expression, query: Query, reading: Reading, whenUndefined: "matches-nothing" | "matches-null"): Condition {
  const { SubLink, CoalesceExpr } = unfolded(value);
  if (SubLink) return inSubselect(columns, SubLink.subselect, query, reading);
  if (CoalesceExpr) return { kind: "or", of: variable(CoalesceExpr.args).map((one) => equalToOneOf(columns, one, query, reading, whenUndefined)) };
  // `a.x = lower(b.x)` says that the two belong together, not that they are the same.
  const [read, path] = [valueOf(value, reading, query), pathOf(value) ?? []];
  return each(columns, (column) => query.leadsFrom(path, column) ?? ({ kind: "equals", column: column.name, value: read, optional: false, whenUndefined, node: reading.placeOf(read) }));
}

/** What may be any of the arguments of COALESCE: a constant among them stands for none. */
function variable(args: readonly Expression[] = []): readonly Expression[] {
  const others = args.filter(({ A_Const }) => !A_Const);
  return others.length > 0 ? others : args;
}

/** Each of the columns is worth one argument of COALESCE, which may be a column itself; one that may be worth what it is, is not asked for anything. */
function equalToOneOf(columns: readonly Column[], argument: Expression, query: Query, reading: Reading, whenUndefined: "matches-nothing" | "matches-null"): Condition {
  const named = columnsOf(argument, query);
  if (columns.some((a) => named.some((b) => isSame(a, b)))) return always;
  if (named.length > 0) return { kind: "and", of: columns.flatMap((a) => named.map((b): Condition => ({ kind: "same", a, b }))) };
  return columnsOf(unfolded(argument), query).length > 0 ? { kind: "and", of: columns.map(otherThan) } : equalTo(columns, argument, query, reading, whenUndefined);
}

function oneOf(subject: Expression, values: Value, query: Query, reading: Reading): Condition {
  const columns = columnsOf(subject, query);
  if (columns.length === 0) return other(subject, query);
  return each(columns, (column) => ({ kind: "in", column: column.name, values, node: reading.placeOf(values) }));
}

/** Each of the columns, where a union gives several. */
function each(columns: readonly Column[], filterOf: (column: Column) => Filter): Condition {
  const of = columns.map((column): Condition => ({ kind: "test", column, filter: filterOf(column) }));
  const [only] = of;
  return only && of.length === 1 ? only : { kind: "and", of };
}

function nullTest({ arg, nulltesttype }: NonNullable<Expression["NullTest"]>, query: Query): Condition {
  const columns = columnsOf(arg, query);
  // `$1 is null or plots.estate_id = $1` leaves the condition out where there is no value.
  if (columns.length === 0) return firstWithin("ParamRef", arg) ? always : other(arg, query);
  const isNull = each(columns, (column) => ({ kind: "equals", column: column.name, value: { kind: "constant", value: null }, optional: false, whenUndefined: "matches-null", node: undefined }));
  return nulltesttype === "IS_NULL" ? isNull : { kind: "not", of: isNull };
}

function ofSubselect({ subLinkType, testexpr, operName, subselect }: NonNullable<Expression["SubLink"]>, query: Query, reading: Reading): Condition {
  if (subLinkType === "EXISTS_SUBLINK") return { kind: "and", of: reading.subselect(subselect, query)?.said ?? [] };
  const isIn = subLinkType === "ANY_SUBLINK" && (operName === undefined || textOfName(operName.at(-1)) === "=");
  if (isIn && testexpr) return inSubselect(columnsOf(unfolded(testexpr), query), subselect, query, reading);
  reading.subselect(subselect, query);
  return testexpr ? other(testexpr, query) : always;
}

/** `estate_id in (select id from estates where …)`: the rows belong to those that the inner query finds. */
function inSubselect(columns: readonly Column[], subselect: Statement, query: Query, reading: Reading): Condition {
  const inner = reading.subselect(subselect, query);
  const value = inner?.value ?? computed;
  if (value !== computed) return { kind: "and", of: [each(columns, ({ name }) => ({ kind: "equals", column: name, value, optional: false, whenUndefined: "matches-nothing", node: reading.placeOf(value) })), ...(inner?.said ?? [])] };
  const same = columns.flatMap((a) => (inner?.first ?? []).map((b): Condition => ({ kind: "same", a, b })));
  return { kind: "and", of: [...same, ...(inner?.said ?? []), ...columns.slice(0, 1).map((column): Condition => otherThan(column))] };
}

/** What a condition asks one name to be in every row, where that comes from the code around the text. */
export function askedOf(name: readonly string[], condition: Expression | undefined, reading: Pick<Reading, "values">): Reference | undefined {
  const { BoolExpr, A_Expr } = condition ?? {};
  if (BoolExpr?.boolop === "AND_EXPR") return (BoolExpr.args ?? []).map((one) => askedOf(name, one, reading)).find((one) => one !== undefined);
  const { lexpr, rexpr } = A_Expr?.kind === "AEXPR_OP" && textOfName(A_Expr.name?.at(-1)) === "=" ? A_Expr : {};
  const asked = isNamed(lexpr, name) ? rexpr : isNamed(rexpr, name) ? lexpr : undefined;
  const value = valueOf(asked, reading);
  return value.kind === "reference" ? value : undefined;
}

function isNamed(expression: Expression | undefined, name: readonly string[]): boolean {
  const path = expression && pathOf(expression);
  return path?.length === name.length && path.every((one, index) => one === name[index]);
}

/** A condition that ties the rows to no one value: said of the first column that it names. */
function other(expression: Expression, query: Query): Condition {
  const column = firstWithin("ColumnRef", expression);
  const [named] = column ? columnsOf(column, query) : [];
  return named ? otherThan(named) : always;
}

function otherThan(column: Column): Condition {
  return { kind: "test", column, filter: { kind: "other", column: column.name, value: computed, node: undefined } };
}

/** The columns that an expression is, seen through casts. */
export function columnsOf(expression: Expression, query: Query): readonly Column[] {
  const path = pathOf(expression);
  return path ? query.columns(path) : [];
}

/** The names of a column, seen through casts. */
function pathOf({ TypeCast, ColumnRef }: Expression): readonly string[] | undefined {
  if (TypeCast) return pathOf(TypeCast.arg);
  const path = ColumnRef?.fields?.map(textOfName);
  return path?.includes("") ? undefined : path;
}

/** Functions after which a text still says whose it is. */
const folding = /^(?:lower|upper|[blr]?trim)$/;

/** What stands inside casts and functions that only fold a text. */
export function unfolded(expression: Expression): Expression {
  const { TypeCast, FuncCall } = expression;
  const inner = TypeCast?.arg ?? (folding.test(textOfName(FuncCall?.funcname?.at(-1))) ? FuncCall?.args?.[0] : undefined);
  return inner ? unfolded(inner) : expression;
}

/** The columns that an expression folds. One that is null is as good as a constant only where nothing else may become that. */
function foldedColumns(expression: Expression, compared: Expression, query: Query): readonly Column[] {
  const inner = unfolded(expression);
  const [first, ...others] = inner.CoalesceExpr?.args ?? [];
  const isFilled = first !== undefined && others.every(({ A_Const }) => A_Const) && !firstWithin("CoalesceExpr", compared);
  return isFilled ? foldedColumns(first, compared, query) : columnsOf(inner, query);
}

/** True where the value of a subselect is what an expression is, or may be. */
function subselectIn(expression: Expression): boolean {
  const { SubLink, CoalesceExpr } = unfolded(expression);
  return SubLink !== undefined || (CoalesceExpr?.args ?? []).some(subselectIn);
}

/** What an expression is worth, as far as the code around the text says it; a function of a parameter counts as the parameter. */
export function valueOf(expression: Expression | undefined, reading: Pick<Reading, "values">, query?: Query): Value {
  if (!expression) return computed;
  const { ParamRef, TypeCast, A_Const, A_ArrayExpr, FuncCall, CoalesceExpr, ColumnRef } = expression;
  if (ParamRef) return reading.values.get(ParamRef.number ?? 0)?.value ?? computed;
  if (TypeCast) return valueOf(TypeCast.arg, reading, query);
  if (A_Const) return { kind: "constant", value: constantOf(A_Const) };
  if (A_ArrayExpr) return { kind: "list", items: (A_ArrayExpr.elements ?? []).map((item) => ({ value: valueOf(item, reading, query), optional: false, many: false })) };
  if (ColumnRef) return query?.value((ColumnRef.fields ?? []).map(textOfName)) ?? computed;
  const part = FuncCall ?? CoalesceExpr ? (firstWithin("ParamRef", expression) ?? firstWithin("ColumnRef", expression)) : undefined;
  return part ? valueOf(part, reading, query) : computed;
}

/** What a query selects that is no column: a parameter of its own, or one that it reads from another query. */
export function selectedValue(expression: Expression | undefined, reading: Pick<Reading, "values">, query: Query): Value {
  const inner = unfolded(expression ?? {});
  return inner.ParamRef ?? inner.ColumnRef ? valueOf(inner, reading, query) : computed;
}

function constantOf({ ival, sval, fval, boolval, isnull }: NonNullable<Expression["A_Const"]>): string | number | boolean | null {
  if (isnull === true) return null;
  if (sval) return sval.sval ?? "";
  if (boolval) return boolval.boolval ?? false;
  return fval ? Number(fval.fval) : (ival?.ival ?? 0);
}
