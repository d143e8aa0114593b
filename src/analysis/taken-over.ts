import type { Run } from "./interpret/run.ts";
import { originOf } from "./origin.ts";
import type { Reference } from "./value.ts";
import { propertiesAllowedIn } from "./validated-input.ts";

/**
 * How surely an object that is taken over as a whole brings a property. `written`: its validation names it, or nothing
 * validates what the client sends. `absent`: its validation lets no such property through. `unread`: nobody can tell.
 */
export type Certainty = "written" | "absent" | "unread";

export function certaintyOf(run: Run, whole: Reference, property: string): Certainty {
  const allowed = whole.node && propertiesAllowedIn(run, whole.node);
  if (!allowed || originOf(whole, run.facts) !== "request") return "unread";
  if (allowed.without.has(property) || allowed.names?.has(property) === false) return "absent";
  return allowed.names !== undefined || allowed.raw ? "written" : "unread";
}
