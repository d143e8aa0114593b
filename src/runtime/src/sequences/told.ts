import { emit } from "../events/emitter.ts";
import type { SequenceErrorEvent } from "../events/events.ts";
import { AllocationConflictError, SequenceExhaustedError, TableMissingError } from "../sql/errors.ts";
import type { StoredKey } from "./sequence-key.ts";

/** How many numbers of which counter are being taken. */
interface Taking {
  readonly key: StoredKey;
  readonly count: number;
}

/** Whether numbers are taken in the caller's transaction, or in a statement of their own. */
export const INSIDE = true;
export const ALONE = false;

/** Takes numbers and tells the listeners, counter by counter, that it was done or that it failed. */
export async function told<T>(steps: readonly Taking[], isInTransaction: boolean, take: () => Promise<T>): Promise<T> {
  try {
    const taken = await take();
    for (const { key, count } of steps) emit({ type: "allocation", ...namesOf(key), count, isInTransaction });
    return taken;
  } catch (error) {
    for (const { key } of steps) emit({ type: "sequence-error", ...namesOf(key), reason: reasonOf(error) });
    throw error;
  }
}

function namesOf({ tenant, name }: StoredKey): { tenant?: string; sequence: string } {
  return { ...(tenant !== "" && { tenant }), sequence: name };
}

function reasonOf(error: unknown): SequenceErrorEvent["reason"] {
  if (error instanceof AllocationConflictError) return error.reason;
  if (error instanceof SequenceExhaustedError) return "exhausted";
  return error instanceof TableMissingError ? "table-missing" : "other";
}
