import { dataAdapters } from "../adapters/data/index.ts";
import type { DataAdapter } from "../adapters/data-adapter.ts";
import type { Access } from "../analysis/access.ts";
import type { FileAnalysis } from "../analysis/file-analysis.ts";
import type { Judgement } from "../analysis/judgement.ts";
import { keyNamedBy, ownerKeysOf } from "../analysis/tenant-key-names.ts";
import { modelAt } from "../analysis/column-role.ts";
import type { Catalog, Model } from "../catalog/catalog.ts";
import { contains } from "../syntax/contains.ts";
import { propertyText } from "../syntax/object-literal.ts";
import { findVariable, isDeclaredBefore } from "../syntax/declared-before.ts";
import type { Node, Refusal, SourceFile, TextEdit } from "../syntax/source-file.ts";

/** Edits that tie an access to a tenant, and the column they set: `companyId`, or over relations `estate.companyId`. */
export interface TenantEdit {
  readonly column: string;
  readonly edits: readonly TextEdit[];
}

/** Puts the tenant, given as source text, into the filter of a judged access. */
export function filterByTenant(judgement: Judgement, tenant: string, analysis: FileAnalysis): TenantEdit | Refusal {
  const { access, model } = judgement;
  const column = filterColumn(model, tenant, analysis.catalog);
  if (typeof column !== "string") return column;
  const place = access.places.filter ?? access.node;
  if (!holdsAt(tenant, place, access.node, analysis.file)) return { refused: `The filter is built where \`${tenant}\` is not known.` };
  return withAdapter(judgement, (adapter) => adapter.addFilter(access, column, tenant, analysis.facts), column);
}

/** Writes the tenant, given as source text, into the rows that a judged access creates. */
export function writeTenant(judgement: Judgement, tenant: string, analysis: FileAnalysis): TenantEdit | Refusal {
  const { model } = judgement;
  const access = writing(judgement);
  if (model.ownership.kind !== "direct") return { refused: `A ${model.name} has no column of the tenant's: its owner is reached over ${pathText(model)}.` };
  const key = keyNamedBy(tenant, model.ownership.keys, analysis.catalog);
  if (!key) return { refused: `None of the keys of ${model.name} is known to take \`${tenant}\`.` };
  return withAdapter(judgement, (adapter) => adapter.addColumn(access, key.column, tenant, analysis.facts), key.column);
}

/** Puts the tenant, given as source text, in the place of the untrusted value that a judged access names it by. */
export function replaceTenant(judgement: Judgement, tenant: string, { catalog, file }: FileAnalysis): TenantEdit | Refusal {
  const { access, model, node, column } = judgement;
  if (node.type !== "Property" || node.computed || node.parent.type !== "ObjectExpression") return { refused: "The tenant is not the value of a property in an object literal." };
  const key = keyNamedBy(tenant, ownerKeysOf(model, catalog), catalog);
  if (!key || node.key.type !== "Identifier" || node.key.name !== key.column || column !== key.column) return { refused: `None of the keys that are set here is known to take \`${tenant}\`.` };
  if (!holdsAt(tenant, node, access.node, file)) return { refused: `The object is built where \`${tenant}\` is not known.` };
  const text = propertyText(key.column, tenant);
  return { column: key.column, edits: [node.shorthand ? { range: node.range, text } : { range: node.value.range, text: tenant }] };
}

function withAdapter({ access }: Judgement, edit: (adapter: DataAdapter) => readonly TextEdit[] | Refusal, column: string): TenantEdit | Refusal {
  const adapter = dataAdapters.find((one) => one.name === access.library);
  const edits = adapter ? edit(adapter) : { refused: `No edits are known for ${access.library}.` };
  return "refused" in edits ? edits : { column, edits };
}

/** The access as if it created the judged rows alone, where these are nested in the row of another model. */
function writing({ access, model, part }: Judgement): Access {
  return part.kind === "related" ? { ...access, model: model.name, data: part.related.data, places: {} } : access;
}

/** The column that takes the tenant, relations before it with dots. */
function filterColumn(model: Model, tenant: string, catalog: Catalog): string | Refusal {
  const { ownership } = model;
  if (ownership.kind === "root" || ownership.kind === "global") return { refused: `A ${model.name} has no key of its own that names the tenant.` };
  if (ownership.kind === "reversed") return { refused: `A ${model.name} is held by ${pathText(model)}, which a row may not be attached to yet.` };
  const key = keyNamedBy(tenant, ownerKeysOf(model, catalog), catalog);
  if (!key) return { refused: `None of the keys of ${model.name} is known to take \`${tenant}\`.` };
  if (ownership.kind === "direct") return key.column;
  const path = pathToKey(model, key.column, catalog);
  return path ? [...path, key.column].join(".") : { refused: `A ${model.name} reaches its owner over ${pathText(model)}, which no single filter follows.` };
}

/** The relations up to the model that has the key, each to one row; undefined where one leads to many. */
function pathToKey(model: Model, column: string, catalog: Catalog): readonly string[] | undefined {
  const path = "path" in model.ownership ? model.ownership.path : [];
  for (let length = path.length; length > 0; length--) {
    const steps = path.slice(0, length);
    const owner = modelAt(catalog, model, steps);
    if (owner?.ownership.kind !== "direct" || !owner.fields.has(column)) continue;
    const isToOne = steps.every((step, index) => modelAt(catalog, model, steps.slice(0, index))?.fields.get(step)?.list === false);
    return isToOne ? steps : undefined;
  }
  return undefined;
}

function pathText({ ownership }: Model): string {
  return "path" in ownership ? `\`${ownership.path.join(".")}\`` : "no relation";
}

/** True where an expression that holds at one node means the same at another, earlier one. */
function holdsAt(expression: string, place: Node, known: Node, file: SourceFile): boolean {
  const [name = ""] = /^[\w$]+/.exec(expression) ?? [];
  if (expression.startsWith("this.") || /^[\w$]+(?:<\w+>)?\(\)$/.test(expression) || contains(known, place)) return true;
  return findVariable(name, place, file) === findVariable(name, known, file) && isDeclaredBefore(expression, place, file);
}
