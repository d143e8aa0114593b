import type { SqlExecutor } from "./sql-executor.ts";

/**
 * What is asked of a Prisma client or of the `tx` of an interactive transaction.
 *
 * @example
 * const client: PrismaRawClient = new PrismaClient({ adapter });
 */
export interface PrismaRawClient {
  $queryRawUnsafe(sql: string, ...params: unknown[]): PromiseLike<unknown>;
}

/**
 * A Prisma client, or the `tx` of an interactive transaction, as an executor. Adds nothing to what Prisma promises: on `tx` a
 * statement is part of that transaction, on the client it commits by itself.
 *
 * @example
 * await prisma.$transaction(async (tx) => {
 *   const number = await sequences.allocate(prismaExecutor(tx), { tenant: companyId, name: "invoice" });
 *   await tx.invoice.create({ data: { companyId, number } });
 * });
 */
export function prismaExecutor(client: PrismaRawClient): SqlExecutor {
  return {
    async query(sql, params) {
      const rows = await client.$queryRawUnsafe(sql, ...params);
      return { rows: Array.isArray(rows) ? rows : [] };
    },
  };
}
