import { AllocationConflictError, SequenceExhaustedError, TableMissingError } from "./errors.ts";
import { isObject } from "../values.ts";
import { CONFLICTS, OUT_OF_RANGE, UNDEFINED_TABLE, UNDEFINED_TABLE_MESSAGE } from "./error-codes.ts";

// Where drivers and ORMs keep the server's code, and where they keep the error they wrapped.
const CODE_FIELDS = ["originalCode", "code", "sqlState", "errno", "errcode", "rawCode", "extendedCode"] as const;
const WRAPPED_FIELDS = ["cause", "driverError", "original", "parent", "meta", "driverAdapterError"] as const;

/** The table that a statement was on, and what makes it. */
export interface FailedOn {
  readonly table: string;
  readonly remedy: string;
}

/** The error a caller of the runtime should see for a failed statement on `table`; anything unforeseen comes back as it is. */
function translateError(error: unknown, { table, remedy }: FailedOn): unknown {
  const found = codesOf(error);
  // In the order of the table, which has the more exact code first.
  for (const [code, reason] of CONFLICTS) {
    if (found.includes(code)) return new AllocationConflictError(reason, error);
  }
  if (found.some((code) => OUT_OF_RANGE.has(code))) return new SequenceExhaustedError(`A number in ${table}`, { cause: error });
  if (isTableMissing(error, found, table.replace(/^.*\./, ""))) return new TableMissingError(table, remedy, error);
  return error;
}

/** What the work gives, or its error as `translateError` has it. */
export async function translated<T>(work: Promise<T>, on: FailedOn): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw translateError(error, on);
  }
}

// A seed's own SQL may name a missing table too; that error is the caller's and says so itself.
function isTableMissing(error: unknown, found: readonly string[], table: string): boolean {
  const messages = messagesOf(error);
  const isSaid = found.some((code) => UNDEFINED_TABLE.has(code)) || messages.some((message) => UNDEFINED_TABLE_MESSAGE.test(message));
  return isSaid && messages.some((message) => message.includes(table));
}

/** Every code that an error and those it wraps carry, as text. */
export function codesOf(error: unknown): string[] {
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
  if (!isObject(error) || depth === 0) return [];
  return [error, ...WRAPPED_FIELDS.flatMap((field) => layers(Reflect.get(error, field), depth - 1))];
}
