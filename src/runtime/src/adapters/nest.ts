import { inTenantOf, type TenantOfOptions } from "./tenant-of.ts";

/**
 * What NestJS asks of an interceptor.
 *
 * @example
 * const interceptor: NestTenantInterceptor<ExecutionContext> = nestTenant({ tenantOf });
 */
export interface NestTenantInterceptor<Context> {
  intercept<Result>(context: Context, next: { handle(): Result }): Promise<Result>;
}

/**
 * An interceptor for NestJS, for applications whose guard finds the user: the interceptors after it, the pipes and the handler run in the
 * tenant. Guards and exception filters stay outside; where the request itself tells the tenant, `expressTenant` as middleware has all of
 * them inside. A guard cannot open a context, as nothing of what follows runs inside it.
 *
 * Concurrency: requests never see each other's tenant. Nothing outlives a crash.
 *
 * @example
 * app.useGlobalInterceptors(nestTenant({ tenantOf: (context: ExecutionContext) => context.switchToHttp().getRequest().user?.companyId }));
 */
export function nestTenant<Context>(options: TenantOfOptions<Context>): NestTenantInterceptor<Context> {
  return {
    // NestJS binds the handler to the context in which `handle` is called.
    intercept: <Result>(context: Context, next: { handle(): Result }) => inTenantOf(options, context, () => next.handle()) as Promise<Result>,
  };
}
