import { AllocationConflictError, type ConflictReason, SequenceExhaustedError, TableMissingError } from "./errors.ts";

const CONFLICTS: ReadonlyMap<string, ConflictReason> = /* @__PURE__ */ new Map([
  ["40P01", "deadlock"],
  ["55P03", "lock-timeout"],
  ["40001", "serialization"],
  // Prisma puts its own code in place of 40001 and 40P01: "write conflict or a deadlock".
  ["P2034", "serialization"],
]);
const OUT_OF_RANGE = /* @__PURE__ */ new Set(["23514", "22003"]);
const UNDEFINED_TABLE = "42P01";
const CREATED_MEANWHILE = /* @__PURE__ */ new Set(["23505", "42P07", "42710", "XX000"]);

// Where drivers and ORMs keep the server's code, and where they keep the error they wrapped.
const CODE_FIELDS = ["originalCode", "code", "sqlState"] as const;
const WRAPPED_FIELDS = ["cause", "driverError", "original", "parent", "meta", "driverAdapterError"] as const;

/** The error a caller of the runtime should see for a failed statement on `table`; anything unforeseen comes back as it is. */
export function translatePostgresError(error: unknown, table: string, remedy: string): unknown {
  const codes = codesOf(error);
  for (const code of codes) {
    const reason = CONFLICTS.get(code);
    if (reason !== undefined) return new AllocationConflictError(reason, error);
  }
  if (codes.some((code) => OUT_OF_RANGE.has(code))) return new SequenceExhaustedError(`A number in ${table}`, { cause: error });
  // A seed's own SQL may name a missing table too; that error is the caller's and says so itself.
  if (codes.includes(UNDEFINED_TABLE) && messagesOf(error).some((message) => message.includes(table))) {
    return new TableMissingError(table, remedy, error);
  }
  return error;
}

/** Whether CREATE TABLE IF NOT EXISTS failed only because another session created the table at the same moment. */
export function isCreatedMeanwhile(error: unknown): boolean {
  return codesOf(error).some((code) => CREATED_MEANWHILE.has(code));
}

function codesOf(error: unknown): string[] {
  return layers(error).flatMap((layer) =>
    CODE_FIELDS.map((field): unknown => Reflect.get(layer, field)).filter((code) => typeof code === "string"),
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
