import { originAt } from "../../frameworks/shape.ts";
import { keyOf, reference } from "../make-value.ts";
import { isEverybody } from "../publication.ts";
import type { Reference } from "../value.ts";
import { Layers } from "./layers.ts";
import { keyOfFact, type Fact, type Facts, type Tie } from "./facts.ts";
import { commonFacts } from "./join-states.ts";

/**
 * What several ways have in common. Where each of them ties the same two things by another of their ids (the owner of a
 * plot in one, a member of its team in another), the things as wholes belong together; all that the session says is one thing.
 */
export function shared(lists: readonly (readonly Fact[])[]): readonly Fact[] {
  const ways = withoutOperators(lists);
  const same = [...inAll(ways), ...publicOrTied(ways)];
  return haveMore(ways, same) ? [...same, ...sharedWholes(ways, same)] : same;
}

/** Operators may reach every tenant's rows: beside their way, what holds for everybody else decides. */
function withoutOperators(lists: readonly (readonly Fact[])[]): readonly (readonly Fact[])[] {
  const others = lists.filter((facts) => !facts.some(({ kind }) => kind === "operators"));
  return others.length > 0 ? others : lists;
}

/** A row that everybody may see on one way, and that is tied to something on every other, is no more than public. */
function publicOrTied(lists: readonly (readonly Fact[])[]): readonly Fact[] {
  if (lists.length < 2 || !lists.some((facts) => facts.some(isPublished))) return [];
  const isTiedIn = (facts: readonly Fact[], { a: { root } }: Tie): boolean => facts.some((fact) => fact.kind === "tie" && (fact.a.root.id === root.id || (fact.b.kind === "reference" && fact.b.root.id === root.id)));
  const all = new Map(lists.flat().filter(isPublished).map((fact) => [keyOfFact(fact), fact]));
  return [...all.values()].filter((fact) => lists.every((facts) => isTiedIn(facts, fact)));
}

function isPublished(fact: Fact): fact is Tie {
  return fact.kind === "tie" && fact.b.kind === "reference" && isEverybody(fact.b.root);
}

/** True where every way ties something more, and no two the same: which of them holds depends on more than facts can say. */
export function isUndecided(lists: readonly (readonly Fact[])[]): boolean {
  const same = inAll(lists);
  return haveMore(lists, same) && sharedWholes(lists, same).length === 0;
}

function inAll(lists: readonly (readonly Fact[])[]): readonly Fact[] {
  const [only, ...more] = lists;
  if (more.length === 0) return only ?? [];
  if (lists.some((facts) => facts.length === 0)) return [];
  const [first, ...rest] = lists.map(factsOf);
  return first ? [...rest.reduce(commonFacts, first).entries().values()] : [];
}

function factsOf(list: readonly Fact[]): Facts {
  const facts: Facts = new Layers();
  for (const fact of list) facts.set(keyOfFact(fact), fact);
  return facts;
}

function haveMore(lists: readonly (readonly Fact[])[], same: readonly Fact[]): boolean {
  if (lists.length < 2 || !lists.every((facts) => facts.some(isTie))) return false;
  const known = new Set(same.map(keyOfFact));
  return lists.every((facts) => facts.some((fact) => isTie(fact) && !known.has(keyOfFact(fact))));
}

/** True for a fact that lets two things vouch for each other. */
export function isTie(fact: Fact): fact is Tie {
  return fact.kind === "tie" && fact.b.kind === "reference" && fact.oneWay !== true;
}

function sharedWholes(lists: readonly (readonly Fact[])[], same: readonly Fact[]): readonly Fact[] {
  const known = new Set(same.map(keyOfFact));
  const [first = new Map<string, Fact>(), ...rest] = lists.map((facts) => wholesTied(facts.filter(isTie)));
  return [...first].filter(([key, fact]) => !known.has(keyOfFact(fact)) && rest.every((pairs) => pairs.has(key))).map(([, fact]) => fact);
}

/** Every two things that ties lead between, over rows that hold both. */
function wholesTied(ties: readonly Tie[]): ReadonlyMap<string, Fact> {
  const groups: { readonly keys: Set<string>; readonly members: Reference[] }[] = [];
  for (const { a, b } of ties) {
    const both = [a, b].filter((one): one is Reference => one.kind === "reference" && isNaming(one));
    if (both.length < 2) continue;
    const keys = both.map(nodeOf);
    const joined = groups.filter((group) => keys.some((key) => group.keys.has(key)));
    for (const one of joined) groups.splice(groups.indexOf(one), 1);
    groups.push({ keys: new Set([...keys, ...joined.flatMap((group) => [...group.keys])]), members: [...both, ...joined.flatMap((group) => group.members)] });
  }
  return new Map(groups.flatMap(({ members }) => pairsOf(members)));
}

/** More things than these in one group are a list of data, not a guard's arguments. */
const MOST_WHOLES = 16;

/**
 * Every two wholes among the members: different roots, or different properties of one. The session stands for all that is read from it;
 * of a request, which is no whole, each part stands for itself.
 */
function pairsOf(members: readonly Reference[]): readonly (readonly [string, Fact])[] {
  const wholes = new Map<string, Reference>();
  for (const member of members) {
    const { root, path, node } = member;
    if (isEntered(member)) wholes.set(nodeOf(member), member);
    else for (const whole of [reference(root, [], node), reference(root, path.slice(0, 1), node)]) wholes.set(keyOf(whole), whole);
  }
  if (wholes.size > MOST_WHOLES) return [];
  return [...wholes].flatMap((one) => [...wholes].flatMap((other) => pairOf(one, other)));
}

function pairOf([keyOfA, a]: readonly [string, Reference], [keyOfB, b]: readonly [string, Reference]): readonly (readonly [string, Fact])[] {
  const depth = a.root.id === b.root.id ? 1 : 0;
  const isWhole = (one: Reference): boolean => isEntered(one) || one.path.length === depth;
  if (!isWhole(a) || !isWhole(b) || keyOfA >= keyOfB) return [];
  return [[`${keyOfA} ${keyOfB}`, { kind: "tie", a, b, node: undefined }]];
}

/** What stands for all that is read from the session. */
const SESSION = "the session";

function isOfSession({ root, path }: Reference): boolean {
  return (root.kind === "parameter" || root.kind === "call") && originAt(root.shape, path) === "identity";
}

/** True for what a framework says of: the session's, or what a request holds, which is many things that have nothing to do with each other. */
function isEntered({ root }: Reference): boolean {
  return (root.kind === "parameter" || root.kind === "call") && root.shape !== undefined;
}

/** Columns of one row stand together; parts of an argument do not. */
function nodeOf(value: Reference): string {
  if (isOfSession(value)) return SESSION;
  return value.root.kind === "row" ? value.root.id : keyOf(value);
}

/** True for a whole, which what a framework hands over is not, and for an id. */
function isNaming({ root, path }: Reference): boolean {
  const last = path.findLast((step) => step !== "*");
  if (last !== undefined) return /(^id|Id|_id|Ids|_ids|^ids)$/.test(last);
  return (root.kind !== "parameter" && root.kind !== "call") || root.shape === undefined || typeof root.shape === "string";
}
