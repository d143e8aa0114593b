import type { SqlResult } from "../sql-executor.ts";
import { isObject } from "../../values.ts";

/**
 * The answer of a driver or ORM as rows and insert id. They come as rows; as `{ rows }`; as a pair of rows and something else (mysql2,
 * Sequelize, and TypeORM for UPDATE … RETURNING); or, for a MySQL write, as a header with `affectedRows`, alone or first of a pair.
 */
export function resultOf(answer: unknown): SqlResult {
  const first: unknown = Array.isArray(answer) && (Array.isArray(answer[0]) || isHeader(answer[0])) ? answer[0] : answer;
  if (Array.isArray(first)) return { rows: first };
  if (!isObject(first)) return { rows: [] };
  const rows: unknown = Reflect.get(first, "rows");
  const insertId: unknown = Reflect.get(first, "insertId");
  return { rows: Array.isArray(rows) ? rows : [], insertId: isNumeric(insertId) ? insertId : undefined };
}

function isHeader(value: unknown): boolean {
  return isObject(value) && "affectedRows" in value;
}

function isNumeric(value: unknown): value is number | bigint | string {
  return ["number", "bigint", "string"].includes(typeof value);
}
