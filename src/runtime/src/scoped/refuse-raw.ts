import { refuseScoped } from "./scope-refused-error.ts";

type Query = (this: unknown, ...args: unknown[]) => PromiseLike<unknown>;

/** Replaces a handle's `query` by one that runs in `withoutTenant` only, and returns the one that runs always. */
export function refuseRaw(handle: object, name: string, instead: string): Query {
  const { query } = handle as { readonly query: Query };
  Object.assign(handle, {
    query: async (...args: unknown[]) => {
      refuseScoped(`${name}.query`, instead);
      return await query.apply(handle, args);
    },
  });
  return query;
}
