import type { Change } from "./codemod.ts";

/** Several ways to write a change as one, best first; the planner tries the others where the first does not compile. */
export function oneOf(ways: readonly Change[]): Change | string {
  const [first, ...otherwise] = ways;
  return first ? { ...first, otherwise } : "There is no way to write it.";
}

/** A tenant as it stands, and as set, for a place that must not be null where the type of the session's admits it. */
export function tenantSpellings(expression: string, path: string): readonly [string, ...string[]] {
  return /\.[cm]?tsx?$/.test(path) && !expression.endsWith(")") ? [expression, `${expression}!`] : [expression];
}
