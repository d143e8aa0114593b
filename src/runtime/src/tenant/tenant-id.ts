import { describeValue, isStorableText } from "../text.ts";
import { missingTenant } from "./missing-tenant.ts";
import { expected } from "../values.ts";

/**
 * What names a tenant: the primary key of its row. Ids are compared by their text, so `7`, `7n` and `"7"` are one tenant.
 *
 * @example
 * const tenant: TenantId = company.id;
 */
export type TenantId = string | number | bigint;

/**
 * The text of a tenant id, as stored in tables and cache keys. A missing id is a TenantRequiredError, because that is how
 * "no company" reaches us from untyped code; any other unusable value is a TypeError.
 */
export function tenantIdText(tenant: TenantId): string {
  if (tenant === undefined || tenant === null || tenant === "") {
    throw missingTenant(`Expected a tenant id, got ${describeValue(tenant)}.`);
  }
  if (typeof tenant === "bigint" || (typeof tenant === "number" && Number.isSafeInteger(tenant))) return String(tenant);
  if (typeof tenant === "string" && isStorableText(tenant)) return tenant;
  throw expected("a tenant id (text, safe integer or bigint)", tenant);
}
