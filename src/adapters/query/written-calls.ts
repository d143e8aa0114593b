import type { TSESTree } from "@typescript-eslint/types";
import type { Node } from "../../syntax/source-file.ts";

/** One call of a chain as it is written. */
export interface WrittenCall {
  readonly name: string;
  readonly path: readonly string[];
  readonly node: TSESTree.CallExpression;
}

/** The calls of a chain as they are written, first one first; the table's own call is called nothing. */
export function callsOf(node: Node): readonly WrittenCall[] {
  if (node.type === "TSNonNullExpression" || node.type === "ChainExpression" || node.type === "TSAsExpression") return callsOf(node.expression);
  if (node.type === "MemberExpression") return callsOf(node.object);
  if (node.type !== "CallExpression") return [];
  const { callee } = node;
  if (callee.type !== "MemberExpression" || callee.property.type !== "Identifier") return [{ name: "", path: [], node }];
  const flag = callee.object.type === "MemberExpression" && callee.object.property.type === "Identifier" ? [callee.object.property.name] : [];
  return [...callsOf(callee.object), { name: callee.property.name, path: flag, node }];
}

/** What columns of the table that a call names are qualified by: `"estates as e"`. */
export function aliasWritten({ node }: WrittenCall): string | undefined {
  const [table] = node.arguments;
  return table?.type === "Literal" && typeof table.value === "string" ? (/\s+(?:as\s+)?(\w+)$/i.exec(table.value)?.[1] ?? table.value) : undefined;
}

/** The quote that the text of a call uses. */
export function quoteIn(text: string): "'" | '"' {
  return text.includes("'") && !text.includes('"') ? "'" : '"';
}
