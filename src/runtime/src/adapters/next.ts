import { isForbidden } from "../tenant/forbidden-error.ts";
import { inTenantOf, type TenantOfOptions } from "./tenant-of.ts";

/**
 * A route handler of Next.js that runs in the request's tenant. Where there is none, or a suspended one, it answers 403 and the handler
 * does not run; other errors, redirects among them, go on to Next.js.
 *
 * Concurrency: requests never see each other's tenant. Nothing outlives a crash.
 *
 * @example
 * export const GET = nextTenantRoute({ tenantOf: companyOfSession }, async () => Response.json(await plots()));
 */
export function nextTenantRoute<Request, Rest extends unknown[], Answer>(
  options: TenantOfOptions<Request>,
  handler: (request: Request, ...rest: Rest) => Answer | PromiseLike<Answer>,
): (request: Request, ...rest: Rest) => Promise<Answer | Response> {
  return async (request, ...rest) => {
    try {
      return await inTenantOf(options, request, () => handler(request, ...rest));
    } catch (error) {
      if (isForbidden(error)) return error.getResponse();
      throw error;
    }
  };
}

/**
 * A server action of Next.js that runs in the tenant. `tenantOf` gets nothing, because all that an action gets comes from the client: read
 * the session there, by `cookies()`. Without a tenant it throws TenantRequiredError, and the action does not run.
 *
 * Concurrency: actions never see each other's tenant. Nothing outlives a crash.
 *
 * @example
 * export const reserve = nextTenantAction({ tenantOf: companyOfSession }, async (form: FormData) => reservePlot(form.get("plot")));
 */
export function nextTenantAction<Args extends unknown[], Result>(
  options: TenantOfOptions<void>,
  action: (...args: Args) => Result | PromiseLike<Result>,
): (...args: Args) => Promise<Result> {
  return (...args) => inTenantOf(options, undefined, () => action(...args));
}
