import { ownStatement } from "./executors/own-statement.ts";
import { propertyOf } from "../values.ts";
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
  const query: SqlExecutor["query"] = async (sql, params) => resultOf(await ownStatement(() => client.$queryRawUnsafe(sql, ...params)));
  return opensTransactions(client) ? { query, transaction: (work) => client.$transaction((tx) => work(prismaExecutor(tx))) } : { query };
}

interface OpensTransactions {
  $transaction<T>(work: (tx: PrismaRawClient) => Promise<T>): Promise<T>;
}

// The `tx` of a transaction has no $connect; since Prisma 7 it has a $transaction of its own, which nests.
function opensTransactions(client: PrismaRawClient): client is PrismaRawClient & OpensTransactions {
  return ["$connect", "$transaction"].every((method) => typeof propertyOf(client, method) === "function");
}
