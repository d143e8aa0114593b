import { runIn } from "../../tenant/tenant-context.ts";

/** Runs a statement of the runtime's own on a handle that may be a scoped one, which would refuse it: counters are no model's rows. */
export function ownStatement<T>(run: () => PromiseLike<T>): Promise<T> {
  return runIn({ bypassReason: "counter" }, run) as Promise<T>;
}
