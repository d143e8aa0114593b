import { type TenantId, tenantIdText } from "../tenant/tenant-id.ts";

const PLAIN = /^[a-z0-9-]+$/;

/**
 * The name of a tenant's folder: `t1-acme`.
 *
 * Injective: two tenants never share one, also where the file system takes no notice of upper and lower case or of Unicode forms: an id
 * that holds anything but small ASCII letters, digits and hyphens stands as `_` and its UTF-8 bytes in hexadecimal digits. The same in
 * every process and release: a pure function.
 *
 * @example
 * await mkdir(join(root, tenantFolder(company.id)));
 */
export function tenantFolder(tenant: TenantId): string {
  const id = tenantIdText(tenant);
  return `t1-${PLAIN.test(id) ? id : `_${Buffer.from(id).toString("hex")}`}`;
}
