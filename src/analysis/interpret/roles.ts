import { isRole, isRoleOfOperators, roleNameOf } from "../operator-check.ts";
import { keyOf } from "../make-value.ts";
import { isNullish, optionsOf } from "../object-value.ts";
import type { Reference, Value } from "../value.ts";
import type { Outcome } from "./run.ts";
import { digestOf } from "./fact-digest.ts";
import { keyOfFact, type Among, type Conditional, type Fact, type Facts } from "./facts.ts";

/** A test of somebody's role that says which of some roles it is: true where it is one of them, or, with `holds` false, where it is none. */
export interface RoleTest {
  readonly value: Reference;
  readonly roles: readonly string[];
  readonly holds: boolean;
}

/** `user.role === Role.OWNER`. */
export function roleTestOf(left: Value, right: Value): RoleTest | undefined {
  return testOf(left, [right]) ?? testOf(right, [left]);
}

/** `[Role.OWNER, Role.AGENT].includes(user.role)`. */
export function roleTestIn(list: Value, value: Value): RoleTest | undefined {
  return list.kind === "list" ? testOf(value, list.items.map((item) => item.value)) : undefined;
}

function testOf(value: Value, listed: readonly Value[]): RoleTest | undefined {
  const role = roleIn(value);
  const roles = role ? listed.flatMap((one) => roleNameOf(one) ?? []) : [];
  return role && roles.length > 0 && roles.length === listed.length ? { value: role, roles, holds: true } : undefined;
}

/** The one role that a value is, where there is one. */
function roleIn(value: Value): Reference | undefined {
  const [only, ...others] = optionsOf(value).filter((option) => !isNullish(option));
  return only?.kind === "reference" && others.length === 0 && isRole(only) ? only : undefined;
}

export function flipped(test: RoleTest | undefined): RoleTest | undefined {
  return test && { ...test, holds: !test.holds };
}

/** `role === "OWNER" || role === "AGENT"`. */
export function eitherRole({ role: one }: Outcome, { role: other }: Outcome): RoleTest | undefined {
  if (!one?.holds || !other?.holds || keyOf(one.value) !== keyOf(other.value)) return undefined;
  return { ...one, roles: [...one.roles, ...other.roles] };
}

/** What `a || b` teaches of roles where it is true: `role !== "OWNER" || plot.companyId === companyId`, or which ones it asks for. */
export function ofRoles(a: Outcome, b: Outcome): readonly Fact[] {
  if (!a.role && !b.role) return [];
  return [...tiedForRoles(flipped(a.role), b.whenTrue), ...tiedForRoles(flipped(b.role), a.whenTrue), ...isOneOf(eitherRole(a, b))];
}

/** What is known of a role where such a test is true. */
export function isOneOf(test: RoleTest | undefined): readonly Among[] {
  return test?.holds ? [{ kind: "among", value: test.value, of: test.roles }] : [];
}

/** The same for a list that is known, or that callers pass. */
export function amongListed(value: Value, list: Value): readonly Among[] {
  const role = roleIn(value);
  if (!role) return [];
  return list.kind === "reference" ? [{ kind: "among", value: role, of: list }] : isOneOf(roleTestIn(list, role));
}

/** Whoever has one of some roles on one of two ways, and one of others on the other, has one of them all behind both. */
export function amongOnEither(ofA: ReadonlyMap<string, Fact>, ofB: ReadonlyMap<string, Fact>): readonly Among[] {
  return amongIn(ofA).flatMap(({ value, of }) => amongIn(ofB).flatMap((other): readonly Among[] => (keyOf(other.value) === keyOf(value) && !("root" in of) && !("root" in other.of) ? [{ kind: "among", value, of: [...new Set([...of, ...other.of])] }] : [])));
}

function amongIn(facts: ReadonlyMap<string, Fact>): readonly Among[] {
  return [...facts.values()].flatMap((fact) => (fact.kind === "among" ? [fact] : []));
}

/** What holds for whoever has one of the roles that a test asks for. */
export function tiedForRoles(test: RoleTest | undefined, facts: readonly Fact[]): readonly Conditional[] {
  if (!test?.holds) return [];
  const ties = facts.flatMap((fact) => (fact.kind === "tie" ? [fact] : []));
  return test.roles.flatMap((constant) => ties.map((tie): Conditional => ({ kind: "where", is: { kind: "is", value: test.value, constant }, tie, always: true })));
}

/** What holds for each of the roles that somebody may have, the platform's own people's left out, who may reach every tenant's rows; where nobody else is left, only they get here. */
export function heldForAll(facts: Facts, { value, of }: Among): readonly Fact[] {
  if ("root" in of) return [];
  const [first, ...rest] = of.filter((role) => !isRoleOfOperators(value, role));
  if (first === undefined) return [{ kind: "operators", by: value }];
  return tiedWhere(facts, value, first).filter(({ is, tie }) => rest.every((constant) => facts.has(keyOfFact({ kind: "where", is: { ...is, constant }, tie, always: true })))).map(({ tie }) => tie);
}

/** The roles for which a value is compared with nothing, where it is for others that somebody may have here. */
export function rolesLeft(facts: Facts, one: Reference): readonly string[] {
  const isCompared = (value: Reference, role: string): boolean => tiedWhere(facts, value, role).some(({ tie }) => [tie.a, tie.b].some((end) => end.kind === "reference" && keyOf(end) === keyOf(one)));
  const left = facts.layers().flatMap((layer) => digestOf(layer).among).flatMap(({ value, of }) => {
    const roles = "root" in of ? [] : of.filter((role) => !isRoleOfOperators(value, role));
    return roles.some((role) => isCompared(value, role)) ? roles.filter((role) => !isCompared(value, role)) : [];
  });
  return [...new Set(left)];
}

function tiedWhere(facts: Facts, value: Reference, role: string): readonly Conditional[] {
  const key = keyOfFact({ kind: "is", value, constant: role });
  return facts.layers().flatMap((layer) => digestOf(layer).where.filter((fact) => fact.always && keyOfFact(fact.is) === key));
}
