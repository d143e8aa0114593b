/** A field as a client knows it; one that leads to another model is of the kind "object". */
export interface PrismaField {
  readonly name: string;
  readonly kind: string;
  readonly type: string;
  readonly relationName?: string;
}

/** What is used of a client besides its interface; 6.19 and 7 have all of it. */
export interface PrismaInternals {
  readonly _runtimeDataModel?: {
    readonly models: Readonly<Record<string, { readonly fields: readonly PrismaField[] }>>;
  };
  /** Holds the schema that the client was generated from. */
  readonly _engineConfig?: { readonly inlineSchema?: string };
  /** A client for a transaction that somebody else opened. */
  _createItxClient?(transaction: PrismaTransaction): object;
}

/** The transaction that an operation is part of: "itx" is an interactive one, "batch" a list of operations. */
export interface PrismaTransaction {
  readonly kind: string;
}

/**
 * What `$extends` of a Prisma client takes; it leaves the client's types as they are.
 *
 * @example
 * const extension: PrismaExtension = prismaTenantScope({ owned: { Plot: "companyId" } });
 */
export type PrismaExtension = (client: { readonly $extends: unknown }) => { $extends: { extArgs: Record<"result" | "model" | "query" | "client", { readonly ringfence?: never }> } };

/** What Prisma hands to a hook around its operations. */
export interface PrismaOperation {
  readonly model?: string;
  readonly operation: string;
  readonly args: unknown;
  readonly query: (args: unknown, params?: unknown) => Promise<unknown>;
  readonly __internalParams?: { readonly transaction?: PrismaTransaction };
}

/** An extension around every operation; its types are those of an extension that adds none. */
export function extension(hookFor: (client: PrismaInternals) => (operation: PrismaOperation) => Promise<unknown>): PrismaExtension {
  return ((client: PrismaInternals & { $extends(extension: object): unknown }) =>
    client.$extends({ name: "ringfence", query: { $allOperations: hookFor(client) } })) as unknown as PrismaExtension;
}
