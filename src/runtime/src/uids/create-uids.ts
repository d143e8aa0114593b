import type { Sequences } from "../sequences/sequences.ts";
import type { SequenceKey, SequenceSeed } from "../sequences/sequence-key.ts";
import type { SqlExecutor } from "../sql/sql-executor.ts";
import { type TenantId, tenantIdText } from "../tenant/tenant-id.ts";
import { claimDerivedPrefix, claimExactPrefix, type PrefixClaim } from "./claim-prefix.ts";
import type { PrefixRegistry } from "./prefix-registry.ts";
import { checkRole, formatUid } from "./uid.ts";
import { expected } from "../values.ts";

/**
 * A UID was asked for a company that holds no prefix, and no `nameOf` was given to derive one.
 *
 * @example
 * if (error instanceof PrefixMissingError) await uids.claimPrefix(tx, { tenant: companyId, name: company.name });
 */
export class PrefixMissingError extends Error {
  override readonly name = "PrefixMissingError";
}

/**
 * What is numbered: one role of one company.
 *
 * @example
 * const key: UidKey = { tenant: companyId, role: "MKT" };
 */
export interface UidKey<Role extends string = string> {
  readonly tenant: TenantId;
  readonly role: Role;
}

/**
 * A company that wants a prefix: derived from its name, or exactly the one given.
 *
 * @example
 * const request: PrefixRequest = { tenant: company.id, name: company.name };
 */
export interface PrefixRequest {
  readonly tenant: TenantId;
  readonly name: string;
  /** Claim this prefix and no other; PrefixTakenError when that cannot be. For companies that have one already. */
  readonly prefix?: string | undefined;
}

/**
 * What `createUids` takes.
 *
 * @example
 * const options: UidsOptions<"MKT" | "CLI"> = { sequences, registry, roles: ["MKT", "CLI"] };
 */
export interface UidsOptions<Role extends string = string> {
  readonly sequences: Sequences;
  readonly registry: PrefixRegistry;
  /** The role codes there are; without the list any well-formed code is accepted. */
  readonly roles?: readonly Role[];
  /** The name of a company that holds no prefix yet, read on the handle given; called once per company. */
  readonly nameOf?: (tenant: TenantId, db: SqlExecutor) => string | PromiseLike<string>;
  /** Prefixes nobody gets, besides the role codes and ADM, API, NULL, SYS. */
  readonly reserved?: readonly string[];
  /** Rewrites a name in ASCII letters; for names in scripts that have none. */
  readonly transliterate?: (name: string) => string;
  /** Where the counter of a role begins: the highest number in existing UIDs, as a number and not as text. */
  readonly seed?: (key: { readonly tenant: TenantId; readonly role: Role; readonly prefix: string }) => SequenceSeed | undefined;
}

/**
 * UIDs such as `LPL-MKT001`, one counter per company and role.
 *
 * @example
 * const uids: Uids = createUids({ sequences, registry });
 */
export interface Uids<Role extends string = string> {
  /**
   * The next UID inside the caller's transaction.
   *
   * Concurrency: unique over all companies; gapless per company and role **if the row is stored in the same transaction**; transactions
   * on one company and role run one after another from here to their commit. AllocationConflictError: run the
   * transaction again. Numbers of deleted rows are not used again. Crash: as `Sequences.allocate`.
   *
   * @example
   * const uid = await uids.allocate(tx, { tenant: companyId, role: "MKT" });
   */
  allocate(tx: SqlExecutor, key: UidKey<Role>): Promise<string>;
  /**
   * The next UID in statements of their own.
   *
   * Concurrency: unique over all companies, not gapless. Crash: as `Sequences.next`.
   *
   * @example
   * const uid = await uids.next({ tenant: companyId, role: "CLI" });
   */
  next(key: UidKey<Role>): Promise<string>;
  /**
   * Gives a company its prefix and returns it; a company that holds one keeps it, also under a new name. Call it in the transaction
   * that creates the company.
   *
   * Concurrency: two companies never get one prefix, one company never gets two, however many ask at once; companies whose names
   * give the same prefix wait for each other's commit. Crash: the claim is part of the transaction.
   *
   * @example
   * await uids.claimPrefix(tx, { tenant: company.id, name: company.name });
   */
  claimPrefix(tx: SqlExecutor, request: PrefixRequest): Promise<string>;
}

const ALWAYS_RESERVED = ["ADM", "API", "NULL", "SYS"];

/**
 * A generator of UIDs over counters and a registry of prefixes. The guarantees stand at each method.
 *
 * @example
 * const uids = createUids({
 *   sequences: createSequences({ executor: pool, dialect: "postgres" }),
 *   registry: createPrefixRegistry({ executor: pool, dialect: "postgres" }),
 *   roles: ["MKT", "CLI"],
 * });
 */
export function createUids<const Role extends string = string>(options: UidsOptions<Role>): Uids<Role> {
  const { sequences, registry, roles } = options;
  roles?.forEach(checkRole);
  const reserved: ReadonlySet<string> = new Set([...ALWAYS_RESERVED, ...(roles ?? []), ...(options.reserved ?? [])]);
  const readName = options.transliterate ?? ((name: string) => name);

  function claimOn(db: SqlExecutor, tenant: TenantId, take: PrefixClaim["take"]): PrefixClaim {
    return { registry, db, tenant, take, isReserved: (prefix) => reserved.has(prefix) };
  }

  async function prefixFor(claim: PrefixClaim): Promise<string> {
    const held = await registry.find(claim.tenant, claim.db);
    if (held !== undefined) return held;
    if (options.nameOf === undefined) {
      throw new PrefixMissingError(`Company ${tenantIdText(claim.tenant)} holds no prefix: claim one, or give nameOf.`);
    }
    return claimDerivedPrefix(claim, readName(await options.nameOf(claim.tenant, claim.db)));
  }

  async function uidOn(db: SqlExecutor, { tenant, role }: UidKey<Role>, take: PrefixClaim["take"]): Promise<string> {
    checkRole(role);
    if (roles !== undefined && !roles.includes(role)) {
      throw expected(`a role (${roles.join(", ")})`, role);
    }
    // The counter comes last, so that its lock is held for as short as possible.
    const prefix = await prefixFor(claimOn(db, tenant, take));
    const number = await take({ tenant, name: `uid:${prefix}:${role}`, seed: options.seed?.({ tenant, role, prefix }) });
    return formatUid({ prefix, role, number });
  }

  return {
    allocate: (tx, key) => uidOn(tx, key, takeOn(sequences, tx)),
    next: (key) => uidOn(registry.executor, key, (counter) => sequences.next(counter)),
    async claimPrefix(tx, { tenant, name, prefix }) {
      const claim = claimOn(tx, tenant, takeOn(sequences, tx));
      return prefix === undefined ? claimDerivedPrefix(claim, readName(name)) : claimExactPrefix(claim, prefix);
    },
  };
}

function takeOn(sequences: Sequences, tx: SqlExecutor): (key: SequenceKey) => Promise<number> {
  return (key) => sequences.allocate(tx, key);
}
