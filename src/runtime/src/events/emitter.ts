import type { TenantEvent } from "./events.ts";
import { expected, shared } from "../values.ts";

interface Subscription {
  readonly type: TenantEvent["type"] | "all";
  readonly listener: (event: never) => unknown;
  /** Whether the listener is running, so that what it does itself is not told to it again and again. */
  isRunning: boolean;
  hasFailed: boolean;
}

// One set for the process, as with the tenant's context: both builds of this package may be loaded.
const subscriptions: Set<Subscription> = /* @__PURE__ */ shared("events", () => new Set());

/**
 * Calls the listener for every event of a type, or of `all` types, and returns the function that ends it.
 *
 * Concurrency: called in the turn of what happened and in its tenant, so keep it short; the caller never waits for it. What it throws or
 * rejects with never reaches the caller: the first failure of a listener is a process warning that names the type of the error. What a
 * listener causes itself before it returns is not told to it. There is no limit to listeners, and an event without one is
 * no error. Crash: an event that was not told yet is lost; this is no audit log that must be complete.
 *
 * @example
 * const stop = onEvent("all", (event) => logger.info(event, event.type));
 */
export function onEvent<Type extends TenantEvent["type"]>(type: Type, listener: (event: Extract<TenantEvent, { type: Type }>) => unknown): () => void;
export function onEvent(type: "all", listener: (event: TenantEvent) => unknown): () => void;
export function onEvent(type: Subscription["type"], listener: Subscription["listener"]): () => void {
  if (typeof listener !== "function") throw expected("a listener", listener);
  const subscription: Subscription = { type, listener, isRunning: false, hasFailed: false };
  subscriptions.add(subscription);
  return () => void subscriptions.delete(subscription);
}

/** Tells the listeners. Never throws. */
export function emit(event: TenantEvent): void {
  if (subscriptions.size === 0) return;
  const told = Object.freeze(event);
  // A copy: a listener that adds or ends others changes who hears the next event, not this one.
  for (const subscription of [...subscriptions]) {
    if (subscription.type === "all" || subscription.type === told.type) tell(subscription, told);
  }
}

function tell(subscription: Subscription, event: TenantEvent): void {
  if (subscription.isRunning) return;
  subscription.isRunning = true;
  try {
    const result: unknown = subscription.listener(event as never);
    if (result instanceof Promise) result.catch((error: unknown) => warnOnce(subscription, error));
  } catch (error) {
    warnOnce(subscription, error);
  } finally {
    subscription.isRunning = false;
  }
}

// Not the message: it may hold what the listener was about to write.
function warnOnce(subscription: Subscription, error: unknown): void {
  if (subscription.hasFailed) return;
  subscription.hasFailed = true;
  const name = error instanceof Error ? error.name : typeof error;
  process.emitWarning(`A listener of ${subscription.type} events failed (${name}).`, "RingfenceWarning");
}
