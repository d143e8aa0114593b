import { describeValue } from "../text.ts";
import { refuseOperation } from "./scope-refused-error.ts";

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

/** The tenant key of a model, or undefined for a shared one; ScopeRefusedError for a model in neither list. */
export function tenantKeyOf(models: TenantModels, model: string, operation: string): string | undefined {
  if (Object.hasOwn(models.owned, model)) return models.owned[model];
  if (models.shared?.includes(model) === true) return undefined;
  throw refuseOperation(`${model}.${operation}`, `name ${describeValue(model)} among the owned or the shared models`);
}
