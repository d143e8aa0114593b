import type { Filter } from "./access.ts";
import { referencesIn } from "./make-value.ts";
import type { Value } from "./value.ts";

/** True where rows are told apart by time alone, as those that have expired are: `{ expiresAt: { lt: new Date() } }`. */
export function isByTime(filter: Filter): boolean {
  if (filter.kind === "and") return filter.of.length > 0 && filter.of.every(isByTime);
  return filter.kind === "other" && isOfClock(filter.value);
}

/** True for what the clock says, or what is computed from it: `Date.now() - day`, `subDays(new Date(), 30)`. */
function isOfClock(value: Value): boolean {
  const references = referencesIn(value);
  return references.length > 0 && references.every(({ root }) => {
    if (root.kind === "global") return root.name === "Date";
    return root.kind === "call" && (isOfClock(root.callee) || root.args.some(isOfClock));
  });
}
