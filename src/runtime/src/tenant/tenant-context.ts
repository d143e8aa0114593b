import { AsyncLocalStorage } from "node:async_hooks";
import { describeValue } from "../text.ts";
import { type TenantId, tenantIdText } from "./tenant-id.ts";
import { TenantRequiredError } from "./tenant-required-error.ts";

type Scope = { readonly tenant: TenantId; readonly text: string } | { readonly bypassReason: string };

/**
 * A tenant was set while another one was in force. Work for two tenants must not be nested: the inner code would run with
 * the rows that the outer code loaded.
 *
 * @example
 * await withTenant("acme", () => withTenant("globex", work)); // throws TenantSwitchError
 */
export class TenantSwitchError extends Error {
  override readonly name = "TenantSwitchError";
  /** HTTP status: forbidden. */
  readonly status = 403;
}

// The storage hangs on the process, not on this module: an application that loads this package both as an ES module and as
// CommonJS (or bundles it twice) must still have one context, or a tenant set in one copy would be missing in the other.
const STORAGE = /* @__PURE__ */ Symbol.for("@ringfence/runtime tenant context 1");

function storage(): AsyncLocalStorage<Scope> {
  const holder = globalThis as { [STORAGE]?: AsyncLocalStorage<Scope> };
  return (holder[STORAGE] ??= new AsyncLocalStorage<Scope>());
}

/**
 * Runs `fn` for one tenant and returns what it returns.
 *
 * Concurrency: the tenant follows `fn` through every await, timer and promise started in it, and only there; parallel calls
 * never see each other's tenant. It does not follow event listeners, generators consumed outside, or work handed to a queue.
 * A lazy query that `fn` returns without awaiting it (Prisma, Knex, Drizzle) is started inside. Nothing is stored, so
 * nothing outlives a crash. The same tenant may be nested; a different one throws TenantSwitchError.
 *
 * @example
 * app.use((request, response, next) => withTenant(request.user.companyId, () => next()));
 */
export function withTenant<T>(tenant: TenantId, fn: () => PromiseLike<T>): Promise<T>;
export function withTenant<T>(tenant: TenantId, fn: () => T): T;
export function withTenant(tenant: TenantId, fn: () => unknown): unknown {
  const text = tenantIdText(tenant);
  const outer = storage().getStore();
  if (outer !== undefined && "tenant" in outer && outer.text !== text) {
    throw new TenantSwitchError(
      `Tenant ${describeValue(outer.text)} is in force: cannot switch to ${describeValue(text)} inside it.`,
    );
  }
  return runIn({ tenant, text }, fn);
}

/**
 * The tenant in force, or undefined when there is none or when code runs inside `withoutTenant`. Never throws; use
 * `requireTenant` wherever "none" must not go on.
 *
 * Concurrency: reads the caller's own asynchronous context; see `withTenant`. Nothing outlives a crash.
 *
 * @example
 * logger.info({ tenant: currentTenant() }, "plot reserved");
 */
export function currentTenant<T extends TenantId = string>(): NoInfer<T> | undefined {
  const scope = storage().getStore();
  // The type is the caller's word: the context holds what withTenant was given.
  return scope !== undefined && "tenant" in scope ? (scope.tenant as T) : undefined;
}

/**
 * The tenant in force; throws TenantRequiredError (status 403) when there is none, also inside `withoutTenant`. The type
 * argument is the type of your ids, `string` unless said otherwise.
 *
 * Concurrency: reads the caller's own asynchronous context; see `withTenant`. Nothing outlives a crash.
 *
 * @example
 * const plots = await prisma.plot.findMany({ where: { companyId: requireTenant() } });
 * const invoices = await prisma.invoice.findMany({ where: { companyId: requireTenant<number>() } });
 */
export function requireTenant<T extends TenantId = string>(): NoInfer<T> {
  const scope = storage().getStore();
  if (scope === undefined) throw new TenantRequiredError();
  if ("bypassReason" in scope) {
    throw new TenantRequiredError(`No tenant: this code runs inside withoutTenant(${JSON.stringify(scope.bypassReason)}).`);
  }
  return scope.tenant as T;
}

/**
 * Runs `fn` for no tenant, on purpose, and returns what it returns. The reason is required and must say something; inside,
 * `requireTenant` throws and `withTenant` may set any tenant.
 *
 * Concurrency and crash: as `withTenant`; the tenant outside is back when `fn` has returned.
 *
 * @example
 * await withoutTenant("nightly job: remind every company", async () => {
 *   for (const company of await prisma.company.findMany()) await withTenant(company.id, sendReminders);
 * });
 */
export function withoutTenant<T>(reason: string, fn: () => PromiseLike<T>): Promise<T>;
export function withoutTenant<T>(reason: string, fn: () => T): T;
export function withoutTenant(reason: string, fn: () => unknown): unknown {
  if (typeof reason !== "string" || reason.trim() === "") {
    throw new TypeError(`withoutTenant needs a reason in words, got ${describeValue(reason)}.`);
  }
  return runIn({ bypassReason: reason }, fn);
}

function runIn(scope: Scope, fn: () => unknown): unknown {
  return storage().run(scope, () => {
    const result = fn();
    return isLazy(result) ? new Promise((resolve, reject) => void result.then(resolve, reject)) : result;
  });
}

// Query builders start when `then` is called. Awaited by the caller of withTenant, that would be outside the tenant.
function isLazy(value: unknown): value is PromiseLike<unknown> {
  if (value instanceof Promise || (typeof value !== "object" && typeof value !== "function") || value === null) return false;
  return "then" in value && typeof value.then === "function";
}
