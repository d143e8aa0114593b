import { isFunction } from "../syntax/functions.ts";
import type { Node, SourceFile } from "../syntax/source-file.ts";

/**
 * True for a program that somebody runs by hand, over the rows of everybody: it starts itself, ends itself, and neither serves requests
 * nor hands anything on. `main().finally(() => prisma.$disconnect())`
 */
export function isRunByHand({ program, text }: SourceFile): boolean {
  if (!/\$disconnect\(|\bprocess\.exit\(/.test(text) || /\.listen\(|\bserve\(|\bmodule\.exports\b|^export\b/m.test(text)) return false;
  return program.body.some((statement) => statement.type === "ExpressionStatement" && startsItself(statement.expression));
}

/** `main()`, `void main().catch(report)`, `(async () => { … })()`. */
function startsItself(node: Node): boolean {
  switch (node.type) {
    case "UnaryExpression":
    case "AwaitExpression":
      return startsItself(node.argument);
    case "CallExpression":
      return node.callee.type === "MemberExpression" ? startsItself(node.callee.object) : node.callee.type === "Identifier" || isFunction(node.callee);
    default:
      return false;
  }
}
