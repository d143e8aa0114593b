export { TenantRequiredError } from "../tenant/tenant-required-error.ts";
export type { TenantId } from "../tenant/tenant-id.ts";
export { bindTenantIterable } from "../tenant/bind-iterable.ts";
export {
  bindTenant,
  currentTenant,
  requireTenant,
  type TenantState,
  TenantSuspendedError,
  TenantSwitchError,
  withoutTenant,
  withTenant,
  type WithTenantOptions,
} from "../tenant/tenant-context.ts";
