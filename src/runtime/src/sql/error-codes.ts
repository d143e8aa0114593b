import type { ConflictReason } from "./errors.ts";

// One table for all databases: none uses another's code for something else. Codes are compared as text, because drivers
// disagree on numbers.

/** Which codes mean that a statement gave way, the more exact reason first: an error may carry several codes. */
export const CONFLICTS: readonly (readonly [ConflictReason, string])[] = [
  // PostgreSQL; MySQL and MariaDB.
  ["deadlock", "40P01 1213"],
  // SQLite by name and by number; MariaDB with innodb_snapshot_isolation; PostgreSQL. Prisma puts P2034 in place of 40001 and 40P01.
  ["serialization", "SQLITE_BUSY_SNAPSHOT 517 1020 40001 P2034"],
  ["lock-timeout", "55P03 1205 SQLITE_BUSY 5 SQLITE_LOCKED 6"],
];

/** A number left the range that the column's type or check allows: PostgreSQL, MariaDB's check and MySQL's, their ranges, SQLite. */
export const OUT_OF_RANGE = "23514 22003 4025 3819 1264 1690 1916 SQLITE_CONSTRAINT_CHECK 275 SQLITE_CONSTRAINT_DATATYPE 3091";

/** No such table; SQLite has no code of its own for that. */
export const UNDEFINED_TABLE = "42P01 1146";
export const UNDEFINED_TABLE_MESSAGE = /\bno such table\b/;

/** CREATE TABLE IF NOT EXISTS failed because another session created the table at the same moment. */
export const CREATED_MEANWHILE = "23505 42P07 42710 XX000 1050";
