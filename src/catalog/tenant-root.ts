import type { DeclaredModel } from "./declared-model.ts";
import { dependents, type KeyIndex } from "./key-index.ts";
import { type UserLink, userLink } from "./memberships.ts";
import { servesSignIn } from "./principal.ts";
import { nameWeight } from "./tenant-names.ts";

/** A model that may be the tenant, with what speaks for it. */
export interface Candidate {
  readonly model: DeclaredModel;
  readonly points: number;
  /** Models that hold its key. */
  readonly holders: number;
  readonly because: string;
}

/** Below this, nothing speaks clearly enough for a model. */
const enough = 45;

/** As many models must at least hold the key that each user names, where its name does not say that it is the tenant's. */
const manyHolders = 5;

/** The model that is the tenant: the best candidate, or the tenant-like model above it. */
export function findRoot(keys: KeyIndex, user: DeclaredModel | undefined): Candidate | undefined {
  const candidates = [...keys.models.values()].flatMap((model) => candidate(model, keys, user) ?? []);
  candidates.sort((a, b) => b.points - a.points || b.holders - a.holders || (a.model.name < b.model.name ? -1 : 1));
  // What people work on together, such as a deal, has members with roles too: only where nothing has a tenant's name is it the tenant.
  let best = candidates.find(({ model, points }) => points >= enough && nameWeight(model.name).weight !== "none") ?? candidates[0];
  if (!best || best.points < enough) return undefined;
  const seen = new Set([best.model]);
  for (let above = outer(best, candidates, keys); above && !seen.has(above.model); above = outer(best, candidates, keys)) {
    seen.add(above.model);
    best = { ...above, because: `${above.because} ${best.model.name} belongs to it.` };
  }
  return best;
}

function candidate(model: DeclaredModel, keys: KeyIndex, user: DeclaredModel | undefined): Candidate | undefined {
  if (model === user || model.kind === "view") return undefined;
  const { weight, whole } = nameWeight(model.name);
  const link = userLink(model, keys, user);
  const holding = keys.holders(model).length;
  const joined = link?.kind === "membership" ? link.role : link?.kind === "column" && holding >= Math.max(manyHolders, 0.4 * keys.models.size);
  if (weight === "none" && !joined) return undefined;
  // One user's own account, store or project is a row of that user; only what several users share is a tenant.
  if (link?.kind === "owner" && link.required && !(weight === "strong" && whole)) return undefined;
  if (holding === 0) return undefined;
  const reached = dependents(model, keys).size;
  const share = reached / Math.max(1, keys.models.size - 1);
  // Renters are called tenants too, and events have participants with roles: at least half of the other models must hang on such a model.
  // Tables that another library knows of, such as those that a script imports, say nothing of the models of this one.
  const others = [...keys.models.values()].filter((each) => each !== model && each.library === model.library && each !== user && !servesSignIn(each)).length;
  if ((weight === "none" || link === undefined || link.kind === "owner") && reached < others / 2) return undefined;
  const name = weight === "none" ? 0 : (weight === "strong" ? 40 : 20) / (whole ? 1 : 2);
  const points = name + tie(link, user) + 40 * share;
  const reasons = [...(weight === "none" ? [] : ["it has a tenant's name"]), `${holding} of ${keys.models.size - 1} other models hold its key (${reached} hang on it)`, ...linkText(link)];
  return { model, points, holders: holding, because: `${model.name} is the tenant: ${reasons.join(", ")}.` };
}

/** Points for the tie to the users; a model that no user is tied to is more likely a catalogue. */
function tie(link: UserLink | undefined, user: DeclaredModel | undefined): number {
  if (link === undefined) return user ? -30 : 0;
  if (link.kind === "membership") return link.role ? 40 : 30;
  return link.kind === "column" ? 30 : link.kind === "many-to-many" ? 25 : 10;
}

function linkText(link: UserLink | undefined): string[] {
  if (link === undefined) return [];
  if (link.kind === "membership") return [`${link.through} makes users its members${link.role ? " with a role" : ""}`];
  if (link.kind === "column") return [`each user names one in ${link.column}`];
  if (link.kind === "many-to-many") return [`users list theirs in ${link.field}`];
  return [`it names its user in ${link.column}`];
}

/** The tenant-like model that a candidate must belong to, such as the organization of a project. */
function outer(inner: Candidate, candidates: readonly Candidate[], keys: KeyIndex): Candidate | undefined {
  return candidates.find(({ model, points }) => {
    const { weight, whole } = nameWeight(model.name);
    const trusted = points >= enough || (weight === "strong" && whole);
    return trusted && keys.columns(inner.model, model).some((field) => field.required) && keys.columns(model, inner.model).length === 0;
  });
}
