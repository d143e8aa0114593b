import { emit } from "../events/emitter.ts";
import type { TenantId } from "../tenant/tenant-id.ts";
import { describeValue } from "../text.ts";
import { ScopeRefusedError } from "./scope-refused-error.ts";

/** A row to be created, with its tenant key set; ScopeRefusedError when it names another tenant. `operation` is for the message. */
export function stamped<Row extends object>(row: Row, key: string, tenant: TenantId, operation: string): Row {
  checkTenantKey(row, key, tenant, operation);
  return { ...row, [key]: tenant };
}

/** Refuses values that would give a row to another tenant; the tenant's own id, and an absent key, pass. */
export function checkTenantKey(values: object, key: string, tenant: TenantId, operation: string): void {
  const value: unknown = Object.hasOwn(values, key) ? Reflect.get(values, key) : undefined;
  if (value === undefined || (isId(value) && String(value) === String(tenant))) return;
  emit({ type: "cross-tenant", from: String(tenant), to: isId(value) ? String(value) : typeof value, isAllowed: false });
  throw new ScopeRefusedError(operation, `leave ${key} out or give the tenant's own id, not ${describeValue(value)}`);
}

function isId(value: unknown): value is TenantId {
  return typeof value === "string" || typeof value === "number" || typeof value === "bigint";
}
