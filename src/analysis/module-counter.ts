import { findVariable } from "../syntax/declared-before.ts";
import type { Node, SourceFile } from "../syntax/source-file.ts";
import type { Value } from "./value.ts";

/** The `n++`, `n += 1` or `n + 1` of a variable that the whole module shares, where a value is just that. */
export function moduleCounterIn(value: Value, file: SourceFile): Node | undefined {
  const { node } = value;
  const counted = node && countedBy(node);
  if (counted?.type !== "Identifier") return undefined;
  const variable = findVariable(counted.name, counted, file);
  const [definition] = variable?.defs ?? [];
  const isShared = variable?.scope.type === "module" || variable?.scope.type === "global";
  const isChangeable = definition?.type === "Variable" && definition.parent.kind !== "const";
  return isShared && isChangeable ? node : undefined;
}

function countedBy(node: Node): Node | undefined {
  switch (node.type) {
    case "UpdateExpression":
      return node.operator === "++" ? node.argument : undefined;
    case "AssignmentExpression":
      return node.operator === "+=" ? node.left : undefined;
    case "BinaryExpression":
      return node.operator === "+" && node.right.type === "Literal" && typeof node.right.value === "number" ? node.left : undefined;
    default:
      return undefined;
  }
}
