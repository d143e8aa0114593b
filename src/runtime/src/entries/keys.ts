export { TenantRequiredError } from "../tenant/tenant-required-error.ts";
export type { TenantId } from "../tenant/tenant-id.ts";
export { type KeyPart, tenantKey, tenantPrefix } from "../tenant/tenant-key.ts";
