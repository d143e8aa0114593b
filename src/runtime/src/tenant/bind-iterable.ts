import { bindTenant } from "./tenant-context.ts";

/**
 * The same items, made in the tenant in force now, whoever takes them: for generators that a stream reads after the handler has
 * returned. Outside of a tenant it throws TenantRequiredError at once, as `bindTenant`.
 *
 * Concurrency: each keeps its own tenant, and the reader's is back after every item. Crash: nothing outlives one.
 *
 * @example
 * response.body = Readable.from(bindTenantIterable(plotsOf(project)));
 */
export function bindTenantIterable<T>(items: AsyncIterable<T>): AsyncIterableIterator<T> {
  const inTenant = bindTenant(<R>(work: () => R): R => work());
  const iterator = inTenant(() => items[Symbol.asyncIterator]());
  return {
    next: () => inTenant(() => iterator.next()),
    // Without this the generator's `finally` would not run when the reader leaves early.
    return: (value?: unknown) => inTenant(async () => (await iterator.return?.(value)) ?? { done: true as const, value }),
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
