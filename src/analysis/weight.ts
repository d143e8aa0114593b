import { partsOf } from "./make-value.ts";
import type { Root, Value } from "./value.ts";

/**
 * How many atoms a value has when it is written out. A value shares its parts, so `if (a) sum += b`, one after another, is small
 * to keep and doubles in length each time; who reads values reads them written out. Chains of calls, such as a builder's, are walked by their
 * links, so what a call is made on adds nothing.
 */
export function weightOf(value: Value): number {
  const whole = value.kind === "reference" ? value.root : value;
  const known = weights.get(whole);
  if (known !== undefined) return known;
  const weight = partsOf(value).reduce((sum, part) => sum + weightOf(part), 1);
  weights.set(whole, weight);
  return weight;
}

const weights = new WeakMap<Root | Value, number>();
