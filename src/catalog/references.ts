import type { Field } from "./catalog.ts";
import type { DeclaredModel, DeclaredModels } from "./declared-model.ts";

/**
 * Fills `references` of every column that holds a relation.
 * A column of a composite key names what the column on the other side names:
 * in `client(fields: [clientId, companyId], references: [id, companyId])`, `companyId` names the company.
 */
export function linkReferences(models: DeclaredModels): Map<string, DeclaredModel> {
  const holding = new Map([...models.values()].map((model) => [model.name, holdingRelations(model)]));
  const linked = new Map<string, DeclaredModel>();
  for (const model of models.values()) {
    const columns = new Set(holding.get(model.name)?.flatMap(({ relation }) => relation?.columns ?? []));
    const fields = new Map(model.fields);
    for (const column of columns) {
      const field = fields.get(column);
      if (field) fields.set(column, { ...field, references: namedBy(model.name, column, models, holding, new Set()) });
    }
    linked.set(model.name, { ...model, fields });
  }
  return linked;
}

/** The relation fields of a model that hold their columns in the model itself. */
export function holdingRelations(model: DeclaredModel): Field[] {
  return [...model.fields.values()].filter((field) => (field.relation?.columns.length ?? 0) > 0);
}

/** The model that a column names; a relation over this column alone counts before a composite one, of which only the row's own id names the row. */
function namedBy(model: string, column: string, models: DeclaredModels, holding: ReadonlyMap<string, readonly Field[]>, seen: Set<string>): string | undefined {
  const place = `${model}.${column}`;
  if (seen.has(place)) return undefined;
  seen.add(place);
  const over = (holding.get(model) ?? []).flatMap(({ relation }) => (relation?.columns.includes(column) ? relation : []));
  const own = over.find(({ columns }) => columns.length === 1);
  if (own) return own.model;
  for (const { model: target, columns, references } of over) {
    const far = references[columns.indexOf(column)];
    const named = far === undefined ? undefined : (namedBy(target, far, models, holding, seen) ?? (isOfId(models.get(target), far) ? target : undefined));
    if (named !== undefined) return named;
  }
  return undefined;
}

function isOfId(model: DeclaredModel | undefined, column: string): boolean {
  return model?.id.includes(column) === true;
}
