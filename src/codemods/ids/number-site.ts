import type { TSESTree } from "@typescript-eslint/types";
import type { HomemadeId } from "../../analysis/homemade-id.ts";
import { contains } from "../../syntax/contains.ts";
import { findVariable } from "../../syntax/declared-before.ts";
import type { Node, SourceFile } from "../../syntax/source-file.ts";
import { functionAround } from "./nodes.ts";

/** Where a number is made, and where an allocator's call goes instead. */
export interface NumberSite {
  /** The whole expression that makes it, a first number for an empty table included: `last ? last.number + 1 : 1`. */
  readonly made: Node;
  /**
   * Where it is used: inside the call that writes the row, when that is the only use; the allocation then stands there. Else
   * the expression itself.
   */
  readonly place: Node;
  /** True when `place` stands inside the writing call. */
  readonly isInWrite: boolean;
  /** What the replacement is the value of: set for a shorthand property, which needs its key again. */
  readonly key: string | undefined;
}

export function siteOf(id: HomemadeId, file: SourceFile): NumberSite {
  const made = wholeOf(id.node);
  const write = id.goesTo.kind === "column" ? id.goesTo.access.node : undefined;
  if (!write) return { made, place: made, isInWrite: false, key: undefined };
  if (contains(write, made)) return { made, place: made, isInWrite: functionAround(made) === functionAround(write), key: undefined };
  const use = onlyUseOf(made, file);
  if (!use || !contains(write, use) || functionAround(use) !== functionAround(write)) return { made, place: made, isInWrite: false, key: undefined };
  const { parent } = use;
  const isShorthand = parent?.type === "Property" && parent.shorthand;
  return { made, place: isShorthand ? parent : use, isInWrite: true, key: isShorthand && use.type === "Identifier" ? use.name : undefined };
}

/** With the first number for an empty table around it. */
function wholeOf(node: Node): Node {
  const { parent } = node;
  if (parent?.type === "ConditionalExpression" && parent.test !== node && isOne(parent.consequent === node ? parent.alternate : parent.consequent)) return wholeOf(parent);
  if (parent?.type === "LogicalExpression" && parent.operator === "&&" && parent.right === node && parent.parent.type === "LogicalExpression" && isOne(parent.parent.right)) return wholeOf(parent.parent);
  if (parent?.type === "LogicalExpression" && parent.operator !== "&&" && parent.left === node && isOne(parent.right)) return wholeOf(parent);
  return node;
}

export function isOne(node: Node): boolean {
  return node.type === "Literal" && node.value === 1;
}

/** The one place that reads a constant which was given this expression. */
function onlyUseOf(made: Node, file: SourceFile): TSESTree.Node | undefined {
  const { parent } = made;
  if (parent?.type !== "VariableDeclarator" || parent.init !== made || parent.id.type !== "Identifier" || parent.parent.kind !== "const") return undefined;
  const variable = findVariable(parent.id.name, parent.id, file);
  const uses = variable?.references.filter((use) => !use.init) ?? [];
  return uses.length === 1 ? uses[0]?.identifier : undefined;
}
