import type { SqlResult } from "../sql-executor.ts";
import { propertyOf } from "../../values.ts";

/**
 * The answer of a driver or ORM as rows and insert id. They come as rows; as `{ rows }`; as a pair of rows and something else (mysql2,
 * Sequelize, and TypeORM for UPDATE … RETURNING); or, for a MySQL write, as a header with `affectedRows`, alone or first of a pair.
 */
export function resultOf(answer: unknown): SqlResult {
  const first: unknown = Array.isArray(answer) && (Array.isArray(answer[0]) || propertyOf(answer[0], "affectedRows") !== undefined) ? answer[0] : answer;
  if (Array.isArray(first)) return { rows: first };
  const rows = propertyOf(first, "rows");
  const insertId = propertyOf(first, "insertId");
  return { rows: Array.isArray(rows) ? rows : [], insertId: ["number", "bigint", "string"].includes(typeof insertId) ? (insertId as number) : undefined };
}
