import { emit } from "../events/emitter.ts";
import { tenantText } from "../tenant/tenant-context.ts";

/**
 * Why a path was refused.
 *
 * @example
 * if (error.reason === "climbs-out") metrics.increment("path.attack");
 */
export type PathRefusal =
  | "not-text"
  | "empty"
  | "absolute"
  | "climbs-out"
  | "separator"
  | "forbidden-character"
  | "device-name"
  | "trailing-dot-or-space"
  | "symbolic-link";

/**
 * A part of a path or object key that could lead out of the tenant's folder, or mean something else on another system.
 *
 * @example
 * if (error instanceof TenantPathError) response.status(error.status).end();
 */
export class TenantPathError extends Error {
  override readonly name = "TenantPathError";
  /** HTTP status: bad request. */
  readonly status = 400;
  readonly reason: PathRefusal;

  constructor(reason: PathRefusal, message: string) {
    super(message);
    this.reason = reason;
  }
}

/** The error to throw; tells the listeners of refusals, though not the path. */
export function unsafePath(reason: PathRefusal, message: string): TenantPathError {
  const tenant = tenantText();
  emit({ type: "refused", reason: "unsafe-path", ...(tenant !== undefined && { tenant }) });
  return new TenantPathError(reason, message);
}
