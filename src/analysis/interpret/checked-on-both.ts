import type { Node } from "../../syntax/source-file.ts";
import { keyOf, reference, referencesIn } from "../make-value.ts";
import { standingOf } from "../standing.ts";
import type { Reference } from "../value.ts";
import { shownFacts } from "./conditions.ts";
import type { Fact } from "./facts.ts";
import type { Run } from "./run.ts";
import type { State } from "./state.ts";

/** What was checked on both of two ways is checked after them, though each way looked at it by a check of its own. */
export function checkedOnBoth(run: Run, a: State, b: State, node: Node): readonly Fact[] {
  const { ofA, ofB } = a.facts.split(b.facts);
  if (ofA.size === 0 || ofB.size === 0) return [];
  const [tiedOnA, tiedOnB] = [tiedBy(ofA), tiedBy(ofB)];
  const checked = [...tiedOnA].filter(([key, one]) => tiedOnB.has(key) && isSomebodys(run, a, one) && isSomebodys(run, b, one));
  return shownFacts(checked.map(([, one]) => one), node);
}

/** What facts tie to something, rows as a whole, by its key. */
function tiedBy(facts: ReadonlyMap<string, Fact>): ReadonlyMap<string, Reference> {
  const tied = [...facts.values()].flatMap((fact) => (fact.kind === "tie" ? [fact.a, ...referencesIn(fact.b)] : []));
  return new Map(tied.map((one) => (one.root.kind === "row" ? reference(one.root, []) : one)).map((one) => [keyOf(one), one]));
}

/** True where a check says that something belongs to who is asking; how a row was loaded is no such check. */
function isSomebodys(run: Run, state: State, one: Reference): boolean {
  const standing = standingOf(run, state, one, one.root.kind === "row" ? new Set([one.root.access]) : undefined);
  return standing.kind === "trusted" && standing.checked;
}
