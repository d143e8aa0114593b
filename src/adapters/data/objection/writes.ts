import type { Related, WrittenRow } from "../../../analysis/access.ts";
import type { FileFacts } from "../../../analysis/file-facts.ts";
import { entriesOf, itemsOf, optionsOf, propertyOf } from "../../../analysis/object-value.ts";
import type { ObjectEntry, Value } from "../../../analysis/value.ts";
import type { Field, Model } from "../../../catalog/catalog.ts";
import { rowsIn } from "../../query/conflicts.ts";
import type { Verb } from "./methods.ts";
import { equals, heldColumns, type Subject } from "./subject.ts";

/** The rows that a call writes; a graph's rows name others that are there by their keys. */
export function writtenRows({ operation, data, graph }: Verb, args: readonly Value[], model: Model, subject: Subject | undefined, facts: FileFacts): readonly WrittenRow[] {
  const given = data === undefined ? undefined : args[data];
  if (operation === "update") return rowsIn("update", given);
  const held = subject ? heldColumns(subject).map(({ column, value }): ObjectEntry => ({ kind: "property", key: column, value, optional: false, node: value.node })) : [];
  return rowsIn("create", given).map((row) => ({ ...withColumns(row, held), links: graph ? linksOf(row.columns, model, facts) : [] }));
}

function withColumns(row: WrittenRow, held: readonly ObjectEntry[]): WrittenRow {
  const { columns } = row;
  if (held.length === 0) return row;
  const own: readonly ObjectEntry[] = columns.kind === "object" ? columns.entries : columns.kind === "constant" ? [] : [{ kind: "spread", value: columns, node: columns.node }];
  return { ...row, columns: { kind: "object", entries: [...own, ...held], node: columns.node } };
}

/** Rows of a graph under the names of relations. */
function reached(columns: Value, model: Model, { catalog }: FileFacts): readonly { readonly field: Field; readonly target: Model; readonly rows: readonly Value[]; readonly node: WrittenRow["node"] }[] {
  return [...entriesOf(columns)].flatMap(([key, { value, node }]) => {
    const field = model.fields.get(key);
    const target = field?.relation && catalog.models.get(field.relation.model);
    const rows = optionsOf(value).flatMap((one) => (one.kind === "list" ? itemsOf(one).map((item) => item.value) : [one])).filter(({ kind }) => kind === "object");
    return field && target && rows.length > 0 ? [{ field, target, rows, node }] : [];
  });
}

/** `estate: { id }` and `estate: { "#dbRef": id }` name a row that is there. */
function keyIn(row: Value, { id }: Model): Value | undefined {
  return (propertyOf(row, "#dbRef") ?? propertyOf(row, id[0] ?? "id"))?.value;
}

function linksOf(columns: Value, model: Model, facts: FileFacts): WrittenRow["links"] {
  return reached(columns, model, facts).flatMap(({ field, target, rows, node }) => (field.list ? [] : rows.flatMap((row) => {
    const key = keyIn(row, target);
    return key ? [{ relation: field.name, to: equals(target.id[0] ?? "id", key), node }] : [];
  })));
}

/** The rows that a graph creates below those of the call. */
export function createdBelow(rows: readonly WrittenRow[], model: Model, facts: FileFacts): readonly Related[] {
  return rows.flatMap(({ columns }) => reached(columns, model, facts).flatMap(({ field, target, rows: inside, node }): readonly Related[] => {
    const data = inside.filter((row) => keyIn(row, target) === undefined).map((row): WrittenRow => ({ kind: "create", columns: row, links: linksOf(row, target, facts), node: row.node }));
    return data.length > 0 ? [{ kind: "create", relation: field.name, model: target.name, filter: undefined, data, related: createdBelow(data, target, facts), node }] : [];
  }));
}

/** What `estate.$relatedQuery("plots").relate(id)` writes: a link from the row to what the key names. */
export function relatedRow({ over, model }: Subject, key: Value): WrittenRow {
  return { kind: "update", columns: { kind: "object", entries: [], node: key.node }, links: [{ relation: over?.field.name ?? "", to: equals(model.id[0] ?? "id", key), node: key.node }], node: key.node };
}
