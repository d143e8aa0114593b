import type { PrismaInternals, PrismaTransaction } from "../../prisma/prisma-extension.ts";
import { ownRows } from "./prisma-filters.ts";
import type { PrismaRelation } from "./prisma-schema.ts";
import { type PrismaScope, refused } from "./prisma-scope.ts";

interface Counting {
  count(args: object): Promise<number>;
}

/**
 * Looks for the rows that written foreign keys name; ScopeRefusedError when one is not the tenant's. Sound without a lock: a row's tenant key
 * does not change. In a batch of `$transaction([…])` it sees what was there before.
 */
export async function checkReferences(scope: PrismaScope, client: PrismaInternals, transaction: PrismaTransaction | undefined): Promise<void> {
  const relations = new Set(scope.references.map(({ relation }) => relation));
  const reader = transaction?.kind === "itx" ? (client._createItxClient?.(transaction) ?? client) : client;
  for (const relation of relations) {
    const keys = keysOf(scope, relation);
    const found = await (Reflect.get(reader, relation.target) as Counting).count({ where: ownRows(scope, relation.target, { OR: keys }) });
    if (found < keys.length) throw refused(scope, `write into ${relation.from.join(" and ")} the key of the tenant's own ${relation.target}`);
  }
}

function keysOf(scope: PrismaScope, { to, ...relation }: PrismaRelation): object[] {
  const rows = scope.references.filter((reference) => reference.relation.name === relation.name && reference.relation.model === relation.model);
  const distinct = new Map(rows.map(({ values }) => [values.map(String).join("\0"), values]));
  return [...distinct.values()].map((values) => Object.fromEntries(to.map((field, index) => [field, values[index]])));
}
