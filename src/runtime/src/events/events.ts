/**
 * Something was refused: no tenant where one is required, a suspended tenant, a path that could lead out of its folder, an
 * operation that a scoped client cannot keep inside one tenant.
 *
 * @example
 * onEvent("refused", ({ reason }) => refusals.add(1, { reason }));
 */
export interface RefusedEvent {
  readonly type: "refused";
  readonly reason: "tenant-missing" | "tenant-suspended" | "unsafe-path" | "unscoped-operation";
  /** The tenant concerned, where there is one. */
  readonly tenant?: string;
  /** Model and operation of an `unscoped-operation`, such as `Plot.findRaw`. */
  readonly operation?: string;
}

/**
 * Code ran for no tenant on purpose.
 *
 * @example
 * onEvent("bypass", ({ reason, tenant }) => audit.info({ reason, tenant }, "without tenant"));
 */
export interface BypassEvent {
  readonly type: "bypass";
  /** As given to `withoutTenant`: words of the program, so put no data into them. */
  readonly reason: string;
  /** The tenant that was in force outside, where there was one. */
  readonly tenant?: string;
}

/**
 * One tenant's code turned to another tenant.
 *
 * @example
 * onEvent("cross-tenant", ({ isAllowed }) => { if (!isAllowed) pager.alert(); });
 */
export interface CrossTenantEvent {
  readonly type: "cross-tenant";
  /** The tenant in force. */
  readonly from: string;
  /** The one turned to. */
  readonly to: string;
  /** Whether `allowSwitch` said so; otherwise it was refused. */
  readonly isAllowed: boolean;
}

/**
 * Numbers were taken from a counter. The numbers themselves are not told.
 *
 * @example
 * onEvent("allocation", ({ sequence, count }) => allocated.add(count, { sequence }));
 */
export interface AllocationEvent {
  readonly type: "allocation";
  /** Absent for a counter of all tenants together. */
  readonly tenant?: string;
  /** The counter's name. */
  readonly sequence: string;
  readonly count: number;
  /** Whether in the caller's transaction, which may still roll back, or in a statement of its own. */
  readonly isInTransaction: boolean;
}

/**
 * A tenant asked for a name that another one holds; at present, the prefix of UIDs.
 *
 * @example
 * onEvent("duplicate", ({ tenant, what }) => logger.warn({ tenant, what }, "taken"));
 */
export interface DuplicateEvent {
  readonly type: "duplicate";
  readonly what: "uid-prefix";
  readonly tenant: string;
}

/**
 * Taking numbers failed.
 *
 * @example
 * onEvent("sequence-error", ({ reason }) => failures.add(1, { reason }));
 */
export interface SequenceErrorEvent {
  readonly type: "sequence-error";
  /** Absent for a counter of all tenants together. */
  readonly tenant?: string;
  /** The counter's name. */
  readonly sequence: string;
  readonly reason: "deadlock" | "lock-timeout" | "serialization" | "exhausted" | "table-missing" | "other";
}

/**
 * Everything the runtime tells of. Tenants' ids and names given by the program are in it; never a value, key, path, number, SQL or
 * error.
 *
 * @example
 * const log = (event: TenantEvent): void => logger.info(event, event.type);
 */
export type TenantEvent = RefusedEvent | BypassEvent | CrossTenantEvent | AllocationEvent | DuplicateEvent | SequenceErrorEvent;
