import { AllocationConflictError, type ConflictReason, SequenceExhaustedError, TableMissingError } from "./errors.ts";

/** One dialect's error codes. Codes are compared as text, because drivers disagree on numbers. */
export interface ErrorCodes {
  readonly conflicts: ReadonlyMap<string, ConflictReason>;
  /** A number left the range that the column's type or check allows. */
  readonly outOfRange: ReadonlySet<string>;
  /** No such table; empty where the server gives no code of its own for that. */
  readonly undefinedTable: ReadonlySet<string>;
  /** What the message says then. */
  readonly undefinedTableMessage?: RegExp;
  /** CREATE TABLE IF NOT EXISTS failed because another session created the table at the same moment. */
  readonly createdMeanwhile: ReadonlySet<string>;
}

// Where drivers and ORMs keep the server's code, and where they keep the error they wrapped.
const CODE_FIELDS = ["originalCode", "code", "sqlState", "errno", "errcode", "rawCode", "extendedCode"] as const;
const WRAPPED_FIELDS = ["cause", "driverError", "original", "parent", "meta", "driverAdapterError"] as const;

/** The error a caller of the runtime should see for a failed statement on `table`; anything unforeseen comes back as it is. */
export function translateError(error: unknown, codes: ErrorCodes, { table, remedy }: { table: string; remedy: string }): unknown {
  const found = codesOf(error);
  // In the order of the table, which has the more exact code first.
  for (const [code, reason] of codes.conflicts) {
    if (found.includes(code)) return new AllocationConflictError(reason, error);
  }
  if (found.some((code) => codes.outOfRange.has(code))) return new SequenceExhaustedError(`A number in ${table}`, { cause: error });
  if (isTableMissing(error, found, codes, table.replace(/^.*\./, ""))) return new TableMissingError(table, remedy, error);
  return error;
}

/** Whether CREATE TABLE IF NOT EXISTS failed only because another session created the table at the same moment. */
export function isCreatedMeanwhile(error: unknown, codes: ErrorCodes): boolean {
  return codesOf(error).some((code) => codes.createdMeanwhile.has(code));
}

// A seed's own SQL may name a missing table too; that error is the caller's and says so itself.
function isTableMissing(error: unknown, found: readonly string[], codes: ErrorCodes, table: string): boolean {
  const { undefinedTable, undefinedTableMessage: pattern } = codes;
  const messages = messagesOf(error);
  const isSaid = found.some((code) => undefinedTable.has(code)) || (pattern !== undefined && messages.some((message) => pattern.test(message)));
  return isSaid && messages.some((message) => message.includes(table));
}

function codesOf(error: unknown): string[] {
  return layers(error).flatMap((layer) =>
    CODE_FIELDS.map((field): unknown => Reflect.get(layer, field))
      .filter((code) => typeof code === "string" || typeof code === "number")
      .map(String),
  );
}

function messagesOf(error: unknown): string[] {
  return layers(error)
    .map((layer): unknown => Reflect.get(layer, "message"))
    .filter((message) => typeof message === "string");
}

// Depth is bounded because an error may name itself as its cause.
function layers(error: unknown, depth = 6): object[] {
  if (typeof error !== "object" || error === null || depth === 0) return [];
  return [error, ...WRAPPED_FIELDS.flatMap((field) => layers(Reflect.get(error, field), depth - 1))];
}
