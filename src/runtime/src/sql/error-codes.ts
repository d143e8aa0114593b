import type { ConflictReason } from "./errors.ts";
import type { ErrorCodes } from "./translate-error.ts";

// Prisma puts its own code in place of 40001 and 40P01: "write conflict or a deadlock".
const PRISMA_CONFLICT = ["P2034", "serialization"] as const;

/** PostgreSQL's SQLSTATEs. */
export const POSTGRES_CODES: ErrorCodes = {
  conflicts: /* @__PURE__ */ new Map<string, ConflictReason>([
    ["40P01", "deadlock"],
    ["55P03", "lock-timeout"],
    ["40001", "serialization"],
    PRISMA_CONFLICT,
  ]),
  outOfRange: /* @__PURE__ */ new Set(["23514", "22003"]),
  undefinedTable: /* @__PURE__ */ new Set(["42P01"]),
  createdMeanwhile: /* @__PURE__ */ new Set(["23505", "42P07", "42710", "XX000"]),
};

/** Error numbers and names of MySQL and MariaDB. */
export const MYSQL_CODES: ErrorCodes = {
  conflicts: /* @__PURE__ */ new Map<string, ConflictReason>([
    ["1213", "deadlock"],
    ["ER_LOCK_DEADLOCK", "deadlock"],
    ["1205", "lock-timeout"],
    ["ER_LOCK_WAIT_TIMEOUT", "lock-timeout"],
    // MariaDB with innodb_snapshot_isolation: the row changed since the transaction's snapshot.
    ["1020", "serialization"],
    ["ER_CHECKREAD", "serialization"],
    PRISMA_CONFLICT,
  ]),
  // The check of the table, in MariaDB's number and in MySQL's; the range of the column or of an expression.
  outOfRange: /* @__PURE__ */ new Set(["4025", "3819", "22003", "1264", "1690", "1916"]),
  undefinedTable: /* @__PURE__ */ new Set(["1146", "ER_NO_SUCH_TABLE"]),
  createdMeanwhile: /* @__PURE__ */ new Set(["1050", "ER_TABLE_EXISTS_ERROR"]),
};

/** SQLite's result codes, as names and as numbers, simple and extended. */
export const SQLITE_CODES: ErrorCodes = {
  conflicts: /* @__PURE__ */ new Map<string, ConflictReason>([
    ["SQLITE_BUSY_SNAPSHOT", "serialization"],
    ["517", "serialization"],
    ["SQLITE_BUSY", "lock-timeout"],
    ["5", "lock-timeout"],
    ["SQLITE_LOCKED", "lock-timeout"],
    ["6", "lock-timeout"],
  ]),
  outOfRange: /* @__PURE__ */ new Set(["SQLITE_CONSTRAINT_CHECK", "275", "SQLITE_CONSTRAINT_DATATYPE", "3091"]),
  undefinedTable: /* @__PURE__ */ new Set(),
  undefinedTableMessage: /\bno such table\b/,
  createdMeanwhile: /* @__PURE__ */ new Set(),
};
