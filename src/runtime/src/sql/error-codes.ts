import type { ConflictReason } from "./errors.ts";

// One table for all databases: none uses another's code for something else. Codes are compared as text, because drivers disagree on numbers.

/** Which codes mean that a statement gave way; the more exact code of an error that carries several stands first. */
export const CONFLICTS: ReadonlyMap<string, ConflictReason> = /* @__PURE__ */ new Map<string, ConflictReason>([
  // PostgreSQL; MySQL and MariaDB.
  ["40P01", "deadlock"],
  ["1213", "deadlock"],
  ["55P03", "lock-timeout"],
  ["1205", "lock-timeout"],
  // SQLite, by name and by number.
  ["SQLITE_BUSY_SNAPSHOT", "serialization"],
  ["517", "serialization"],
  ["SQLITE_BUSY", "lock-timeout"],
  ["5", "lock-timeout"],
  ["SQLITE_LOCKED", "lock-timeout"],
  ["6", "lock-timeout"],
  // MariaDB with innodb_snapshot_isolation: the row changed since the transaction's snapshot.
  ["1020", "serialization"],
  ["40001", "serialization"],
  // Prisma puts its own code in place of 40001 and 40P01: "write conflict or a deadlock".
  ["P2034", "serialization"],
]);

/** A number left the range that the column's type or check allows: PostgreSQL, MariaDB's check and MySQL's, their ranges, SQLite. */
export const OUT_OF_RANGE: ReadonlySet<string> = /* @__PURE__ */ new Set(
  "23514 22003 4025 3819 1264 1690 1916 SQLITE_CONSTRAINT_CHECK 275 SQLITE_CONSTRAINT_DATATYPE 3091".split(" "),
);

/** No such table; SQLite has no code of its own for that. */
export const UNDEFINED_TABLE: ReadonlySet<string> = /* @__PURE__ */ new Set(["42P01", "1146"]);
export const UNDEFINED_TABLE_MESSAGE = /\bno such table\b/;

/** CREATE TABLE IF NOT EXISTS failed because another session created the table at the same moment. */
export const CREATED_MEANWHILE: ReadonlySet<string> = /* @__PURE__ */ new Set(["23505", "42P07", "42710", "XX000", "1050"]);
