import { type TenantId, tenantIdText } from "../tenant/tenant-id.ts";
import { unsafePath } from "./tenant-path-error.ts";

const PLAIN = /^[a-z0-9-]+$/;
/** Bytes that a name may have on the usual file systems. */
const LONGEST_NAME = 255;

/**
 * The name of a tenant's folder: `t1-acme`.
 *
 * Injective: two tenants never share one, also where the file system takes no notice of upper and lower case or of Unicode forms:
 * whatever is neither a small ASCII letter, a digit nor a hyphen stands as `_` and its UTF-8 bytes in hexadecimal digits. The same in
 * every process and release: a pure function. An id whose name would have more than 255 bytes is a TenantPathError.
 *
 * @example
 * await mkdir(join(root, tenantFolder(company.id)));
 */
export function tenantFolder(tenant: TenantId): string {
  const id = tenantIdText(tenant);
  const name = `t1-${PLAIN.test(id) ? id : Array.from(new TextEncoder().encode(id), encodeByte).join("")}`;
  if (name.length > LONGEST_NAME) throw unsafePath("too-long", `The tenant's id is too long for the name of a folder: ${name.length} bytes.`);
  return name;
}

function encodeByte(byte: number): string {
  const character = String.fromCharCode(byte);
  return PLAIN.test(character) ? character : `_${byte.toString(16).padStart(2, "0")}`;
}
