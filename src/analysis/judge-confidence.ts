import type { Model } from "../catalog/catalog.ts";
import type { Access, Operation } from "./access.ts";
import { isByTime } from "./clock.ts";
import type { Run } from "./interpret/run.ts";
import { entryOf } from "./interpret/run.ts";
import type { Confidence } from "./judgement.ts";
import { isSignedIn } from "./standing.ts";
import { tenantAtHand, tenantInScope } from "./tenant-in-scope.ts";

/**
 * An id out of the request is a certain hole where the code knows who is asking. Elsewhere a page may show what it reads
 * to everybody on purpose, unless middleware that cannot be seen from here signs people in.
 */
export function requestConfidence(run: Run, operation: Operation): Confidence {
  const entry = entryOf(run.frame);
  if (!entry) return "possible";
  if (isSignedIn(run)) return "certain";
  return entry.mounted || (operation !== "read" && operation !== "count") ? "likely" : "possible";
}

/** A wrapper, a guard or a custom procedure may have checked the membership in the tenant that the request names. */
export function keyConfidence(run: Run, operation: Operation): Confidence {
  return entryOf(run.frame)?.vouched === true ? "possible" : requestConfidence(run, operation);
}

/**
 * A handler beside others that read the tenant from the session stands behind the same middleware. To delete what has
 * expired is to clean up after everybody.
 */
export function unpinnedConfidence(run: Run, { node, operation, filter }: Access, model: Model, bare: boolean): Confidence {
  if (operation === "delete" && filter && isByTime(filter)) return "possible";
  const requested = entryOf(run.frame) !== undefined;
  if (requested && isSignedIn(run)) return bare ? "certain" : "likely";
  return tenantAtHand(run, node) || (requested && (bare || tenantInScope(run, node, model) !== undefined)) ? "likely" : "possible";
}
