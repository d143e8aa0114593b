import { AsyncLocalStorage } from "node:async_hooks";
import { emit } from "../events/emitter.ts";
import { describeValue } from "../text.ts";
import { ForbiddenError } from "./forbidden-error.ts";
import { type TenantId, tenantIdText } from "./tenant-id.ts";
import { missingTenant } from "./missing-tenant.ts";
import { expected, shared } from "../values.ts";

/** What is in force: a tenant, or the word that there is none on purpose. */
export interface Scope {
  readonly tenant?: TenantId;
  /** The tenant's id as text. */
  readonly text?: string;
  /** Why there is no tenant; given when there is none. */
  readonly bypassReason?: string;
}

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

/**
 * The tenant may not work at present: its company is suspended. Carries the HTTP status that a handler should answer with.
 *
 * @example
 * if (error instanceof TenantSuspendedError) response.status(error.status).send("This company is suspended.");
 */
export class TenantSuspendedError extends ForbiddenError {
  override readonly name = "TenantSuspendedError";
}

/**
 * Whether a tenant may work.
 *
 * @example
 * const state: TenantState = company.suspendedAt === null ? "active" : "suspended";
 */
export type TenantState = "active" | "suspended";

/**
 * What `withTenant` takes besides the tenant and the function.
 *
 * @example
 * const options: WithTenantOptions = { state: company.state };
 */
export interface WithTenantOptions {
  /** What the company's row says; `suspended` throws TenantSuspendedError. Not asked when left out. */
  readonly state?: TenantState | undefined;
  /** Whether another tenant may be in force outside; it is again when the function has returned. No, unless said otherwise. */
  readonly allowSwitch?: boolean;
}

// The storage hangs on the process, not on this module: an application that loads this package both as an ES module and as
// CommonJS (or bundles it twice) must still have one context, or a tenant set in one copy would be missing in the other.
const storage: AsyncLocalStorage<Scope | undefined> = /* @__PURE__ */ shared("tenant", () => new AsyncLocalStorage());

/**
 * Runs `fn` for one tenant and returns what it returns.
 *
 * Concurrency: the tenant follows `fn` through every await, timer and promise started in it, and only there; parallel calls
 * never see each other's tenant. It does not follow event listeners, generators consumed outside, or work handed to a queue.
 * A lazy query that `fn` returns without awaiting it (Prisma, Knex, Drizzle) is started inside. Nothing is stored, so
 * nothing outlives a crash. The same tenant may be nested; a different one throws TenantSwitchError unless `allowSwitch` is
 * true. A tenant whose `state` is `suspended` throws TenantSuspendedError, and `fn` does not run.
 *
 * @example
 * app.use((request, response, next) => withTenant(request.user.companyId, () => next(), { state: request.company.state }));
 */
export function withTenant<T>(tenant: TenantId, fn: () => PromiseLike<T>, options?: WithTenantOptions): Promise<T>;
export function withTenant<T>(tenant: TenantId, fn: () => T, options?: WithTenantOptions): T;
export function withTenant(tenant: TenantId, fn: () => unknown, options?: WithTenantOptions): unknown {
  return runIn(tenantScope(tenant, options), fn);
}

/** What `withTenant` checks before it runs anything: the scope to run in, or what it throws. */
export function tenantScope(tenant: TenantId, options?: WithTenantOptions): Scope {
  const text = tenantIdText(tenant);
  if (options?.state !== undefined) checkState(text, options.state);
  const outer = tenantText();
  if (outer !== undefined && outer !== text) checkSwitch(outer, text, options?.allowSwitch === true);
  return { tenant, text };
}

function checkState(tenant: string, state: TenantState): void {
  if (state === "active") return;
  // An unknown state must not pass for "active".
  if (state !== "suspended") throw expected("a tenant's state (active, suspended)", state);
  emit({ type: "refused", reason: "tenant-suspended", tenant });
  throw new TenantSuspendedError(`Tenant ${describeValue(tenant)} is suspended.`);
}

function checkSwitch(from: string, to: string, isAllowed: boolean): void {
  emit({ type: "cross-tenant", from, to, isAllowed });
  if (isAllowed) return;
  throw new TenantSwitchError(`Tenant ${describeValue(from)} is in force: cannot switch to ${describeValue(to)} inside it.`);
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
  // The type is the caller's word: the context holds what withTenant was given.
  return storage.getStore()?.tenant as T | undefined;
}

/** The id of the tenant in force as events and tables hold it; undefined as `currentTenant`. */
export function tenantText(): string | undefined {
  return storage.getStore()?.text;
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
  const tenant = scopingTenant();
  if (tenant === undefined) throw missingTenant(`No tenant: this code runs inside withoutTenant(${JSON.stringify(storage.getStore()?.bypassReason)}).`);
  return tenant as T;
}

/** The tenant that queries are scoped to; undefined inside `withoutTenant`, where they are not. Throws TenantRequiredError outside of both. */
export function scopingTenant(): TenantId | undefined {
  const scope = storage.getStore();
  if (scope === undefined) throw missingTenant();
  return scope.tenant;
}

/** Whether this code runs inside `withoutTenant`. */
export function isUnscoped(): boolean {
  return storage.getStore()?.bypassReason !== undefined;
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
    throw expected("a reason in words", reason);
  }
  const tenant = tenantText();
  emit({ type: "bypass", reason, ...(tenant !== undefined && { tenant }) });
  return runIn({ bypassReason: reason }, fn);
}

/**
 * A function that runs in the tenant in force now, wherever it is called from: for listeners, callbacks of pools and queues in
 * memory. Arguments, `this` and result are passed on. Made inside `withoutTenant` it runs for no tenant; made outside of both it
 * throws TenantRequiredError at once, not when it is called.
 *
 * Concurrency: each function keeps its own tenant, also when it is called while another one is in force; the caller's is back
 * afterwards. Crash: nothing outlives one, so put the tenant into the payload of a job that must.
 *
 * @example
 * emitter.on("sold", bindTenant((plot) => audit.write(requireTenant(), plot)));
 */
export function bindTenant<This, Args extends unknown[], T>(fn: (this: This, ...args: Args) => T): (this: This, ...args: Args) => T {
  const scope = storage.getStore();
  if (scope === undefined) throw missingTenant();
  return boundTo(scope, fn);
}

/** The function, run in the scope wherever it is called from; undefined is no scope at all. */
export function boundTo<This, Args extends unknown[], T>(scope: Scope | undefined, fn: (this: This, ...args: Args) => T): (this: This, ...args: Args) => T {
  return function (...args) {
    return runIn(scope, () => fn.apply(this, args)) as T;
  };
}

/** Runs `fn` in the scope, or in none whatever stands outside. No closure around `fn`: this runs for every request and every job. */
export function runIn(scope: Scope | undefined, fn: () => unknown): unknown {
  const result = storage.run(scope, fn);
  return isLazy(result) ? storage.run(scope, () => new Promise((resolve, reject) => void result.then(resolve, reject))) : result;
}

// Query builders start when `then` is called. Awaited by the caller of withTenant, that would be outside the tenant.
function isLazy(value: unknown): value is PromiseLike<unknown> {
  return !(value instanceof Promise) && typeof (value as Partial<PromiseLike<unknown>> | null | undefined)?.then === "function";
}
