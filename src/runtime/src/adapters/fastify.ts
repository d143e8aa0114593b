import { type Emitter, goOnInScope } from "./in-scope.ts";
import type { TenantOfOptions } from "./tenant-of.ts";

/**
 * A hook for Fastify (`onRequest`, `preValidation`, `preHandler`): what comes after it runs in the request's tenant, and so do the
 * listeners of the raw request and response. Add it behind the hook that signs the user in.
 *
 * Concurrency: requests never see each other's tenant, also those of one keep-alive connection. Nothing outlives a crash.
 *
 * @example
 * app.addHook("onRequest", fastifyTenant({ tenantOf: (request: FastifyRequest) => request.user.companyId }));
 */
export function fastifyTenant<Request extends { readonly raw: Emitter }>(
  options: TenantOfOptions<Request>,
): (request: Request, reply: { readonly raw: Emitter }, done: (error?: Error) => void) => void {
  return (request, reply, done) => goOnInScope(options, request, [request.raw, reply.raw], done);
}
