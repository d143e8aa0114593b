import { always, type Condition } from "./condition.ts";

/** One condition of a chain, and how it is joined to those before it. */
export interface Clause {
  readonly condition: Condition;
  readonly or: boolean;
  /** Takes what was said before away. */
  readonly clears?: boolean;
}

/** What clauses say together: `and` binds tighter than `or`, as in the SQL they become. */
export function joinedClauses(clauses: readonly Clause[]): Condition {
  const kept = clauses.slice(clauses.findLastIndex(({ clears }) => clears === true) + 1);
  const groups: Condition[][] = [];
  for (const { condition, or } of kept) {
    const last = groups.at(-1);
    if (or || !last) groups.push([condition]);
    else last.push(condition);
  }
  return anyOf(groups.map((group): Condition => ({ kind: "and", of: group })));
}

/** One of several conditions; none is no condition. */
export function anyOf(conditions: readonly Condition[]): Condition {
  const [first = always] = conditions;
  return conditions.length > 1 ? { kind: "or", of: conditions } : first;
}
