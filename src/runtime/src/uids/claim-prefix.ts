import { emit } from "../events/emitter.ts";
import type { SequenceKey } from "../sequences/sequence-key.ts";
import type { SqlExecutor } from "../sql/sql-executor.ts";
import { type TenantId, tenantIdText } from "../tenant/tenant-id.ts";
import { prefixCandidates } from "./prefix-candidates.ts";
import type { PrefixRegistry } from "./prefix-registry.ts";
import { checkPrefix } from "./uid.ts";
import { expected } from "../values.ts";

/**
 * The prefix asked for by name belongs to another company, or the company holds another one.
 *
 * @example
 * if (error instanceof PrefixTakenError) form.setError("prefix", error.message);
 */
export class PrefixTakenError extends Error {
  override readonly name = "PrefixTakenError";
  /** HTTP status: conflict. */
  readonly status = 409;
}

/** One company's wish for a prefix, on one handle. */
export interface PrefixClaim {
  readonly registry: PrefixRegistry;
  readonly db: SqlExecutor;
  readonly tenant: TenantId;
  /** Takes a number on the same handle. */
  readonly take: (key: SequenceKey) => Promise<number>;
  readonly isReserved: (prefix: string) => boolean;
}

/** Claims exactly this prefix; the one the company holds already is fine when it is the same. */
export async function claimExactPrefix(claim: PrefixClaim, prefix: string): Promise<string> {
  checkPrefix(prefix);
  if (claim.isReserved(prefix)) throw new PrefixTakenError(`Prefix ${prefix} is reserved.`);
  if (await claim.registry.claim(claim.db, claim.tenant, prefix)) return prefix;
  const held = await claim.registry.find(claim.tenant, claim.db);
  if (held === prefix) return prefix;
  if (held === undefined) emit({ type: "duplicate", what: "uid-prefix", tenant: tenantIdText(claim.tenant) });
  throw new PrefixTakenError(
    held === undefined ? `Prefix ${prefix} belongs to another company.` : `The company holds prefix ${held}, which is never changed.`,
  );
}

/** Claims the best free prefix for the name; the one the company holds already wins. */
export async function claimDerivedPrefix(claim: PrefixClaim, name: string): Promise<string> {
  if (typeof name !== "string") throw expected("the company's name", name);
  const held = await claim.registry.find(claim.tenant, claim.db);
  if (held !== undefined) return held;
  const candidates = prefixCandidates(name);
  for (const prefix of candidates) {
    const got = await claimOrHeld(claim, prefix);
    if (got !== undefined) return got;
  }
  return claimNumbered(claim, candidates[0]);
}

// The number comes from a counter, not from trying LPL2, LPL3… in turn, which is quadratic in the companies of that name.
async function claimNumbered(claim: PrefixClaim, best: string | undefined): Promise<string> {
  const base = best ?? "CO";
  const first = best === undefined ? 1 : 2;
  for (;;) {
    const number = await claim.take({ shared: true, name: `uid-prefix:${base}`, seed: () => first - 1 });
    const prefix = `${base}${number}`;
    checkPrefix(prefix);
    const got = await claimOrHeld(claim, prefix);
    if (got !== undefined) return got;
  }
}

// The prefix, or the one that is held already; undefined when this one is not to be had. A refused claim has two causes: the prefix is taken, or a parallel call gave this company one.
async function claimOrHeld(claim: PrefixClaim, prefix: string): Promise<string | undefined> {
  if (claim.isReserved(prefix)) return undefined;
  return (await claim.registry.claim(claim.db, claim.tenant, prefix)) ? prefix : claim.registry.find(claim.tenant, claim.db);
}
