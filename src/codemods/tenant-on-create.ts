import { replaceTenant, writeTenant } from "../findings/tenant-edit.ts";
import noNullableTenant from "../rules/no-nullable-tenant.ts";
import noUntrustedTenant from "../rules/no-untrusted-tenant.ts";
import requireTenantOnCreate from "../rules/require-tenant-on-create.ts";
import { defineCodemod } from "./codemod.ts";
import { planAccesses } from "./plan-accesses.ts";

export default defineCodemod({
  name: "tenant-on-create",
  description: "write the caller's tenant into new rows of tenant-owned models",
  plan: (analysis, context) =>
    planAccesses(
      {
        rules: [requireTenantOnCreate, noUntrustedTenant, noNullableTenant],
        isMine: ({ part }) => part.kind !== "filter",
        leave: ({ reason, verdict }, { message }) => (reason === "nullable-key" || reason === "optional-key" || reason === "missing-level" || verdict === "unknown" ? message : undefined),
        edit: (judgement, tenant, file) => (judgement.reason === "untrusted-key" ? replaceTenant(judgement, tenant, file) : writeTenant(judgement, tenant, file)),
        verb: "set",
      },
      analysis,
      context,
    ),
});
