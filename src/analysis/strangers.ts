import type { Model } from "../catalog/catalog.ts";
import { isLoad, type Access } from "./access.ts";
import { entryOf, framesOf, type Run } from "./interpret/run.ts";
import { referencesIn } from "./make-value.ts";
import type { Opinion } from "./opinion.ts";
import { pinsOf } from "./pins.ts";
import { isSomebody } from "./standing.ts";
import type { Reference } from "./value.ts";

/**
 * Why strangers come to a load by the rows' own ids, where they do. Nobody is signed in there, so that no
 * tenant is at hand, and a row whose id somebody has is what they came for. Ids that count up, anybody has.
 */
export function strangersAt(run: Run, access: Access, model: Model, { confidence }: Opinion): string | undefined {
  const entry = confidence !== "possible" && isLoad(access) ? entryOf(run.frame) : undefined;
  return entry?.letsThrough && !isCounted(model) && ownIdsOf(access, model).length > 0 && !isSomebodyThere(run) ? entry.letsThrough() : undefined;
}

function isCounted({ id, fields }: Model): boolean {
  return id.some((column) => /int|serial|number/i.test(fields.get(column)?.type ?? ""));
}

/** What the rows' own ids have to equal. */
export function ownIdsOf({ filter }: Pick<Access, "filter">, { id }: Pick<Model, "id">): readonly Reference[] {
  const pins = (filter && pinsOf(filter)) ?? [];
  return pins.flatMap(({ path, column, optional, value }) => (path.length === 0 && !optional && id.includes(column) ? referencesIn(value) : []));
}

/** True where code asked who that is, or made sure that somebody is there; what middleware may have left on the request alone is not there for strangers. */
function isSomebodyThere(run: Run): boolean {
  for (const { fn, identity } of framesOf(run.frame)) if (fn && identity.asked) return true;
  for (const fact of run.state.facts.entries().values()) if (fact.kind === "present" && isSomebody(run, fact.value)) return true;
  return false;
}
