import type { CallRoot, Value } from "./value.ts";

/**
 * How many atoms a value has when it is written out. A value shares its parts, so `if (a) sum += b`, one after another, is small
 * to keep and doubles in length each time; who reads values reads them written out. Chains of calls, such as a builder's, are walked by their
 * links, so what a call is made on adds nothing.
 */
export function weightOf(value: Value): number {
  switch (value.kind) {
    case "reference":
      return value.root.kind === "call" ? weighed(value.root, ({ args }) => args) : 1;
    case "choice":
      return weighed(value, ({ options }) => options);
    case "text":
      return weighed(value, ({ parts }) => parts);
    case "list":
      return weighed(value, ({ items }) => items.map((item) => item.value));
    case "object":
      return weighed(value, ({ entries }) => entries.map((entry) => entry.value));
    default:
      return 1;
  }
}

const weights = new WeakMap<object, number>();

function weighed<Whole extends Value | CallRoot>(whole: Whole, partsOf: (whole: Whole) => readonly Value[]): number {
  const known = weights.get(whole);
  if (known !== undefined) return known;
  const weight = partsOf(whole).reduce((sum, part) => sum + weightOf(part), 1);
  weights.set(whole, weight);
  return weight;
}
