import { emit } from "../events/emitter.ts";
import type { TenantId } from "../tenant/tenant-id.ts";
import { describeValue } from "../text.ts";
import type { Owner } from "./owned-by.ts";
import { ScopeRefusedError } from "./scope-refused-error.ts";

/** A row to be created, with its tenant key set; ScopeRefusedError when it names another tenant. */
export function stamped<Row extends object>(row: Row, owner: Owner): Row {
  checkRow(row, owner);
  return { ...row, [owner.key]: owner.tenant };
}

/** Refuses values that would give a row to another tenant; the tenant's own id, and an absent key, pass. */
export function checkRow(values: object, owner: Owner): void {
  if (Object.hasOwn(values, owner.key)) checkTenant(Reflect.get(values, owner.key), owner);
}

/** Refuses a value of the tenant key that is not the tenant's own id; undefined passes. */
export function checkTenant(value: unknown, { key, tenant, operation }: Owner): void {
  if (value === undefined || (isId(value) && String(value) === String(tenant))) return;
  emit({ type: "cross-tenant", from: String(tenant), to: isId(value) ? String(value) : typeof value, isAllowed: false });
  throw new ScopeRefusedError(operation, `leave ${key} out or give the tenant's own id, not ${describeValue(value)}`);
}

function isId(value: unknown): value is TenantId {
  return typeof value === "string" || typeof value === "number" || typeof value === "bigint";
}
