/**
 * Which models belong to a tenant, by the names the library gives them. A model in neither list is refused: one that is added later
 * must not be open to all by accident.
 *
 * @example
 * const models: TenantModels = { owned: { Plot: "companyId", Invoice: "companyId" }, shared: ["Country"] };
 */
export interface TenantModels {
  /** Model to its tenant key: the property that holds the tenant's id. */
  readonly owned: Readonly<Record<string, string>>;
  /** Models of all tenants together, which are left alone. */
  readonly shared?: readonly string[];
}

/** The name by which a table is listed: with its schema, or without. */
export function listedName({ owned, shared }: TenantModels, schema: string | undefined, table: string): string {
  const full = `${schema ?? ""}.${table}`;
  return Object.hasOwn(owned, full) || shared?.includes(full) === true ? full : table;
}
