import { tenantColumnsOf } from "../../analysis/column-role.ts";
import { ownerKeysOf } from "../../analysis/tenant-key-names.ts";
import type { Catalog, Model } from "../../catalog/catalog.ts";
import { propertyText } from "../../syntax/object-literal.ts";
import type { Part } from "./series.ts";

/** What a counter begins behind. */
export interface SeedRequest {
  readonly model: Model;
  readonly column: string;
  /** Source text of the tenant; absent for a counter that all tenants share. */
  readonly tenant: string | undefined;
  readonly parts: readonly Part[];
  /** Source text of the handle to ask, such as `tx`, and the property of the model on it. */
  readonly handle: string;
  readonly accessor: string;
}

/** The highest number there is, as the `seed` of a sequence's key: asked through the client, or, for numbers in text, in SQL. */
export function seedText(request: SeedRequest, catalog: Catalog): string {
  const { model, column, tenant, handle, accessor } = request;
  // A query over all tenants would look like one that forgot its filter.
  if (tenant !== undefined && /^(?:Int|BigInt)$/.test(model.fields.get(column)?.type ?? "")) {
    const where = whereText(request, catalog);
    const filter = where === "" ? "" : `where: { ${where} }, `;
    return `async () => (await ${handle}.${accessor}.aggregate({ ${filter}_max: { ${column}: true } }))._max.${column}`;
  }
  return sqlSeed(request);
}

function whereText({ model, tenant, parts }: SeedRequest, catalog: Catalog): string {
  const within = parts.map(({ column, text }) => propertyText(column, text));
  return [...(tenant === undefined ? [] : tenantConditions(model, tenant, parts, catalog)), ...within].join(", ");
}

/** The tenant's key; where a model has none, what it counts within names the tenant, or else the relation to its owner does. */
function tenantConditions(model: Model, tenant: string, parts: readonly Part[], catalog: Catalog): readonly string[] {
  const [own] = model.ownership.kind === "direct" ? tenantColumnsOf(model) : [];
  if (own !== undefined) return [propertyText(own, tenant.replace(/!$/, ""))];
  const [key] = ownerKeysOf(model, catalog);
  if (parts.length > 0 || !key || model.ownership.kind !== "through") return [];
  const path = model.ownership.path.slice(0, -1);
  return [path.reduceRight((inner, relation) => `${relation}: { ${inner} }`, propertyText(key.column, tenant.replace(/!$/, "")))];
}

function sqlSeed({ model, column, tenant, parts }: SeedRequest): string {
  const name = (field: string): string => `"${(model.fields.get(field)?.column ?? field).replaceAll('"', '""')}"`;
  const [own] = model.ownership.kind === "direct" ? tenantColumnsOf(model) : [];
  const conditions = [...(tenant !== undefined && own !== undefined ? [{ column: own, text: tenant }] : []), ...parts];
  const where = conditions.map((one, index) => `${name(one.column)}::text = $${index + 1}::text`).join(" and ");
  const params = conditions.map(({ text }) => `String(${text})`).join(", ");
  const number = model.fields.get(column)?.type === "String" ? `substring(${name(column)} from '[0-9]{1,15}$')::bigint` : name(column);
  const sql = `select max(${number}) from "${model.table.replaceAll('"', '""')}"${where === "" ? "" : ` where ${where}`}`;
  const quoted = sql.includes("'") ? `\`${sql}\`` : `'${sql}'`;
  return conditions.length === 0 ? `{ sql: ${quoted} }` : `{ sql: ${quoted}, params: [${params}] }`;
}
