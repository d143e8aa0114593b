import { keyOf, referencesIn } from "../make-value.ts";
import { choiceOf } from "../object-value.ts";
import { standingOf } from "../standing.ts";
import type { Reference, Value } from "../value.ts";
import type { Tie } from "./facts.ts";
import type { Frame, Run } from "./run.ts";
import type { Holder, State } from "./state.ts";

/**
 * What variables hold where two ways met, with what was known of it on the one way on which they were set to it:
 * `if (id && isAgent) { await findOwn(id); target = id } else target = session.id` looked at the id wherever it is the target.
 */
export function knownWhereSet(run: Run, joined: State, a: State, b: State, differing: ReadonlyMap<Holder, Value>): readonly (readonly [Holder, Value])[] {
  const ofBoth = [...differing].filter(([holder, value]) => isOfParts(value) && value !== a.variables.get(holder) && value !== b.variables.get(holder));
  if (ofBoth.length === 0) return [];
  const [tiesOfA, tiesOfB] = [tiesBeyond(a, joined), tiesBeyond(b, joined)];
  if (tiesOfA.length === 0 && tiesOfB.length === 0) return [];
  return ofBoth.flatMap(([holder, value]) => {
    const [ofA, ofB] = [keysIn(a.variables.get(holder)), keysIn(b.variables.get(holder))];
    const told = withReferences(run, value, (one) => {
      const [onA, onB] = [ofA.has(keyOf(one)), ofB.has(keyOf(one))];
      return onA === onB ? one : withTies(one, onA ? tiesOfA : tiesOfB);
    });
    return told === value ? [] : [[holder, told] as const];
  });
}

/**
 * What a function gives on each of its ways, with what was known on that way of what it gives on no other:
 * `if (kind === "none") return {}; await findOwn(id); return { plotId: id }` looked at the id wherever it is the plot's.
 */
export function knownWhereGiven(run: Run, returns: Frame["returns"], before: State["facts"]): readonly Value[] {
  if (returns.length < 2) return returns.map(({ value }) => value);
  const held = returns.map(({ value }) => keysIn(value));
  return returns.map(({ value, state }, index) => {
    const own = new Set([...(held[index] ?? [])].filter((key) => !held.some((others, at) => at !== index && others.has(key))));
    const ties = own.size > 0 ? [...state.facts.beyond(before).values()].filter((fact) => fact.kind === "tie") : [];
    return ties.length > 0 ? withReferences(run, value, (one) => (own.has(keyOf(one)) && isLookedAt(run, state, one) ? withTies(one, ties) : one)) : value;
  });
}

/** True for what is tied to the session, or to what the callers pass as the tenant or the user: that there is a row by an id says nothing of whose it is. */
function isLookedAt(run: Run, state: State, one: Reference): boolean {
  const { kind } = standingOf(run, state, one);
  return kind === "trusted" || kind === "argument";
}

/** A value without what was known of it: before the end of its way, it may have been set without having been looked at yet. */
export function withoutKnown(run: Run, value: Value): Value {
  return withReferences(run, value, (one) => (one.known ? { ...one, known: undefined } : one));
}

function isOfParts({ kind }: Value): boolean {
  return kind === "choice" || kind === "list" || kind === "object";
}

/** What one of two ways tied that is not known where they met. */
function tiesBeyond(way: State, joined: State): readonly Tie[] {
  return [...way.facts.beyond(joined.facts)].flatMap(([key, fact]) => (fact.kind === "tie" && !joined.facts.has(key) ? [fact] : []));
}

function keysIn(value: Value | undefined): ReadonlySet<string> {
  return new Set(value ? referencesIn(value).map(keyOf) : []);
}

/** All of them, since what it was tied to there may be tied to the session there. */
function withTies(one: Reference, ties: readonly Tie[]): Reference {
  const key = keyOf(one);
  const isOfOne = (tied: Value): boolean => tied.kind === "reference" && tied.root.id === one.root.id && `${keyOf(tied)}.`.startsWith(`${key}.`);
  return ties.some((tie) => isOfOne(tie.a) || isOfOne(tie.b)) ? { ...one, known: [...(one.known ?? []), ...ties] } : one;
}

/** A value with others in the place of its references; itself where they are the same. */
function withReferences(run: Run, value: Value, change: (one: Reference) => Reference): Value {
  const changed = (part: Value): Value => withReferences(run, part, change);
  switch (value.kind) {
    case "reference":
      return change(value);
    case "choice": {
      const [first = value, ...rest] = value.options.map(changed);
      return isSame([first, ...rest], value.options) ? value : asBefore(run, value, choiceOf([first, ...rest], value.node));
    }
    case "list": {
      const parts = value.items.map((item) => changed(item.value));
      return isSame(parts, value.items.map((item) => item.value)) ? value : asBefore(run, value, { ...value, items: value.items.map((item, index) => ({ ...item, value: parts[index] ?? item.value })) });
    }
    case "object": {
      const parts = value.entries.map((entry) => changed(entry.value));
      return isSame(parts, value.entries.map((entry) => entry.value)) ? value : asBefore(run, value, { ...value, entries: value.entries.map((entry, index) => ({ ...entry, value: parts[index] ?? entry.value })) });
    }
    default:
      return value;
  }
}

function isSame(parts: readonly Value[], before: readonly Value[]): boolean {
  return parts.every((part, index) => part === before[index]);
}

/** A value in the place of another teaches what that taught. */
function asBefore(run: Run, before: Value, value: Value): Value {
  const outcome = run.outcomes.get(before);
  if (outcome) run.outcomes.set(value, outcome);
  return value;
}
