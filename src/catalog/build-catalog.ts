import { createHash } from "node:crypto";
import type { Settings } from "../settings/settings.ts";
import type { Catalog, Model, Tenancy } from "./catalog.ts";
import type { DeclaredSchema, Provider } from "./declared-model.ts";
import { ownerships } from "./ownership.ts";
import { inferTenancy } from "./tenancy.ts";

/** The catalog of one schema: its models, who owns them, and why. */
export function buildCatalog(schema: DeclaredSchema, settings: Pick<Settings, "tenant" | "models">): Catalog {
  // Views say again what tables say.
  const tables = new Map([...schema.models].filter(([, { kind }]) => kind === "model"));
  const { tenancy, levels } = inferTenancy(tables, settings.tenant);
  const owners = ownerships(schema.models, levels, tenancy.principal?.model, settings.models);
  const { tenantSchemas } = schema;
  const perTenant = new Set(tenantSchemas?.flatMap((one) => one.models ?? []));
  const models = new Map<string, Model>();
  for (const model of schema.models.values()) {
    models.set(model.name, { ...model, ...(perTenant.has(model.name) ? { perTenant: true } : {}), ownership: owners.get(model.name) ?? { kind: "global", because: "No tenant is known." } });
  }
  const inSchemas = tenantSchemas && { tenantSchemas: tenantSchemas.some(({ handedOn }) => handedOn) ? "handed" : "made" } as const;
  return { hash: hashOf(tenancy, models, inSchemas), tenancy, models, problems: schema.problems, files: schema.files, ...inSchemas, ...(schema.providers && { providers: byToken(schema.providers) }), ...(schema.functions && { functions: new Map(schema.functions.map((one) => [one.name, one])) }) };
}

function byToken(providers: readonly Provider[]): ReadonlyMap<string, readonly string[]> {
  const files = new Map<string, readonly string[]>();
  for (const { token, file } of providers) files.set(token, [...(files.get(token) ?? []), file]);
  return files;
}

/** Covers what a verdict can depend on: no paths, no lines and no explanations. */
function hashOf(tenancy: Tenancy, models: ReadonlyMap<string, Model>, inSchemas: Pick<Catalog, "tenantSchemas"> | undefined): string {
  const parts = [...models.values()].sort((a, b) => (a.name < b.name ? -1 : 1)).map(({ name, library, table, kind, fields, id, uniques, rowSecurity, rowsOpenTo, rowSettings, whenUndefined, always, scopes, alwaysOn, hooks, ownMethods, perTenant, scopedBy, ownership }) => {
    return [name, library, table, kind, [...fields.values()], id, uniques, ...(rowSecurity ? [{ rowSecurity, rowsOpenTo, rowSettings }] : []), ...(always ? [{ always }] : []), ...(whenUndefined ? [whenUndefined] : []), ...(scopes ? [scopes, alwaysOn] : []), ...(hooks ? [{ hooks }] : []), ...(ownMethods ? [[...ownMethods]] : []), ...(perTenant ? [{ perTenant }] : []), ...(scopedBy ? [{ scopedBy }] : []), { ...ownership, because: "" }];
  });
  return createHash("sha256").update(JSON.stringify([{ ...tenancy, because: [] }, parts, ...(inSchemas ? [inSchemas] : [])])).digest("hex").slice(0, 16);
}
