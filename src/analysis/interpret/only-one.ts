import { ancestorsOf } from "../../frameworks/parts/descendants.ts";
import { contains } from "../../syntax/contains.ts";
import type { Node } from "../../syntax/source-file.ts";
import type { Judgement } from "../judgement.ts";
import { isSignedIn } from "../standing.ts";
import type { Run } from "./run.ts";

/** True for the tenant that an entrance is for where there is only one; elsewhere, in another branch, it is looked up by a name. */
export function isOnlyOne(run: Run, { access, model, reason }: Judgement): boolean {
  if (model.ownership.kind !== "root" || reason !== "no-filter" || access.many || isSignedIn(run)) return false;
  const others = [...run.accesses.values()].filter((one) => one.model === model.name && !one.many && one.filter !== undefined && one.filter.kind !== "all");
  return otherBranches(access.node).some((branch) => others.some(({ node }) => contains(branch, node)));
}

/** The branches that are taken where that of a node is not. */
function otherBranches(node: Node): readonly Node[] {
  return [node, ...ancestorsOf(node)].flatMap((one) => {
    const { parent } = one;
    if (parent?.type !== "IfStatement" || parent.test === one) return [];
    return (parent.consequent === one ? parent.alternate : parent.consequent) ?? [];
  });
}
