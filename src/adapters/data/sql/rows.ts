import type { ObjectEntry, Reference, RowRoot, Value } from "../../../analysis/value.ts";
import { columnsOf } from "./expressions.ts";
import { isStar, nameOf, type Selected } from "./statement.ts";
import type { Table } from "../../query/condition.ts";

/** How a driver hands rows over: as a list, as `{ rows }`, as `[rows, columns]`, or one of them. */
export type Handing = "list" | "rows" | "pair" | "one";

/** Where a column's table stands, seen from the row that a statement gives: over relations, or as a row of its own. */
export type Placed = { readonly path: readonly string[] } | { readonly root: RowRoot } | undefined;

/** What running a statement gives, under the names that it gives columns. */
export function rowsOf(selected: Selected | undefined, table: Table, handing: Handing, placed: (table: Table) => Placed): ((row: Reference) => Value) | undefined {
  const renamed = selected ? namesGiven(selected, table, placed) : [];
  if (handing === "list" && renamed.length === 0) return undefined;
  const isRead = selected !== undefined && selected.targets.length > 0;
  return (row) => handed(rowAs(renamed, row), row, handing, isRead);
}

function handed(one: Value, row: Reference, handing: Handing, isRead: boolean): Value {
  if (handing === "one") return one;
  const { node } = row;
  const list: Value = { kind: "list", items: [{ value: one, optional: true, many: true }], node };
  if (handing === "list") return list;
  const about: Value = { kind: "unknown", reason: "what the driver says of a result" };
  const count: Value = { ...row, path: [...row.path, "length"] };
  const objectOf = (properties: Readonly<Record<string, Value>>): Value => ({ kind: "object", entries: Object.entries(properties).map(([key, value]): ObjectEntry => ({ kind: "property", key, value, optional: false })), node });
  if (handing === "rows") return objectOf({ rows: list, rowCount: count, fields: about });
  const first = isRead ? list : objectOf({ affectedRows: count, insertId: about });
  return { kind: "list", items: [first, about].map((value) => ({ value, optional: false, many: false })), node };
}

interface Given {
  readonly key: string;
  /** From the row's root: relations, and the column. */
  readonly path: readonly string[];
  /** Absent for what is reached from the statement's own row. */
  readonly root?: RowRoot;
}

/** The columns that do not come under the catalog's name, or from another table. */
function namesGiven({ query, targets }: Selected, table: Table, placed: (table: Table) => Placed): readonly Given[] {
  return targets.flatMap(({ ResTarget }): readonly Given[] => {
    if (isStar(ResTarget)) {
      const fields = [...table.model.fields.values()];
      return fields.filter(({ kind, name, column }) => kind !== "relation" && name !== column).map(({ name, column }) => ({ key: column, path: [name] }));
    }
    const key = nameOf(ResTarget) ?? "";
    const [column] = ResTarget.val ? columnsOf(ResTarget.val, query) : [];
    if (!column || key === "") return [];
    if (column.table.key === table.key) return column.name === key ? [] : [{ key, path: [column.name] }];
    const place = placed(column.table);
    if (!place) return [];
    return ["root" in place ? { key, path: [column.name], root: place.root } : { key, path: [...place.path, column.name] }];
  });
}

function rowAs(given: readonly Given[], row: Reference): Value {
  const own: Reference = { ...row, path: ["*"] };
  if (given.length === 0) return own;
  const entries = given.map(({ key, path, root }): ObjectEntry => ({ kind: "property", key, value: { kind: "reference", root: root ?? row.root, path: ["*", ...path], node: row.node }, optional: false }));
  return { kind: "object", entries: [{ kind: "spread", value: own }, ...entries], node: row.node };
}
