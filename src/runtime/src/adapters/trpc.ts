import { bindTenantIterable } from "../tenant/bind-iterable.ts";
import { isForbidden } from "../tenant/forbidden-error.ts";
import { runIn } from "../tenant/tenant-context.ts";
import { scopeFor, type TenantOfOptions } from "./tenant-of.ts";
import { isObject } from "../values.ts";

/**
 * Middleware for tRPC: later middleware and the procedure run in the tenant, and so does a generator that the procedure returns, such as a
 * subscription's. Where there is no tenant, or a suspended one, the client gets FORBIDDEN (403).
 *
 * Concurrency: calls never see each other's tenant, also those of one batch. Nothing outlives a crash.
 *
 * @example
 * export const companyProcedure = t.procedure.use(trpcTenant({ tenantOf: ({ ctx }: { ctx: Context }) => ctx.user?.companyId }));
 */
export function trpcTenant<Source>(options: TenantOfOptions<Source>): <Result>(call: Source & { next(): Promise<Result> }) => Promise<Result> {
  return async <Result>(call: Source & { next(): Promise<Result> }): Promise<Result> => {
    try {
      const scope = await scopeFor(options, call);
      return (await runIn(scope, async () => inTenant(await call.next(), scope !== undefined))) as Result;
    } catch (error) {
      // tRPC takes an error of this name as it is, wherever its class comes from.
      throw isForbidden(error) ? Object.assign(new Error(error.message, { cause: error }), { name: "TRPCError", code: "FORBIDDEN" }) : error;
    }
  };
}

function inTenant(result: unknown, hasTenant: boolean): unknown {
  const { error, data } = result as { error?: Error; data?: unknown };
  // tRPC never throws what a procedure throws: it wraps it.
  if (isForbidden(error?.cause)) throw error.cause;
  return hasTenant && isObject(data) && Symbol.asyncIterator in data ? { ...(result as object), data: bindTenantIterable(data as AsyncIterable<unknown>) } : result;
}
