import { inTenantOf, type TenantOfOptions } from "./tenant-of.ts";

/**
 * Middleware for Hono: what comes after it runs in the request's tenant. A web stream that is pulled after the handler has returned is
 * pulled outside; `bindTenant` and `bindTenantIterable` keep the tenant for it.
 *
 * Concurrency: requests never see each other's tenant, also those of one keep-alive connection. Nothing outlives a crash.
 *
 * @example
 * app.use(honoTenant({ tenantOf: (context: Context) => context.get("user")?.companyId }));
 */
export function honoTenant<Context>(options: TenantOfOptions<Context>): (context: Context, next: () => Promise<void>) => Promise<void> {
  return (context, next) => inTenantOf(options, context, next);
}
