import { textOfName, type Expression, type Select } from "../../adapters/data/sql/tree.ts";

/** A column that a view's condition compares with a constant. */
export interface ConstantColumn {
  readonly column: string;
  readonly value: string | boolean;
}

/** What asks the database who is asking, besides functions of other schemas than its own. */
const ASKING = /^current_setting$/;

/** True where a condition asks who is asking, or leaves that to a function that somebody wrote. */
export function asksWho(condition: unknown, own: ReadonlySet<string>): boolean {
  if (Array.isArray(condition)) return condition.some((one) => asksWho(one, own));
  if (typeof condition !== "object" || condition === null) return false;
  if ("SQLValueFunction" in condition) return /USER|ROLE/.test((condition.SQLValueFunction as { readonly op?: string }).op ?? "");
  const [name = "", schema] = [...((condition as Expression).FuncCall?.funcname ?? [])].reverse().map(textOfName);
  if ((schema !== undefined && schema !== "pg_catalog") || own.has(name) || ASKING.test(name)) return true;
  return Object.values(condition).some((part) => asksWho(part, own));
}

/** What a condition says of every row by constants: `published`, `not archived`, `visibility = 'public'`. */
export function constantsIn(condition: Expression | undefined): readonly ConstantColumn[] {
  const { BoolExpr, A_Expr, ColumnRef, BooleanTest } = condition ?? {};
  if (BoolExpr?.boolop === "AND_EXPR") return (BoolExpr.args ?? []).flatMap(constantsIn);
  if (BoolExpr?.boolop === "NOT_EXPR") return (BoolExpr.args ?? []).flatMap(constantsIn).flatMap(({ column, value }) => (typeof value === "boolean" ? { column, value: !value } : []));
  if (ColumnRef) return [{ column: textOfName(ColumnRef.fields?.at(-1)), value: true }];
  if (BooleanTest) return constantsIn(BooleanTest.arg).map((one) => ({ ...one, value: BooleanTest.booltesttype === "IS_TRUE" || BooleanTest.booltesttype === "IS_NOT_FALSE" }));
  if (A_Expr?.kind !== "AEXPR_OP" || textOfName(A_Expr.name?.at(-1)) !== "=") return [];
  const column = textOfName(A_Expr.lexpr?.ColumnRef?.fields?.at(-1));
  const constant = (A_Expr.rexpr?.TypeCast?.arg ?? A_Expr.rexpr)?.A_Const;
  const value = constant?.sval?.sval ?? (constant?.boolval ? (constant.boolval.boolval ?? false) : undefined);
  return column === "" || value === undefined ? [] : [{ column, value }];
}

/** True where rows are counted together: none of them is a row of a table. */
export function isGrouped({ groupClause, targetList = [] }: Select): boolean {
  return groupClause !== undefined || targetList.some(({ ResTarget: { val } }) => {
    const call = (val?.TypeCast?.arg ?? val)?.FuncCall;
    return call !== undefined && call.over === undefined && /^(?:count|sum|avg|min|max|bool_or|bool_and|array_agg|jsonb?_agg|string_agg)$/.test(textOfName(call.funcname?.at(-1)));
  });
}
