import { type TenantId, tenantIdText } from "../tenant/tenant-id.ts";

const PLAIN = /^[a-z0-9-]+$/;

/**
 * The name of a tenant's folder: `t1-acme`.
 *
 * Injective: two tenants never share one, also where the file system takes no notice of upper and lower case or of Unicode forms:
 * whatever is neither a small ASCII letter, a digit nor a hyphen stands as `_` and its UTF-8 bytes in hexadecimal digits. The same in
 * every process and release: a pure function.
 *
 * @example
 * await mkdir(join(root, tenantFolder(company.id)));
 */
export function tenantFolder(tenant: TenantId): string {
  const id = tenantIdText(tenant);
  return `t1-${PLAIN.test(id) ? id : Array.from(new TextEncoder().encode(id), encodeByte).join("")}`;
}

function encodeByte(byte: number): string {
  const character = String.fromCharCode(byte);
  return PLAIN.test(character) ? character : `_${byte.toString(16).padStart(2, "0")}`;
}
