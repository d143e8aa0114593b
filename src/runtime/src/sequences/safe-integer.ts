import { SequenceExhaustedError } from "../sql/errors.ts";
import { describeValue } from "../text.ts";

/** A whole number that JavaScript holds exactly; SequenceExhaustedError for a larger one, TypeError for anything else. */
export function safeInteger(value: unknown, what = "A sequence number"): number {
  const number = toWholeNumber(value);
  if (number === undefined) throw new TypeError(`${what} must be a whole number, got ${describeValue(value)}.`);
  if (!Number.isSafeInteger(number)) throw new SequenceExhaustedError(`${what} (${String(value)})`);
  return number;
}

/** Where a counter begins by its seed: at zero when that gave nothing, or less. */
export function startingPoint(highest: unknown): number {
  return Math.max(0, safeInteger(highest ?? 0, "The seed"));
}

function toWholeNumber(value: unknown): number | undefined {
  if (typeof value === "bigint" || (typeof value === "string" && /^-?\d+$/.test(value))) return Number(value);
  return typeof value === "number" && Number.isInteger(value) ? value : undefined;
}
