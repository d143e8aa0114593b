import { scopingTenant } from "../tenant/tenant-context.ts";
import type { TenantId } from "../tenant/tenant-id.ts";
import { tenantKeyOf, type TenantModels } from "./tenant-models.ts";

/** What an operation on a model has to be kept inside. */
export interface Owner {
  readonly tenant: TenantId;
  /** The property of the model that holds the tenant's id. */
  readonly key: string;
}

/**
 * Whose rows an operation may touch; undefined when it is left alone: on shared models, and inside `withoutTenant`. Throws
 * TenantRequiredError without a tenant and ScopeRefusedError for a model in neither list.
 */
export function ownerOf(models: TenantModels, model: string, operation: string): Owner | undefined {
  if (models.shared?.includes(model) === true) return undefined;
  const tenant = scopingTenant();
  const key = tenant === undefined ? undefined : tenantKeyOf(models, model, operation);
  return tenant === undefined || key === undefined ? undefined : { tenant, key };
}

/** What a model says of its tenant key; TypeError when there is nothing. */
export function found<Part>(part: Part | null | undefined, key: string, model: string): Part {
  if (part !== undefined && part !== null) return part;
  throw new TypeError(`Expected ${key} in ${model}.`);
}
