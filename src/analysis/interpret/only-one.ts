import { ancestorsOf } from "../../frameworks/parts/descendants.ts";
import { contains } from "../../syntax/contains.ts";
import type { Node } from "../../syntax/source-file.ts";
import type { Judgement } from "../judgement.ts";
import { isSignedIn } from "../standing.ts";
import type { Run } from "./run.ts";

/** True for the tenant that an entrance is for where there is only one: beside the branch that takes it, others look it up by a name. */
export function isOnlyOne(run: Run, { access, model, reason }: Judgement): boolean {
  if (model.ownership.kind !== "root" || reason !== "no-filter" || access.many || isSignedIn(run)) return false;
  const { fn } = run.frame;
  const branch = fn && branchAround(access.node);
  if (!fn || !branch) return false;
  return [...run.accesses.values()].some((one) => one.model === model.name && !one.many && one.filter !== undefined && one.filter.kind !== "all" && contains(fn, one.node) && !contains(branch, one.node));
}

/** What a condition decides on, where a node stands in such. */
function branchAround(node: Node): Node | undefined {
  return [node, ...ancestorsOf(node)].find((one) => one.parent?.type === "IfStatement" && one.parent.test !== one);
}
