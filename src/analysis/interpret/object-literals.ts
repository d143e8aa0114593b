import type { TSESTree } from "@typescript-eslint/types";
import { literalOf } from "../../syntax/object-literal.ts";
import type { Node } from "../../syntax/source-file.ts";
import { unknown } from "../make-value.ts";
import { choiceOf, entriesOf } from "../object-value.ts";
import type { ObjectEntry, Value } from "../value.ts";
import { evaluate } from "./expressions.ts";
import { propertyKey } from "./patterns.ts";
import type { Run } from "./run.ts";

/** What an object literal is: one object, or one of a few where it spreads one of several. */
export function evaluateObject(run: Run, node: TSESTree.ObjectExpression): Value {
  let ways = 1;
  const parts = node.properties.map((property): readonly (readonly ObjectEntry[])[] => {
    if (property.type === "SpreadElement") {
      const alternatives = spreadAlternatives(evaluate(run, run.trial ? spreadIn(property.argument) : property.argument), property, MOST_OBJECTS / ways);
      ways *= alternatives.length;
      return alternatives;
    }
    const value = evaluate(run, property.value);
    const key = propertyKey(run, property);
    if (key === undefined) return [[{ kind: "spread", value: unknown("computed key", property), node: property }]];
    return [[{ kind: "property", key, value, optional: false, node: property }]];
  });
  const [first, ...others] = combined(parts).map((entries): Value => ({ kind: "object", entries, node }));
  return first ? choiceOf([first, ...others], node) : { kind: "object", entries: [], node };
}

/** `...(args.where ?? {})`: what spreads nothing where it is missing may as well be spread as it is. */
function spreadIn(node: TSESTree.Expression): TSESTree.Expression {
  return node.type === "LogicalExpression" && node.operator !== "&&" && literalOf(node.right)?.properties.length === 0 ? node.left : node;
}

/** An object that may be written in more ways than these is read as one whose properties may be absent. */
const MOST_OBJECTS = 4;

function combined(parts: readonly (readonly (readonly ObjectEntry[])[])[]): readonly (readonly ObjectEntry[])[] {
  return parts.reduce<readonly (readonly ObjectEntry[])[]>((all, part) => all.flatMap((before) => part.map((entries) => [...before, ...entries])), [[]]);
}

/** `...(isOwner ? { ownerId } : { teamId })` writes one or the other: what belongs together stays together. */
function spreadAlternatives(value: Value, node: Node, most: number): readonly (readonly ObjectEntry[])[] {
  const isEither = value.kind === "choice" && value.options.length <= most && value.options.every((option) => option.kind === "object" && option.entries.length > 0);
  return isEither ? value.options.flatMap((option) => (option.kind === "object" ? [option.entries] : [])) : [spreadEntries(value, node)];
}

/** A spread of a known object stands for its properties; of nothing, for nothing; of one of several, for what they may set. */
function spreadEntries(value: Value, node: Node): readonly ObjectEntry[] {
  if (value.kind === "object") return value.entries;
  if (value.kind === "constant") return [];
  if (value.kind !== "choice") return [{ kind: "spread", value, node }];
  const objects = value.options.filter((option) => option.kind === "object");
  const isPlain = objects.every((option) => option.entries.every((entry) => entry.kind === "property"));
  if (!isPlain || value.options.some((option) => option.kind !== "object" && option.kind !== "constant")) return [{ kind: "spread", value, node }];
  const merged = entriesOf(value);
  return [...merged].map(([key, property]): ObjectEntry => ({ kind: "property", key, value: property.value, optional: property.mayBeAbsent, node: property.node }));
}
