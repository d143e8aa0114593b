import type { Node } from "../../syntax/source-file.ts";
import type { Run } from "./run.ts";

/** What a name of the file's top is declared as: a function, or what a variable is set to. */
export function declaredAtTop(run: Run, name: string): Node | undefined {
  const [variable] = run.facts.file.scopes.scopes.flatMap((scope) => (scope.type === "module" || scope.type === "global" ? scope.set.get(name) ?? [] : []));
  const node = variable?.defs[0]?.node;
  if (node?.type === "VariableDeclarator") return node.init ?? undefined;
  return node?.type === "FunctionDeclaration" ? node : undefined;
}
