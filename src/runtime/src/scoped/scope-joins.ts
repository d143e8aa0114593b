import { refuseOperation } from "./scope-refused-error.ts";

/**
 * The joins of a query, left joins narrowed; the tables of the others are added to those that its WHERE keeps to the tenant's rows. `kindOf`
 * says what kind a join is, as messages name it: `LeftJoin`, `full outer join`.
 */
export function scopeJoins<Join, Table>(
  joins: readonly Join[],
  owned: Table[],
  kindOf: (join: Join) => string,
  tablesOf: (join: Join) => readonly Table[],
  narrowed: (join: Join, tables: readonly Table[]) => Join,
): Join[] {
  return joins.map((join) => {
    const kind = kindOf(join);
    // These keep rows that no condition has matched.
    if (/right|full|^outer/i.test(kind)) throw refuseOperation(`a ${kind}`, "use inner and left joins");
    const tables = tablesOf(join);
    if (/left/i.test(kind) && tables.length > 0) return narrowed(join, tables);
    owned.push(...tables);
    return join;
  });
}
