import { describeValue } from "../text.ts";

/** How many numbers somebody wants: a whole number from 1 up, RangeError for anything else. */
export function checkedCount(count: number, what: string): number {
  if (Number.isSafeInteger(count) && count > 0) return count;
  throw new RangeError(`Expected a ${what} that is a whole number from 1 up, got ${describeValue(count)}.`);
}
