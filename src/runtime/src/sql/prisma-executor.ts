import { resultOf } from "./executors/result-of.ts";
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
  const query: SqlExecutor["query"] = async (sql, params) => resultOf(await client.$queryRawUnsafe(sql, ...params));
  return opensTransactions(client) ? { query, transaction: (work) => client.$transaction((tx) => work(prismaExecutor(tx))) } : { query };
}

/** A client has this, the `tx` of a transaction does not. */
interface OpensTransactions {
  $transaction<T>(work: (tx: PrismaRawClient) => Promise<T>): Promise<T>;
}

function opensTransactions(client: PrismaRawClient): client is PrismaRawClient & OpensTransactions {
  return "$transaction" in client && typeof client.$transaction === "function";
}
