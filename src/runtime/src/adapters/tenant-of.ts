import { type Scope, tenantScope, type TenantState } from "../tenant/tenant-context.ts";
import { missingTenant } from "../tenant/missing-tenant.ts";
import type { TenantId } from "../tenant/tenant-id.ts";

/**
 * Whose request or job it is: the tenant's id, or the id with what the company's row says of it; undefined or null when it is nobody's.
 *
 * @example
 * const found: FoundTenant = { tenant: company.id, state: company.state };
 */
export type FoundTenant = TenantId | { readonly tenant: TenantId; readonly state?: TenantState } | null | undefined;

/**
 * How an adapter finds the tenant. `Source` is what the framework hands over: a request, a context, a job.
 *
 * @example
 * const options: TenantOfOptions<Request> = { tenantOf: (request) => sessionOf(request)?.companyId };
 */
export interface TenantOfOptions<Source> {
  /** From something verified: a session, a token. What it throws goes the framework's way of errors, and the handler does not run. */
  tenantOf(source: Source): FoundTenant | PromiseLike<FoundTenant>;
  /** Lets through what is nobody's; inside there is no tenant, so `requireTenant` throws. Refused with TenantRequiredError, unless said otherwise. */
  readonly optional?: boolean;
}

/** The scope for a request or job, undefined where it is let through without one; throws, or rejects, where it is refused. */
export function scopeFor<Source>(options: TenantOfOptions<Source>, source: Source): Scope | undefined | Promise<Scope | undefined> {
  let found;
  try {
    found = options.tenantOf(source);
  } catch (error) {
    throw thrown(error);
  }
  if (!isPromiseLike(found)) return scopeOf(found, options.optional);
  return Promise.resolve(found).then(
    (late) => scopeOf(late, options.optional),
    (error: unknown) => Promise.reject(thrown(error)),
  );
}

function scopeOf(found: FoundTenant, optional = false): Scope | undefined {
  if (found === undefined || found === null) {
    if (optional) return undefined;
    throw missingTenant("No tenant: this request or job is nobody's.");
  }
  if (typeof found !== "object") return tenantScope(found);
  // Not the object itself: what else it holds must not pass for an option.
  return tenantScope(found.tenant, found.state === undefined ? undefined : { state: found.state });
}

// Frameworks take a thrown undefined, and Express the text "route", for "go on".
function thrown(error: unknown): Error {
  return error instanceof Error ? error : new Error("tenantOf threw something that is no error.", { cause: error });
}

function isPromiseLike(value: FoundTenant | PromiseLike<FoundTenant>): value is PromiseLike<FoundTenant> {
  return typeof value === "object" && value !== null && "then" in value;
}
