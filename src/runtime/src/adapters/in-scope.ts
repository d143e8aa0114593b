import { boundTo, runIn, type Scope } from "../tenant/tenant-context.ts";
import { scopeFor, type TenantOfOptions } from "./tenant-of.ts";

/** What Node's requests and responses have in common. */
export interface Emitter {
  emit: (event: never, ...args: never[]) => boolean;
}

/** Goes on in the tenant of `source`, or calls `next` with why not; `emitters` are the request and the response of Node. */
export function goOnInScope<Source>(options: TenantOfOptions<Source>, source: Source, emitters: readonly Emitter[], next: (error?: Error) => void): void {
  void scopeFor(options, source).then((scope) => {
    bindEvents(scope, emitters);
    runIn(scope, () => next());
  }, next);
}

/**
 * Lets the listeners of a request and its response run in its scope. A socket carries the requests of many tenants, one after the other,
 * and its events come in the context of whoever wrote to it last.
 */
export function bindEvents(scope: Scope | undefined, emitters: readonly Emitter[]): void {
  for (const emitter of emitters) emitter.emit = boundTo(scope, emitter.emit);
}
