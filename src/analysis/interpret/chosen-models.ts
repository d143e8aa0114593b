import { isOwned } from "../../catalog/catalog.ts";
import type { Access } from "../access.ts";
import { judgeFilter } from "../judge.ts";
import type { Judgement } from "../judgement.ts";
import { ORDER } from "../opinion.ts";
import type { Run } from "./run.ts";

/**
 * Of one call on one of several models, the access that is the least well scoped: what holds of that holds of each, and
 * so one of them speaks for all. A row that nobody owns vouches for nothing, and is less than any that is scoped.
 */
export function worstOf(run: Run, accesses: readonly [Access, ...Access[]]): Access {
  const [first, ...others] = accesses.map((access) => ({ access, rank: rankOf(run, access) }));
  if (!first || others.length === 0) return accesses[0];
  return others.reduce((worst, one) => (one.rank > worst.rank ? one : worst), first).access;
}

function rankOf(run: Run, access: Access): number {
  const model = run.facts.catalog.models.get(access.model);
  if (!model || !isOwned(model) || !access.filter) return rankOfVerdict("exempt");
  return rankOfVerdict(judgeFilter(run, run.state, access, model, access.filter).verdict);
}

function rankOfVerdict(verdict: Judgement["verdict"]): number {
  return ORDER.indexOf(verdict);
}
