import type { Node } from "../syntax/source-file.ts";
import type { Run } from "./interpret/run.ts";
import { valueOfVariable } from "./interpret/variables.ts";

/** True for what stands in `new DataLoader(async (ids) => …)`: it gets what anybody asks the loader for. https://github.com/graphql/dataloader#batch-function */
export function isInBatch(run: Run, node: Node | undefined): boolean {
  if (!run.facts.imports.has("dataloader")) return false;
  for (let at = node; at; at = at.parent) if (at.type === "NewExpression" && isLoader(run, at.callee)) return true;
  return false;
}

function isLoader(run: Run, callee: Node): boolean {
  if (callee.type !== "Identifier") return false;
  const maker = valueOfVariable(run, callee);
  return maker.kind === "reference" && maker.root.kind === "import" && maker.root.source === "dataloader";
}
