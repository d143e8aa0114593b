import type { Catalog, Model } from "../catalog/catalog.ts";
import type { Access } from "./access.ts";
import { isForming } from "./cache-key.ts";
import { roleOf } from "./column-role.ts";
import { nameOfValue } from "./make-value.ts";
import { isSameValue } from "./object-value.ts";
import { pinsOf } from "./pins.ts";
import type { Pin } from "./pins.ts";
import type { Reference, Value } from "./value.ts";

/**
 * How far one part of a key keeps entries apart. `constant`: the same in every request. `plain`: something two tenants
 * may share (a page, a slug). `unique`: names one row, or one moment, in the whole installation. `unread`: nobody can
 * tell.
 */
export type Strength = "constant" | "plain" | "unique" | "unread";

const RANDOM = /^(randomUUID|uuid(v\d)?|v[1457]|nanoid|cuid|createId|ulid|randomBytes)$/i;
const CLOCK = /^(Date|now|performance|Math|random)$/;
/** Parameters that carry a whole key, or the part of it that its caller chose. */
const CARRIER = /key|prefix|namespace|scope|suffix|parts|tag|pattern|identifier/i;
const ID_NAME = /^(id|uuid|guid|cuid|ulid)$|(Id|ID|_id|Uuid|UUID)$/;
const SECRET_NAME = /(token|hash|secret)$|(secret|public|private|api|access|hashed)_?key$/i;
/** Ids that somebody else gave out are unique only where they come from. */
const FOREIGN_ID = /^(external|client|custom|reference|foreign|remote|source|public)/i;

/** True for a function that gives something else each time: `randomUUID`, `Date.now`. */
export function isMomentary(callee: Value): boolean {
  if (RANDOM.test(nameOfValue(callee) ?? "")) return true;
  return callee.kind === "reference" && callee.root.kind === "global" && ["Date.now", "Math.random"].includes([callee.root.name, ...callee.path].join("."));
}

export function strengthOf(part: Value, accesses: readonly Access[], catalog: Catalog): Strength {
  switch (part.kind) {
    case "constant":
      return "constant";
    case "reference":
      return strengthOfReference(part, accesses, catalog);
    default:
      return "unread";
  }
}

function strengthOfReference(part: Reference, accesses: readonly Access[], catalog: Catalog): Strength {
  const { root } = part;
  switch (root.kind) {
    case "import":
    case "global":
      // What a module exports is the same for every request.
      return "constant";
    case "row":
      return strengthOfColumn(catalog.models.get(root.access.model), part.path, catalog);
    case "parameter":
      if (root.shape === undefined && part.path.length < 2 && strengthByName(part) === "plain" && CARRIER.test(nameOfValue(part) ?? "")) return "unread";
      return pinnedStrength(part, accesses, catalog) ?? strengthByName(part);
    case "call":
      return strengthOfCall(part, accesses, catalog);
    default:
      return "unread";
  }
}

function strengthOfCall(part: Reference, accesses: readonly Access[], catalog: Catalog): Strength {
  if (part.root.kind !== "call") return "unread";
  const name = nameOfValue(part.root.callee) ?? "";
  if (RANDOM.test(name)) return "unique";
  const owner = part.root.callee.kind === "reference" && part.root.callee.root.kind === "global" ? part.root.callee.root.name : name;
  if (CLOCK.test(owner)) return "constant";
  const byName = strengthByName(part);
  // What else an unread call gives may be made from the tenant; an id of its result is that id.
  const known = part.root.shape !== undefined || isForming(part.root) || (byName === "unique" && part.path.length > 0);
  return pinnedStrength(part, accesses, catalog) ?? (known ? byName : "unread");
}

/** By the column that the same value is compared with in the query whose rows are cached. */
function pinnedStrength(part: Reference, accesses: readonly Access[], catalog: Catalog): Strength | undefined {
  for (const access of accesses) {
    const pin = pinsOfAccess(access).find((one) => isSameArgument(one.value, part));
    if (pin !== undefined) return strengthOfColumn(catalog.models.get(access.model), [...pin.path, pin.column], catalog);
  }
  return undefined;
}

function strengthOfColumn(model: Model | undefined, path: readonly string[], catalog: Catalog): Strength {
  const steps = path.filter(isColumn);
  const column = steps.at(-1);
  const role = model && column !== undefined ? roleOf(catalog, model, steps.slice(0, -1), column) : undefined;
  // An e-mail address names somebody, who may be known to several tenants.
  if (role === "other") return ID_NAME.test(column ?? "") ? "unique" : "plain";
  return role === undefined ? "plain" : "unique";
}

function strengthByName(part: Reference): Strength {
  const name = nameOfValue(part) ?? "";
  return SECRET_NAME.test(name) || (ID_NAME.test(name) && !FOREIGN_ID.test(name)) ? "unique" : "plain";
}

/** True for the step to a column or over a relation; elements of a collection and pure methods are none. */
export function isColumn(step: string): boolean {
  return !/^(\*|\d+|.*\(\))$/.test(step);
}

/** The conditions that every row of an access satisfies. */
export function pinsOfAccess(access: Access): readonly Pin[] {
  return access.filter ? pinsOf(access.filter) ?? [] : [];
}

/** One and the same value; a parameter is known by its place, since a key may name it before the function is walked. */
export function isSameArgument(a: Value, b: Value): boolean {
  if (a.kind !== "reference" || b.kind !== "reference" || a.root.kind !== "parameter" || b.root.kind !== "parameter") return isSameValue(a, b);
  return a.root.fn === b.root.fn && a.root.index === b.root.index && a.path.join(".") === b.path.join(".");
}

/** True when the caller of the function chose the part, and nobody here knows how. */
export function isPassedIn(part: Value): boolean {
  return part.kind === "reference" && part.root.kind === "parameter" && part.root.shape === undefined;
}
