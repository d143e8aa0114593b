import { emit } from "../events/emitter.ts";
import { ForbiddenError } from "../tenant/forbidden-error.ts";
import { isUnscoped, requireTenant } from "../tenant/tenant-context.ts";
import type { TenantId } from "../tenant/tenant-id.ts";

/**
 * A scoped client was asked for what it cannot keep inside one tenant. The message says which operation, and what to do instead.
 *
 * @example
 * if (error instanceof ScopeRefusedError) logger.error({ operation: error.operation }, error.message);
 */
export class ScopeRefusedError extends ForbiddenError {
  override readonly name = "ScopeRefusedError";
  /** Model and operation, such as `Plot.findRaw`; without a model where there is none. */
  readonly operation: string;

  constructor(operation: string, instead: string) {
    super(`${operation} is not scoped to the tenant: ${instead}, or run it in withoutTenant("the reason", …).`);
    this.operation = operation;
  }
}

/**
 * The error to throw for an operation; `instead` completes "…: <instead>, or run it in withoutTenant(…)". Tells the listeners. Without a
 * tenant it is that which is refused: TenantRequiredError.
 */
export function refuseOperation(operation: string, instead: string): ScopeRefusedError {
  emit({ type: "refused", reason: "unscoped-operation", operation, tenant: String(requireTenant<TenantId>()) });
  return new ScopeRefusedError(operation, instead);
}

/** Refuses an operation, except inside `withoutTenant`. */
export function refuseScoped(operation: string, instead: string): void {
  if (!isUnscoped()) throw refuseOperation(operation, instead);
}
