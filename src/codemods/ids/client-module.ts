import type { FileAnalysis } from "../../analysis/file-analysis.ts";
import type { Node, Refusal } from "../../syntax/source-file.ts";
import { clientOf, isTransactionCallback } from "./client.ts";
import { functionAround } from "./nodes.ts";
import { runtimeModule, type RuntimeModule } from "./runtime-module.ts";

/**
 * The module with the allocators for the client that a query runs on, or on which its transaction was opened; where that is
 * handed in, for the client that other queries of the file use.
 */
export function clientModule(query: Node, { file, catalog, judgements }: FileAnalysis): RuntimeModule | Refusal {
  let refusal: Refusal | undefined;
  for (const node of [query, ...judgements.map(({ access }) => access.node)]) {
    const use = clientOf(node, file);
    const client = use?.transaction === "open" ? transactionOpener(use.client) : use?.client;
    const found = client && runtimeModule(client, file, catalog);
    if (found && "path" in found) return found;
    refusal ??= found;
  }
  return refusal ?? { refused: "The allocator needs a module that exports the database client, and this file imports none." };
}

/** `prisma` of the `prisma.$transaction(async (tx) => …)` around a use of `tx`. */
function transactionOpener(node: Node): Node | undefined {
  for (let at = functionAround(node); at; at = functionAround(at)) {
    const { parent } = at;
    if (isTransactionCallback(at) && parent.type === "CallExpression" && parent.callee.type === "MemberExpression") return parent.callee.object;
  }
  return undefined;
}
