import { scopingTenant } from "../tenant/tenant-context.ts";
import type { TenantId } from "../tenant/tenant-id.ts";
import { describeValue } from "../text.ts";
import { own } from "../values.ts";
import { refuseOperation } from "./scope-refused-error.ts";
import type { TenantModels } from "./tenant-models.ts";

/** What an operation on a model has to be kept inside. */
export interface Owner {
  readonly tenant: TenantId;
  /** The property of the model, or the column, that holds the tenant's id. */
  readonly key: string;
  /** Model and operation, such as `Plot.update`, for messages. */
  readonly operation: string;
}

/**
 * Whose rows an operation may touch; undefined when it is left alone: on shared models, and inside `withoutTenant`. Throws
 * TenantRequiredError without a tenant and ScopeRefusedError for a model in neither list.
 */
export function ownerOf(models: TenantModels, model: string, verb: string): Owner | undefined {
  const key = own(models.owned, model);
  if (key === undefined && models.shared?.includes(model) === true) return undefined;
  const tenant = scopingTenant();
  if (tenant === undefined) return undefined;
  const operation = `${model}.${verb}`;
  if (key === undefined) throw refuseOperation(operation, `name ${describeValue(model)} among the owned or the shared models`);
  return { tenant, key, operation };
}

/** What a model says of its tenant key; TypeError when there is nothing. */
export function found<Part>(part: Part | null | undefined, key: string, model: string): Part {
  if (part !== undefined && part !== null) return part;
  throw new TypeError(`Expected ${key} in ${model}.`);
}
