import type { Field, Model } from "../../../catalog/catalog.ts";
import { words } from "../../../catalog/tenant-names.ts";
import type { Column, Table } from "../../query/condition.ts";
import type { NamedTable } from "./joins.ts";

/** The column that a name such as `plot.companyId` means, by its property, by the relation over it, or by the database's name. */
export function columnNamed(name: string, base: Table, named: readonly NamedTable[]): Column | undefined {
  const [first = "", ...rest] = name.split(".");
  const isOwn = rest.length === 0 || first === base.model.table;
  const table = named.find(({ alias }) => alias === first && rest.length > 0)?.table ?? (isOwn ? base : undefined);
  const [property = first, key] = rest;
  const field = table && fieldNamed(property, table.model);
  if (!table || !field) return undefined;
  if (!field.relation) return { table, name: field.name };
  const held = field.relation.columns[key === undefined ? 0 : field.relation.references.indexOf(key)];
  return held === undefined ? undefined : { table, name: held };
}

function fieldNamed(name: string, { fields }: Model): Field | undefined {
  const own = fields.get(name);
  if (own) return own;
  const stem = words(name).join(" ");
  return [...fields.values()].find((field) => field.column === name) ?? [...fields.values()].find((field) => words(field.name).join(" ") === stem);
}
