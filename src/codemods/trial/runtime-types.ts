/** What edited code uses of `@ringfence/runtime`, so that it can be compiled where the package is not installed yet. */
export const RUNTIME_TYPES = `declare module "@ringfence/runtime" {
  export type TenantId = string | number | bigint;
  export interface SqlExecutor { query(sql: string, params: unknown[]): Promise<{ readonly rows: readonly unknown[] }> }
  export function prismaExecutor(client: { $queryRawUnsafe(sql: string, ...params: unknown[]): PromiseLike<unknown> }): SqlExecutor;
  export function requireTenant<T extends TenantId = string>(): T;
  export function tenantKey(tenant: TenantId, ...parts: readonly [string | number | bigint | boolean, ...(string | number | bigint | boolean)[]]): string;
  type Highest = number | bigint | null | undefined;
  type Seed = { readonly sql: string; readonly params?: readonly unknown[] } | ((db: SqlExecutor) => Highest | PromiseLike<Highest>);
  type Key = { readonly tenant: TenantId; readonly name: string; readonly seed?: Seed | undefined } | { readonly shared: true; readonly name: string; readonly seed?: Seed | undefined };
  interface Sequences { allocate(tx: SqlExecutor, key: Key): Promise<number>; next(key: Key): Promise<number> }
  interface Uids { allocate(tx: SqlExecutor, key: { readonly tenant: TenantId; readonly role: string }): Promise<string>; next(key: { readonly tenant: TenantId; readonly role: string }): Promise<string> }
  export function createSequences(options: object): Sequences;
  export function createPrefixRegistry(options: object): object;
  export function createUids(options: {
    readonly sequences: Sequences;
    readonly registry: object;
    readonly nameOf?: (tenant: TenantId, db: SqlExecutor) => string | PromiseLike<string>;
    readonly seed?: (key: { readonly tenant: TenantId; readonly role: string; readonly prefix: string }) => Seed | undefined;
  }): Uids;
}
`;
