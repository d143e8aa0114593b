import { wordsOf } from "../../frameworks/parts/words.ts";
import type { Among, Conditional, Fact, Presence, Tie } from "./facts.ts";

/** What is asked again and again of the facts of one layer. */
export interface FactDigest {
  readonly absent: readonly Presence[];
  /** Ties that hold where something is set. */
  readonly whenSet: readonly Tie[];
  /** Ties that hold where a value is a constant. */
  readonly where: readonly Conditional[];
  readonly among: readonly Among[];
  /** Ids of the roots of all that is tied without a condition. */
  readonly tied: ReadonlySet<string>;
  /** True where somebody got here by a flag that lifts them above the others: `if (user.isAdmin) return true`. */
  readonly isForAdmins: boolean;
}

const digests = new WeakMap<ReadonlyMap<string, Fact>, FactDigest>();

/** The digest of a layer that does not change any more. */
export function digestOf(layer: ReadonlyMap<string, Fact>): FactDigest {
  const known = digests.get(layer) ?? digest(layer);
  digests.set(layer, known);
  return known;
}

function digest(layer: ReadonlyMap<string, Fact>): FactDigest {
  const absent: Presence[] = [];
  const whenSet: Tie[] = [];
  const where: Conditional[] = [];
  const among: Among[] = [];
  const tied = new Set<string>();
  let isForAdmins = false;
  for (const fact of layer.values()) {
    if (fact.kind === "absent") absent.push(fact);
    else if (fact.kind === "present") isForAdmins ||= isAdminFlag(fact.value.path.at(-1));
    else if (fact.kind === "when-set") whenSet.push(fact.tie);
    else if (fact.kind === "where") where.push(fact);
    else if (fact.kind === "among") among.push(fact);
    else if (fact.kind === "tie") {
      tied.add(fact.a.root.id);
      if (fact.b.kind === "reference") tied.add(fact.b.root.id);
    }
  }
  return { absent, whenSet, where, among, tied, isForAdmins };
}

function isAdminFlag(name: string | undefined): boolean {
  return name !== undefined && /admin|superuser|staff/i.test(name) && wordsOf(name).some((word) => /^(admin|superuser|superadmin|staff)$/.test(word));
}
