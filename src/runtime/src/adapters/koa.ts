import { runIn } from "../tenant/tenant-context.ts";
import { bindEvents, type Emitter } from "./in-scope.ts";
import { scopeFor, type TenantOfOptions } from "./tenant-of.ts";

/**
 * Middleware for Koa: what comes after it runs in the request's tenant, and so do the listeners of `context.req` and `context.res`.
 * Koa reads a body that is a stream after the middleware has returned; `bindTenantIterable` keeps the tenant for a generator in it.
 *
 * Concurrency: requests never see each other's tenant, also those of one keep-alive connection. Nothing outlives a crash.
 *
 * @example
 * app.use(koaTenant({ tenantOf: (context: Context) => context.state.user?.companyId }));
 */
export function koaTenant<Context extends { readonly req: Emitter; readonly res: Emitter }>(
  options: TenantOfOptions<Context>,
): (context: Context, next: () => Promise<unknown>) => Promise<void> {
  return async (context, next) => {
    const scope = await scopeFor(options, context);
    bindEvents(scope, [context.req, context.res]);
    await runIn(scope, next);
  };
}
