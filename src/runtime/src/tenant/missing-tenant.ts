import { emit } from "../events/emitter.ts";
import { TenantRequiredError } from "./tenant-required-error.ts";

/** The error to throw where a tenant is missing; tells the listeners of refusals. */
export function missingTenant(message?: string): TenantRequiredError {
  emit({ type: "refused", reason: "tenant-missing" });
  return new TenantRequiredError(message);
}
