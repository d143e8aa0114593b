import { isOwned } from "../catalog/catalog.ts";
import type { Access } from "./access.ts";
import type { CacheAsk } from "./cache-judge.ts";
import { roleOf } from "./column-role.ts";
import type { CachedCall, Run } from "./interpret/run.ts";
import { entryOf } from "./interpret/run.ts";
import { isColumn } from "./key-strength.ts";
import { nameOfValue } from "./make-value.ts";
import { optionsOf } from "./object-value.ts";
import { standingOf } from "./standing.ts";
import { namesPrincipal, namesTenant } from "./tenant-names.ts";
import { tenantAtHand, tenantInScope } from "./tenant-in-scope.ts";
import type { Reference, Value } from "./value.ts";

/** Words for a tenant in any code base: what a key part is called is enough to leave the key alone. */
const TENANT_WORD = /(^|_)(tenant|org|organi[sz]ation|company|team|workspace|account|customer)(_?(id|ids|uuid|slug|key|name))?$/i;

/** Answers the questions about one cache use from what the walk knew at that call. */
export function cacheAskOf(run: Run, { use, frame, state }: CachedCall): CacheAsk {
  const there: Run = { ...run, frame, state };
  const { catalog } = run.facts;
  const references = (value: Value): readonly Reference[] => optionsOf(value).filter((option) => option.kind === "reference");
  const here = frame.fn?.range ?? run.facts.file.program.range;
  const owned = [...run.verdicts.keys()].filter((access) => {
    const model = catalog.models.get(access.model);
    return model !== undefined && isOwned(model);
  });
  const within = ([start, end]: readonly [number, number]): readonly Access[] => owned.filter(({ node }) => node.range[0] >= start && node.range[1] <= end);
  return {
    catalog,
    isTenant: (value) => references(value).some((one) => isTenant(there, one)),
    isTenantNamed: (value) => references(value).some((one) => namesTenant(one, catalog) || TENANT_WORD.test(snakeCase(nameOfValue(one) ?? ""))),
    isPrincipal: (value) => references(value).some((one) => namesPrincipal(one, catalog)),
    ownedAccessesIn: (fn) => within(fn.fn.range),
    readsOwnedHere: within(here).length > 0 || tenantAtHand(there, use.node),
    tenantInScope: tenantInScope(there, use.node),
    isSystem: run.system !== undefined || frame.bypass !== undefined || entryOf(frame)?.kind === "job",
    usesInFile: [...run.caches.values()].map((other) => other.use),
    usesHere: [...run.caches.values()].filter((other) => other.frame.fn === frame.fn).map((other) => other.use),
  };
}

/** A trusted value that names the tenant, or a row that only this tenant can have loaded. */
function isTenant(run: Run, value: Reference): boolean {
  const standing = standingOf(run, run.state, value);
  if (standing.kind === "argument") return namesTenant(value, run.facts.catalog);
  if (standing.kind !== "trusted" || standing.via === "constant") return false;
  return namesTenant(value, run.facts.catalog) || identifiesRow(run, value);
}

function identifiesRow(run: Run, { root, path }: Reference): boolean {
  if (root.kind !== "row") return false;
  const { catalog } = run.facts;
  const model = catalog.models.get(root.access.model);
  const steps = path.filter(isColumn);
  const role = model && roleOf(catalog, model, steps.slice(0, -1), steps.at(-1) ?? "");
  return model !== undefined && isOwned(model) && role !== undefined && role !== "principal";
}

function snakeCase(name: string): string {
  return name.replaceAll(/([a-z])([A-Z])/g, "$1_$2");
}
