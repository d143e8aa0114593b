import { entriesOf, opaqueSpreadsOf, optionsOf, propertyOf, type Property } from "../../../analysis/object-value.ts";
import type { Value } from "../../../analysis/value.ts";
import { argumentNames, type Method } from "./methods.ts";
import { withoutValidator } from "./schema.ts";

/**
 * Whether a call's arguments could be meant for a method: one object that holds what the method demands, or something
 * that is not read here. `literal` says that the arguments themselves are evidence.
 */
export function readArguments(args: readonly Value[], method: Method): { readonly literal: boolean } | undefined {
  const [first, ...more] = args;
  if (more.length > 0) return undefined;
  if (first === undefined) return method.required.length === 0 ? { literal: false } : undefined;
  const options = optionsOf(first).map(withoutValidator);
  if (!options.every((option) => isPlausible(option, method))) return undefined;
  return { literal: options.some((option) => option.kind === "object" && entriesOf(option).size > 0) };
}

function isPlausible(value: Value, method: Method): boolean {
  switch (value.kind) {
    case "constant":
      return value.value === undefined && method.required.length === 0;
    case "reference":
    case "unknown":
      return true;
    case "object": {
      const names = [...entriesOf(value).keys()];
      const isKnown = names.length === 0 || names.some((name) => argumentNames.has(name));
      return isKnown && (opaqueSpreadsOf(value).length > 0 || method.required.every((name) => propertyOf(value, name) !== undefined));
    }
    default:
      return false;
  }
}

/**
 * An argument that the call itself writes, else what its spreads bring. `{ where, ...paging }` filters by the `where`
 * that stands there: what is spread beside it sets the order and the page.
 */
export function argumentNamed(args: Value, name: string): Property | undefined {
  const written = args.kind === "object" ? args.entries.findLast((entry) => entry.kind === "property" && entry.key === name) : undefined;
  if (written?.kind !== "property") return propertyOf(args, name);
  return { value: written.value, mayBeAbsent: written.optional, node: written.node };
}
