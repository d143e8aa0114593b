import type { Catalog, Model } from "../../catalog/catalog.ts";
import { namesDoer } from "../../catalog/principal.ts";
import { namesAmong, roleOf } from "../column-role.ts";
import { reference } from "../make-value.ts";
import { pinsOf } from "../pins.ts";
import type { Reference, RowRoot, Value } from "../value.ts";
import type { Fact, Tie } from "./facts.ts";
import { foundFacts } from "./found.ts";
import type { Run } from "./run.ts";

/**
 * `members.some((one) => one.userId === user.id)`, of members that were looked up by one tenant: whoever is among them
 * belongs to it, and so do they all.
 */
export function factsAmongMembers(run: Run, facts: readonly Fact[]): readonly Fact[] {
  return facts.flatMap((fact) => {
    if (fact.kind !== "tie") return [];
    const member = [fact.a, fact.b].find((side) => isOfMember(run, side));
    return member ? [fact, ...foundFacts(member)] : factsAmongNamed(run, fact);
  });
}

/** `deal.participants.some((one) => one.user.equals(user.id))`: who is among those whom a row names has a part in it, and they in nothing else. */
function factsAmongNamed(run: Run, { a, b, node }: Tie): readonly Fact[] {
  return [[a, b] as const, [b, a] as const].flatMap(([named, by]): readonly Fact[] =>
    named.kind === "reference" && isNamedInRow(run, named) ? [{ kind: "tie", a: reference(named.root, [], node), b: by, node, oneWay: true }] : [],
  );
}

/** True for an element of a list in one row that says whose it is, among others. */
function isNamedInRow({ facts: { catalog } }: Run, { root, path }: Reference): boolean {
  const model = root.kind === "row" && path[0] !== "*" ? catalog.models.get(root.access.model) : undefined;
  if (model === undefined) return false;
  const steps = path.filter((step) => !step.includes("("));
  return namesAmong(catalog, model, steps.filter((step) => step !== "*").join(".")) || isNamedByPart(catalog, model, steps);
}

/** `plot.agents.some((one) => one.userId === user.id)`: rows that were loaded with theirs, each of which names somebody. */
function isNamedByPart(catalog: Catalog, model: Model, [relation, each, column, ...deeper]: readonly string[]): boolean {
  if (relation === undefined || each !== "*" || column === undefined || deeper.length > 0) return false;
  return model.fields.get(relation)?.kind === "relation" && roleOf(catalog, model, [relation], column) === "principal" && !namesDoer(column);
}

/** True for the column that names the user in rows which have their tenant in common. */
function isOfMember(run: Run, value: Value): value is Reference & { readonly root: RowRoot } {
  if (value.kind !== "reference" || value.root.kind !== "row") return false;
  const { model: name, filter } = value.root.access;
  const { catalog } = run.facts;
  const model = catalog.models.get(name);
  const [each, column, ...deeper] = value.path;
  if (!model || each !== "*" || column === undefined || deeper.length > 0 || roleOf(catalog, model, [], column) !== "principal") return false;
  return ((filter && pinsOf(filter)) ?? []).some((pin) => !pin.optional && roleOf(catalog, model, pin.path, pin.column) === "tenant");
}
