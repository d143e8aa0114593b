// Written by `npm run update` from the files of this folder.
import type { Rule } from "./rule.ts";
import noForeignReference from "./no-foreign-reference.ts";
import noHandmadeUid from "./no-handmade-uid.ts";
import noMaxPlusOne from "./no-max-plus-one.ts";
import noNullableTenant from "./no-nullable-tenant.ts";
import noTenantChange from "./no-tenant-change.ts";
import noUntrustedTenant from "./no-untrusted-tenant.ts";
import requireTenantCacheKey from "./require-tenant-cache-key.ts";
import requireTenantFilter from "./require-tenant-filter.ts";
import requireTenantOnCreate from "./require-tenant-on-create.ts";
import requireTenantSql from "./require-tenant-sql.ts";

export const rules: readonly Rule[] = [
  noForeignReference,
  noHandmadeUid,
  noMaxPlusOne,
  noNullableTenant,
  noTenantChange,
  noUntrustedTenant,
  requireTenantCacheKey,
  requireTenantFilter,
  requireTenantOnCreate,
  requireTenantSql,
];
