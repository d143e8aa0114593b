import { requireTenant } from "../tenant/tenant-context.ts";
import { type PathPart, pathSegments } from "./path-segments.ts";
import { tenantFolder } from "./tenant-folder.ts";

/**
 * A key in object storage that belongs to the tenant in force: `t1-acme/invoices/0001.pdf`.
 *
 * The parts are held to the rules of `tenantPath`, so that tools which turn keys into files and URLs cannot be led astray; different
 * (tenant, parts) give different keys, apart from `/` inside a part: `("a/b")` and `("a", "b")` are one key. No tenant throws
 * TenantRequiredError.
 *
 * Concurrency: a function of the tenant in force and the parts. Crash: keeps nothing.
 *
 * @example
 * await s3.send(new PutObjectCommand({ Bucket, Key: tenantObjectKey("invoices", `${invoice.number}.pdf`), Body: pdf }));
 */
export function tenantObjectKey(...parts: readonly [PathPart, ...PathPart[]]): string {
  if (parts.length === 0) throw new TypeError("tenantObjectKey needs at least one part.");
  return tenantObjectPrefix() + pathSegments(parts).join("/");
}

/**
 * What every object key of the tenant in force begins with, and no other tenant's: `t1-acme/`. For listing and for policies.
 *
 * Concurrency: a function of the tenant in force. Crash: keeps nothing.
 *
 * @example
 * const page = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: tenantObjectPrefix() }));
 */
export function tenantObjectPrefix(): string {
  return `${tenantFolder(requireTenant())}/`;
}
