import { isUnscoped } from "../tenant/tenant-context.ts";
import { scopeLoads, scopeRead } from "./prisma/prisma-loads.ts";
import { extension, type PrismaExtension } from "../prisma/prisma-extension.ts";
import { checkReferences } from "./prisma/prisma-references.ts";
import { prismaSchemaOf } from "./prisma/prisma-schema.ts";
import { isArgs, ownerIn, type PrismaArgs, type PrismaScope, refused } from "./prisma/prisma-scope.ts";
import { scopeCreate, scopeWritten } from "./prisma/prisma-writes.ts";
import { refuseOperation } from "./scope-refused-error.ts";
import type { TenantModels } from "./tenant-models.ts";

/**
 * What `prismaTenantScope` takes besides the models.
 *
 * @example
 * const options: PrismaScopeOptions = { schema: await readFile("prisma/schema.prisma", "utf8") };
 */
export interface PrismaScopeOptions {
  /** The text of the Prisma schema; the client's own copy unless given. */
  readonly schema?: string;
}

/**
 * An extension that keeps a Prisma client (6.19, 7) inside the tenant in force: reads, updates and deletes see its rows only, creates are
 * stamped, also those nested in other writes and loads, and rows named by foreign keys must be its own. No tenant throws TenantRequiredError;
 * raw SQL and what else cannot be kept inside throws ScopeRefusedError, except in `withoutTenant`. Give it last: an extension added later
 * could take the filter out again.
 *
 * Concurrency: adds nothing to what Prisma promises; an operation belongs to the tenant in which it is awaited. A foreign key's row is looked
 * for before it is written, in the same interactive transaction. Nothing outlives a crash.
 *
 * @example
 * const prisma = new PrismaClient({ adapter }).$extends(prismaTenantScope({ owned: { Plot: "companyId" }, shared: ["Country"] }));
 */
export function prismaTenantScope(models: TenantModels, options: PrismaScopeOptions = {}): PrismaExtension {
  return extension((client) => {
    const schema = prismaSchemaOf(client, options.schema);
    return async ({ model, operation, args, query, __internalParams }) => {
      if (isUnscoped()) return query(args);
      if (model === undefined) throw refuseOperation(operation, "use the operations of a model");
      const scope: PrismaScope = { models, schema, model, operation, references: [] };
      ownerIn(scope, model);
      const scoped = scopeOperation(scope, isArgs(args) ? args : {});
      await checkReferences(scope, client, __internalParams?.transaction);
      return query(scoped);
    };
  });
}

function scopeOperation(scope: PrismaScope, args: PrismaArgs): PrismaArgs {
  const { model, operation } = scope;
  // Its own conditions are not needed: the rows it refers to are looked for.
  if (/^create(?:Many(?:AndReturn)?)?$/.test(operation)) return scopeWritten(scope, model, scopeLoads(scope, model, { data: {}, ...args }).args, scopeCreate);
  if (!/^(?:upsert|update(?:Many(?:AndReturn)?)?|find(?:Unique|First)(?:OrThrow)?|findMany|count|aggregate|groupBy|delete(?:Many)?)$/.test(operation)) {
    throw refused(scope, "use the operations that take a filter");
  }
  return scopeWritten(scope, model, scopeRead(scope, model, args));
}
