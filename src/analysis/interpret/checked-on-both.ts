import type { Node } from "../../syntax/source-file.ts";
import { keyOf, reference, referencesIn } from "../make-value.ts";
import { originOf } from "../origin.ts";
import { published } from "../publication.ts";
import { isPublic, standingOf } from "../standing.ts";
import type { Reference } from "../value.ts";
import { shownFacts } from "./conditions.ts";
import type { Fact, Tie } from "./facts.ts";
import type { Run } from "./run.ts";
import type { State } from "./state.ts";

/** What was checked on both of two ways is checked after them, though each way looked at it by a check of its own; `joined` is what else holds then. */
export function checkedOnBoth(run: Run, a: State, b: State, joined: State, node: Node | undefined): readonly Fact[] {
  const { ofA, ofB } = a.facts.split(b.facts);
  const [onlyOnA, onlyOnB] = [tiesBeyond(ofA, ofB), tiesBeyond(ofB, ofA)];
  if (onlyOnA.length === 0 || onlyOnB.length === 0) return [];
  return [...tiedBy([...onlyOnA, ...onlyOnB])].flatMap((one) => {
    // What the session says, or is the server's own, needs no check.
    if (/^(identity|server)$/.test(originOf(one, run.facts) ?? "")) return [];
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

/** The ties that only the first of two ways knows: what both knew before them may stand in either. */
function tiesBeyond(facts: ReadonlyMap<string, Fact>, others: ReadonlyMap<string, Fact>): readonly Tie[] {
  return [...facts].flatMap(([key, fact]) => (fact.kind === "tie" && others.get(key) !== fact ? [fact] : []));
}

/** What ties lead from and to, rows as a whole. */
function tiedBy(ties: readonly Tie[]): Iterable<Reference> {
  const tied = ties.flatMap(({ a, b }) => [a, ...referencesIn(b)]);
  return new Map(tied.map((one) => (one.root.kind === "row" ? reference(one.root, []) : one)).map((one) => [keyOf(one), one])).values();
}

/** Whose something is by a check: the session's, or of what the callers pass as the tenant or the user; everybody's where it is public. How a row was loaded is no check. */
function checkerOf(run: Run, state: State, one: Reference): Reference | "session" | "everybody" | undefined {
  const standing = standingOf(run, state, one, one.root.kind === "row" ? new Set([one.root.access]) : undefined);
  if (standing.kind === "trusted" && standing.checked) return "session";
  if (standing.kind === "argument" && standing.checked) return standing.reference;
  return isPublic(run, state, one) ? "everybody" : undefined;
}
