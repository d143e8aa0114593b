import { describeValue } from "../text.ts";
import { expected, wholeNumber } from "../values.ts";

/**
 * The three parts of a UID such as `LPL-MKT001`.
 *
 * @example
 * const parts: UidParts = { prefix: "LPL", role: "MKT", number: 1 };
 */
export interface UidParts {
  /** The company: a letter, then 1 to 9 letters or digits, upper case. */
  readonly prefix: string;
  /** What is numbered: 2 to 8 letters, upper case. */
  readonly role: string;
  /** From 1 to 999,999,999,999,999. */
  readonly number: number;
}

/**
 * What `parseUid` gives: the parts, or the reason why the text is no UID.
 *
 * @example
 * const parsed: ParsedUid = parseUid(input);
 */
export type ParsedUid = ({ readonly ok: true } & UidParts) | { readonly ok: false; readonly reason: string };

const PREFIX = /^[A-Z][A-Z0-9]{1,9}$/;
const ROLE = /^[A-Z]{2,8}$/;
// A role has no digits, so role and number split in one way only; a number has one spelling: three digits, or more without a zero before them.
const UID = /^([A-Z][A-Z0-9]{1,9})-([A-Z]{2,8})((?!000)\d{3}|[1-9]\d{3,14})$/;
const MIN_WIDTH = 3;
const MAX_NUMBER = 999_999_999_999_999;

/**
 * Writes a UID. The number is padded to three digits and grows beyond: `LPL-MKT999`, then `LPL-MKT1000`; it is never cut. Parts
 * that would not parse back are a TypeError or RangeError. A pure function.
 *
 * @example
 * formatUid({ prefix: "LPL", role: "MKT", number: 1 }); // "LPL-MKT001"
 */
export function formatUid({ prefix, role, number }: UidParts): string {
  checkPrefix(prefix);
  checkRole(role);
  return `${prefix}-${role}${String(wholeNumber(number, "number of a UID", 1, MAX_NUMBER)).padStart(MIN_WIDTH, "0")}`;
}

/**
 * Reads a UID strictly: one UID has one spelling, so `lpl-mkt001`, `LPLMKT001`, `LPL-MKT01`, `LPL-MKT0001` and `LPL-MKT000` are refused,
 * each with its reason. Never throws. A pure function.
 *
 * @example
 * const uid = parseUid(request.params.uid);
 * if (!uid.ok) throw new BadRequest(uid.reason);
 */
export function parseUid(text: string): ParsedUid {
  const [, prefix, role, digits] = (typeof text === "string" ? UID.exec(text) : undefined) ?? [];
  if (prefix === undefined || role === undefined) return { ok: false, reason: `Expected a UID such as LPL-MKT001, got ${describeValue(text)}.` };
  return { ok: true, prefix, role, number: Number(digits) };
}

/**
 * Orders UIDs by prefix, role and then number as a number, so that `LPL-MKT999` comes before `LPL-MKT1000`. For `Array.sort`. A text
 * that is no UID is a TypeError. A pure function.
 *
 * @example
 * marketers.sort((a, b) => compareUid(a.uid, b.uid));
 */
export function compareUid(a: string, b: string): number {
  const left = partsOf(a);
  const right = partsOf(b);
  return compare(left.prefix, right.prefix) || compare(left.role, right.role) || compare(left.number, right.number);
}

/** Throws unless the prefix can stand in a UID. */
export function checkPrefix(prefix: string): void {
  if (typeof prefix !== "string" || !PREFIX.test(prefix)) {
    throw expected("a UID's prefix (2 to 10 letters and digits, upper case)", prefix);
  }
}

/** Throws unless the role can stand in a UID. */
export function checkRole(role: string): void {
  if (typeof role !== "string" || !ROLE.test(role)) {
    throw expected("a UID's role (2 to 8 letters, upper case)", role);
  }
}

function partsOf(text: string): UidParts {
  const parsed = parseUid(text);
  if (!parsed.ok) throw new TypeError(parsed.reason);
  return parsed;
}

// Texts in code unit order: the same on every machine, whatever its locale.
function compare<Value extends string | number>(a: Value, b: Value): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
