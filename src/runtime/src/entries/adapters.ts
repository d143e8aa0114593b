export { TenantRequiredError } from "../tenant/tenant-required-error.ts";
export type { TenantId } from "../tenant/tenant-id.ts";
export { TenantSuspendedError, type TenantState, TenantSwitchError } from "../tenant/tenant-context.ts";
export { expressTenant } from "../adapters/express.ts";
export { fastifyTenant } from "../adapters/fastify.ts";
export { honoTenant } from "../adapters/hono.ts";
export { koaTenant } from "../adapters/koa.ts";
export type { FoundTenant, TenantOfOptions } from "../adapters/tenant-of.ts";
