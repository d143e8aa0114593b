import type { TSESTree } from "@typescript-eslint/types";
import type { Node } from "../../syntax/source-file.ts";
import type { Value } from "../value.ts";
import { evaluate } from "./expressions.ts";
import { withParts } from "./hanging-parts.ts";
import type { Run } from "./run.ts";

/** True for a test that always holds where it stands: of what is known to be there, and of a list that holds something in any case. */
export function isSureToHold(run: Run, test: Value, node: Node): boolean {
  return test.kind === "reference" ? run.state.isPresent(test) : isOfFilledList(run, node);
}

/** `where.length > 0 ? sql + where.join(" and ") : sql`. */
function isOfFilledList(run: Run, test: Node): boolean {
  const length = test.type === "BinaryExpression" ? comparedWithNothing(test) : test;
  if (length?.type !== "MemberExpression" || length.object.type !== "Identifier" || length.property.type !== "Identifier" || length.property.name !== "length") return false;
  const list = withParts(run.state, evaluate(run, length.object));
  return list.kind === "list" && list.items.some(({ optional, many }) => !optional && !many);
}

/** `where.length` of `where.length > 0`, `where.length !== 0` and `where.length >= 1`. */
function comparedWithNothing({ operator, left, right }: TSESTree.BinaryExpression): Node | undefined {
  const least = right.type !== "Literal" ? undefined : operator === ">=" ? 1 : operator === ">" || operator === "!==" || operator === "!=" ? 0 : undefined;
  return least !== undefined && right.type === "Literal" && right.value === least ? left : undefined;
}
