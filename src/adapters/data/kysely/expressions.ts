import type { Call } from "../../../analysis/call.ts";
import type { FileFacts } from "../../../analysis/file-facts.ts";
import type { CallRoot, Value } from "../../../analysis/value.ts";
import { isBuilder } from "../../query/chains.ts";
import { expressions } from "./methods.ts";

/** True for a call that makes a piece of SQL: on the builder of a callback, on `expressionBuilder()`, or on another piece. */
export function isExpression({ callee, receiver, method }: Call, facts: FileFacts): boolean {
  if (callee.kind !== "reference") return false;
  const { root, path } = callee;
  if (isExpressionBuilder({ ...callee, path: [] }, facts) || facts.declaredType({ ...callee, path: [] }) === "ExpressionBuilder") return path.length === 0 || path.includes("fn") || expressions.has(path.at(-1) ?? "");
  const isPiece = root.kind === "call" && root.step === true && madeBy(root) !== undefined;
  return isPiece && receiver !== undefined && /^(?:and|or|as|filterWhere|distinct|over|coalesce|\$\w+)$/.test(method ?? "");
}

function isExpressionBuilder(value: Value, facts: FileFacts): boolean {
  if (isBuilder(value)) return true;
  if (value.kind !== "reference" || value.root.kind !== "call" || value.root.callee.kind !== "reference") return false;
  const { root, path } = value.root.callee;
  return facts.imports.has("kysely") && root.kind === "import" && root.source === "kysely" && root.name === "expressionBuilder" && path.length === 0;
}

/** What a piece of SQL was made by: the name of the builder's function, `eb` for the builder itself. */
export function madeBy({ callee }: CallRoot): string | undefined {
  if (callee.kind !== "reference") return undefined;
  const name = callee.path.at(-1) ?? "eb";
  return expressions.has(name) || callee.path.includes("fn") ? name : undefined;
}

/** The call whose result a value is as a whole. */
export function callOf(value: Value | undefined): CallRoot | undefined {
  return value?.kind === "reference" && value.root.kind === "call" && value.path.length === 0 ? value.root : undefined;
}

/** What `eb.ref("estates.id")` and `sql.ref("estates.id")` name; every other value is itself. */
export function referred(value: Value | undefined): Value | undefined {
  const call = callOf(value);
  return call?.callee.kind === "reference" && call.callee.path.at(-1) === "ref" ? call.args[0] : undefined;
}
