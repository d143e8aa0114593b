import { extension, type PrismaExtension, type PrismaInternals, type PrismaTransaction } from "../../prisma/prisma-extension.ts";
import { type PrismaRawClient, prismaExecutor } from "../../sql/prisma-executor.ts";
import type { Uids } from "../create-uids.ts";
import { nextUid, type UidField, type UidModels } from "./uid-models.ts";
import { isObject, own } from "../../values.ts";

type Args = Record<string, unknown>;

interface NewRow<Role extends string> {
  readonly row: Args;
  readonly uid: UidField<Role>;
}

interface Transactions extends PrismaInternals {
  $transaction(work: (tx: { _createPrismaPromise(work: (transaction: PrismaTransaction) => unknown): PromiseLike<unknown> }) => unknown): Promise<unknown>;
}

/**
 * An extension for a Prisma client (6.19, 7) that gives every new row of these models its UID, in `create`, `createMany`, `upsert` and
 * writes nested in others; a row that has a UID keeps it. Give it before `prismaTenantScope`.
 *
 * Concurrency: as `Uids.allocate`, always in one transaction with the row: the interactive one that the operation is part of, else one of its own.
 * So it is gapless, and a rolled-back row's number is given again; an `upsert` or `connectOrCreate` that finds its row leaves a gap. In a batch
 * `$transaction([…])` it throws. Crash: as `Uids.allocate`.
 *
 * @example
 * const prisma = new PrismaClient({ adapter }).$extends(prismaUids(uids, { Client: { field: "uid", role: "CLI", tenantKey: "companyId" } }));
 */
export function prismaUids<Role extends string>(uids: Uids<Role>, models: UidModels<Role>): PrismaExtension {
  return extension((client) => async ({ model = "", operation, args, query, __internalParams: params }) => {
    const verb = operation.startsWith("create") ? "createMany" : operation;
    const rows = rowsIn(client, models, model, verb, args);
    if (rows.length === 0) return query(args);
    const { transaction } = params ?? {};
    const give = async (own: PrismaTransaction): Promise<unknown> => {
      const tx = client._createItxClient?.(own) as PrismaRawClient;
      // In one order of roles, so that two transactions do not wait for each other.
      for (const { row, uid } of rows.sort((one, other) => (one.uid.role < other.uid.role ? -1 : 1))) {
        row[uid.field] = await nextUid(uids, uid.role, row[uid.tenantKey], prismaExecutor(tx));
      }
      return query(args, { ...params, transaction: own });
    };
    if (transaction?.kind === "itx") return give(transaction);
    if (transaction !== undefined) throw new TypeError(`${model}.${operation} takes a UID, which a batch cannot: use an interactive transaction.`);
    return (client as Transactions).$transaction((tx) => tx._createPrismaPromise(give));
  });
}

/** The rows without a UID that a write creates, in the arguments themselves: Prisma hands over a copy. */
function rowsIn<Role extends string>(client: PrismaInternals, models: UidModels<Role>, model: string, verb: string, value: unknown): NewRow<Role>[] {
  const fieldsIn = (name: string, data: unknown, isNew: boolean): NewRow<Role>[] =>
    argsIn(data).flatMap((row) => {
      const uid = isNew ? own(models, name) : undefined;
      const relations = client._runtimeDataModel?.models[name]?.fields.filter(({ kind }) => kind === "object") ?? [];
      const nested = relations.flatMap((field) => argsIn(row[field.name]).flatMap((verbs) => Object.entries(verbs).flatMap(([inner, part]) => rowsIn(client, models, field.type, inner, part))));
      return uid === undefined || (row[uid.field] ?? undefined) !== undefined ? nested : [{ row, uid }, ...nested];
    });
  return argsIn(value).flatMap((item) => {
    if (verb === "create") return fieldsIn(model, item, true);
    if (verb === "createMany") return fieldsIn(model, item["data"], true);
    if (verb === "update") return fieldsIn(model, item["data"] ?? item, false);
    return verb === "connectOrCreate" || verb === "upsert" ? [...fieldsIn(model, item["create"], true), ...fieldsIn(model, item["update"], false)] : [];
  });
}

function argsIn(value: unknown): Args[] {
  return [value].flat().filter((item): item is Args => isObject(item));
}
