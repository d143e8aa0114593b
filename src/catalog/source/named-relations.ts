import type { Field } from "../catalog.ts";
import type { DeclaredModel } from "../declared-model.ts";
import { namedKeys } from "./named-keys.ts";

/**
 * The models with relations over columns that name another entity's key, where the source declares none: `estateId` is
 * an estate's. Queries cannot name these, so they are hidden.
 */
export function withNamedRelations(models: ReadonlyMap<string, DeclaredModel>): Map<string, DeclaredModel> {
  const tables = [...models.values()].filter(({ kind }) => kind === "model").map(({ name, table, fields }) => ({
    name, table,
    fields: [...fields.values()].filter(({ kind }) => kind === "scalar"),
    foreignKeys: [...fields.values()].flatMap(({ relation }) => (relation ? [{ columns: relation.columns, table: relation.model, references: relation.references }] : [])),
  }));
  const keys = new Map(namedKeys(tables).map((table, index) => [table.name, table.foreignKeys.slice(tables[index]?.foreignKeys.length)]));
  return new Map([...models].map(([name, model]) => {
    const added = (keys.get(name) ?? []).flatMap(({ columns: [column = ""], table }) => relationOver(column, model, models.get(table)) ?? []);
    return [name, added.length === 0 ? model : { ...model, fields: new Map([...model.fields, ...added.map((field) => [field.name, field] as const)]) }];
  }));
}

function relationOver(column: string, { name, fields, id }: DeclaredModel, target: DeclaredModel | undefined): Field | undefined {
  const key = fields.get(column);
  const far = target?.fields.get("id");
  if (!key || !target || target.name === name || far?.type !== key.type || id.includes(column)) return undefined;
  const stem = column.replace(/_?(?:id|uuid)$/i, "");
  const free = fields.has(stem) ? `${stem}Row` : stem;
  return { name: free, column: free, type: target.name, kind: "relation", list: false, required: key.required, defaulted: false, hidden: true, relation: { model: target.name, columns: [column], references: ["id"] }, references: undefined };
}
