export { TenantRequiredError } from "../tenant/tenant-required-error.ts";
export type { TenantId } from "../tenant/tenant-id.ts";
export { type SequelizeHandle, sequelizeTenantScope } from "../scoped/sequelize.ts";
export { ScopeRefusedError } from "../scoped/scope-refused-error.ts";
export type { TenantModels } from "../scoped/tenant-models.ts";
export type { PrismaExtension } from "../prisma/prisma-extension.ts";
export { type PrismaScopeOptions, prismaTenantScope } from "../scoped/prisma.ts";
export { type TypeormHandle, typeormTenantScope } from "../scoped/typeorm.ts";
export { type KyselyScopePlugin, kyselyTenantScope } from "../scoped/kysely.ts";
