import { AllocationConflictError, SequenceExhaustedError, TableMissingError } from "./errors.ts";
import { isObject, propertyOf } from "../values.ts";
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
  const [reason] = CONFLICTS.find(([, codes]) => carries(error, codes)) ?? [];
  if (reason !== undefined) return new AllocationConflictError(reason, error);
  if (carries(error, OUT_OF_RANGE)) return new SequenceExhaustedError(`A number in ${table}`, { cause: error });
  return isTableMissing(error, table.replace(/^.*\./, "")) ? new TableMissingError(table, remedy, error) : error;
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
function isTableMissing(error: unknown, table: string): boolean {
  const messages = layers(error).map((layer) => String(propertyOf(layer, "message")));
  const isSaid = carries(error, UNDEFINED_TABLE) || messages.some((message) => UNDEFINED_TABLE_MESSAGE.test(message));
  return isSaid && messages.some((message) => message.includes(table));
}

/** Whether an error, or one that it wraps, carries one of the codes, which stand with blanks between them. */
export function carries(error: unknown, codes: string): boolean {
  const wanted = codes.split(" ");
  return layers(error).some((layer) => CODE_FIELDS.some((field) => wanted.includes(String(propertyOf(layer, field)))));
}

// Depth is bounded because an error may name itself as its cause.
function layers(error: unknown, depth = 6): object[] {
  if (!isObject(error) || depth === 0) return [];
  return [error, ...WRAPPED_FIELDS.flatMap((field) => layers(propertyOf(error, field), depth - 1))];
}
