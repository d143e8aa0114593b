import type { TSESTree } from "@typescript-eslint/types";
import { constant } from "../make-value.ts";
import { choiceOf } from "../object-value.ts";
import type { ParameterRoot, Reference, Value } from "../value.ts";
import { evaluate } from "./expressions.ts";
import { member } from "./members.ts";
import type { Run } from "./run.ts";

/** What an argument stands for: one value, or those of a list that is spread. */
export function argumentValues(run: Run, argument: TSESTree.CallExpressionArgument): readonly Value[] {
  if (argument.type !== "SpreadElement") return [evaluate(run, argument)];
  const spread = evaluate(run, argument.argument);
  if (spread.kind === "reference" && spread.root.kind === "parameter" && spread.root.rest && spread.path.length === 0) return partsOfRest(run, spread, spread.root);
  return spread.kind === "list" ? spread.items.map((item) => (item.optional ? choiceOf([item.value, constant(undefined, argument)], item.value.node) : item.value)) : [spread];
}

/** What is passed on of `...args`, each by its place: as many as its type says there are, else the first. */
function partsOfRest(run: Run, args: Reference, { fn, index }: ParameterRoot): readonly Value[] {
  const parameter = fn.params[index];
  const type = parameter?.type === "RestElement" ? parameter.typeAnnotation?.typeAnnotation : undefined;
  const count = type?.type === "TSTupleType" ? type.elementTypes.length : 1;
  return Array.from({ length: count }, (_, at) => member(run, args, String(at), args.node));
}
