import { runIn, type Scope, tenantScope, type TenantState } from "../tenant/tenant-context.ts";
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

/** The scope for a request or job, undefined where it is let through without one; rejects where it is refused. */
export async function scopeFor<Source>(options: TenantOfOptions<Source>, source: Source): Promise<Scope | undefined> {
  let found;
  try {
    found = await options.tenantOf(source);
  } catch (error) {
    // Frameworks take a thrown undefined, and Express the text "route", for "go on".
    throw error instanceof Error ? error : new Error("tenantOf threw no error.", { cause: error });
  }
  if (found === undefined || found === null) {
    if (options.optional === true) return undefined;
    throw missingTenant("No tenant: this request or job is nobody's.");
  }
  // Not the object itself: what else it holds must not pass for an option.
  return typeof found === "object" ? tenantScope(found.tenant, { state: found.state }) : tenantScope(found);
}

/** What the work gives, run in the tenant of a request or job; rejects, and does not run it, where that is refused. */
export async function inTenantOf<Source, Result>(options: TenantOfOptions<Source>, source: Source, work: () => Result): Promise<Awaited<Result>> {
  return (await runIn(await scopeFor(options, source), work)) as Awaited<Result>;
}
