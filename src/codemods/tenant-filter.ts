import { roleOf, tenantColumnsOf } from "../analysis/column-role.ts";
import type { Filter } from "../analysis/access.ts";
import type { Judgement } from "../analysis/judgement.ts";
import { pinsOf } from "../analysis/pins.ts";
import type { Catalog } from "../catalog/catalog.ts";
import { filterByTenant, replaceTenant } from "../findings/tenant-edit.ts";
import noNullableTenant from "../rules/no-nullable-tenant.ts";
import noUntrustedTenant from "../rules/no-untrusted-tenant.ts";
import requireTenantFilter from "../rules/require-tenant-filter.ts";
import { defineCodemod } from "./codemod.ts";
import { planAccesses } from "./plan-accesses.ts";

export default defineCodemod({
  name: "tenant-filter",
  description: "filter reads, updates and deletes of tenant-owned rows by the caller's tenant",
  plan: (analysis, context) =>
    planAccesses(
      {
        rules: [requireTenantFilter, noUntrustedTenant, noNullableTenant],
        isMine: ({ part }) => part.kind === "filter",
        leave: (judgement, { message }) => reasonToLeave(judgement, message, analysis.catalog),
        edit: (judgement, tenant, file) => (judgement.reason === "untrusted-key" ? replaceTenant(judgement, tenant, file) : filterByTenant(judgement, tenant, file)),
        verb: "filter by",
      },
      analysis,
      context,
    ),
});

/** What only the authors can decide. */
function reasonToLeave(judgement: Judgement, message: string, catalog: Catalog): string | undefined {
  if (judgement.reason === "natural-key" || isByName(judgement, catalog)) return "The row is looked up by a name that is unique over all tenants; whether it may be another tenant's is for you to say.";
  switch (judgement.reason) {
    case "negated":
      return "The filter asks for the rows of other tenants; whether it means to is for you to say.";
    case "nullable-key":
    case "caller-passes-untrusted":
      return message;
    case "optional-key":
      if (judgement.reached) return message;
      return isTenantOptional(judgement) ? "The tenant is left out under a condition; whether everybody may see all rows then is for you to say." : undefined;
    default:
      return judgement.verdict === "unknown" ? message : undefined;
  }
}

/** True when rows are looked up by unique names alone: an address or a domain, as a check asks whether it is taken. */
function isByName({ access, model }: Judgement, catalog: Catalog): boolean {
  const pins = (access.filter && pinsOf(access.filter)) ?? [];
  const roles = pins.map((pin) => roleOf(catalog, model, pin.path, pin.column)).filter((role) => role !== undefined);
  const own = access.filter ? columnsOf(access.filter) : [];
  const isCompound = model.uniques.some(({ columns }) => columns.length > 1 && columns.every((column) => own.includes(column)));
  return roles.every((role) => role === "natural") && (roles.length > 0 || isCompound);
}

/** The columns of the looked-up rows themselves that must equal something, or one of several things. */
function columnsOf(filter: Filter): readonly string[] {
  if (filter.kind === "and") return filter.of.flatMap(columnsOf);
  return filter.kind === "equals" || filter.kind === "in" ? [filter.column] : [];
}

/** True when the condition that may be left out is the tenant's own, not one on the user. */
function isTenantOptional({ access, model }: Judgement): boolean {
  const pins = (access.filter && pinsOf(access.filter)) ?? [];
  return pins.some((pin) => pin.optional && pin.path.length === 0 && tenantColumnsOf(model).includes(pin.column));
}
