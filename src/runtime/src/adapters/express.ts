import { type Emitter, goOnInScope } from "./in-scope.ts";
import type { TenantOfOptions } from "./tenant-of.ts";

/**
 * Middleware for Express and everything of its kind (Connect, NestJS): what comes after it runs in the request's tenant, and so do the
 * listeners of the request and the response. Put it behind what signs the user in.
 *
 * Concurrency: requests never see each other's tenant, also those of one keep-alive connection. Nothing outlives a crash.
 *
 * @example
 * app.use(expressTenant({ tenantOf: (request: Request) => request.session.companyId }));
 */
export function expressTenant<Request extends Emitter>(
  options: TenantOfOptions<Request>,
): (request: Request, response: Emitter, next: (error?: unknown) => void) => void {
  return (request, response, next) => goOnInScope(options, request, [request, response], next);
}
