import { descendantsOf } from "../../frameworks/parts/descendants.ts";
import type { Node } from "../../syntax/source-file.ts";
import type { Run } from "./run.ts";

/** They follow from the tree alone. */
const known = new WeakMap<Node, ReadonlySet<string>>();

/** True for a function, by its address, that its own file calls: `findPlot()`, `this.find()`, `PlotController.find()`. */
export function isCalledHere({ facts: { file } }: Run, address: string): boolean {
  const names = known.get(file.program) ?? new Set([...descendantsOf(file.program)].flatMap((node) => (node.type === "CallExpression" ? calledIn(node.callee) : [])));
  known.set(file.program, names);
  const [owner, ...rest] = address.split(".");
  return names.has(address) || (owner !== undefined && rest.length > 0 && names.has(`this.${rest.join(".")}`));
}

function calledIn(callee: Node): readonly string[] {
  if (callee.type === "Identifier") return [callee.name];
  if (callee.type !== "MemberExpression" || callee.computed || callee.property.type !== "Identifier") return [];
  const { object, property } = callee;
  return object.type === "ThisExpression" ? [`this.${property.name}`] : object.type === "Identifier" ? [`${object.name}.${property.name}`] : [];
}
