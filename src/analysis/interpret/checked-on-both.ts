import type { Node } from "../../syntax/source-file.ts";
import { keyOf, reference, referencesIn } from "../make-value.ts";
import { originOf } from "../origin.ts";
import { published } from "../publication.ts";
import { isPublic, standingOf } from "../standing.ts";
import type { Reference } from "../value.ts";
import { shownFacts } from "./conditions.ts";
import type { Fact } from "./facts.ts";
import type { Run } from "./run.ts";
import type { State } from "./state.ts";

/** What was checked on both of two ways is checked after them, though each way looked at it by a check of its own; `joined` is what else holds then. */
export function checkedOnBoth(run: Run, a: State, b: State, joined: State, node: Node | undefined): readonly Fact[] {
  const { ofA, ofB } = a.facts.split(b.facts);
  if (ofA.size === 0 || ofB.size === 0) return [];
  const [tiedOnA, tiedOnB] = [tiedBy(ofA), tiedBy(ofB)];
  return [...tiedOnA].flatMap(([key, one]) => {
    // What the session says needs no check.
    if (!tiedOnB.has(key) || originOf(one, run.facts) === "identity") return [];
    const onA = checkerOf(run, a, one);
    const onB = onA && checkerOf(run, b, one);
    // What is as sound without them was checked on neither.
    if (!onA || !onB || checkerOf(run, joined, one)) return [];
    if (onA === "everybody" || onB === "everybody") return one.root.kind === "row" ? [published(one)] : [];
    const named = [onA, onB].filter((checker) => checker !== "session");
    const [checker] = named;
    if (checker === undefined) return shownFacts([one], node);
    return named.every((other) => keyOf(other) === keyOf(checker)) ? [{ kind: "tie", a: one, b: checker, node }] : [];
  });
}

/** What facts tie to something, rows as a whole, by its key. */
function tiedBy(facts: ReadonlyMap<string, Fact>): ReadonlyMap<string, Reference> {
  const tied = [...facts.values()].flatMap((fact) => (fact.kind === "tie" ? [fact.a, ...referencesIn(fact.b)] : []));
  return new Map(tied.map((one) => (one.root.kind === "row" ? reference(one.root, []) : one)).map((one) => [keyOf(one), one]));
}

/** Whose something is by a check: the session's, or of what the callers pass as the tenant or the user; everybody's where it is public. How a row was loaded is no check. */
function checkerOf(run: Run, state: State, one: Reference): Reference | "session" | "everybody" | undefined {
  const standing = standingOf(run, state, one, one.root.kind === "row" ? new Set([one.root.access]) : undefined);
  if (standing.kind === "trusted" && standing.checked) return "session";
  if (standing.kind === "argument" && standing.checked) return standing.reference;
  return isPublic(run, state, one) ? "everybody" : undefined;
}
