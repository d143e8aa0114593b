export { TenantRequiredError } from "../tenant/tenant-required-error.ts";
export type { TenantId } from "../tenant/tenant-id.ts";
export type { PathPart } from "../paths/path-segments.ts";
export { tenantFolder } from "../paths/tenant-folder.ts";
export { tenantObjectKey, tenantObjectPrefix } from "../paths/tenant-object-key.ts";
export { type PathRefusal, TenantPathError } from "../paths/tenant-path-error.ts";
export { realTenantPath, tenantPath } from "../paths/tenant-path.ts";
