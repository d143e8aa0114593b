import type { TSESTree } from "@typescript-eslint/types";
import type { FunctionNode } from "../../syntax/functions.ts";
import type { Node } from "../../syntax/source-file.ts";
import { constant } from "../make-value.ts";
import { choiceOf, isNullish } from "../object-value.ts";
import type { ListItem, Value } from "../value.ts";
import { evaluate } from "./expressions.ts";
import { bind } from "./patterns.ts";
import type { Run } from "./run.ts";

/** How one element of a list is put to what was made of those before it: `where ? and(where, condition) : condition`. */
interface Step {
  readonly made: TSESTree.Identifier;
  readonly element: Node;
  readonly next: Node;
  /** What is made of an element where nothing was made before. */
  readonly first: Node;
}

/** A longer list is put together from too much. */
const LONGEST = 16;

/** `for (const condition of conditions) where = where ? and(where, condition) : condition`: element by element, where they are known. */
export function foldInLoop(run: Run, element: Node, body: Node, collection: Value): boolean {
  const statement = body.type === "BlockStatement" && body.body.length === 1 ? body.body[0] : body;
  if (collection.kind !== "list" || collection.items.length > LONGEST || statement?.type !== "ExpressionStatement") return false;
  const { expression } = statement;
  if (expression.type !== "AssignmentExpression" || expression.operator !== "=" || expression.left.type !== "Identifier") return false;
  const step = stepOf(expression.left, element, expression.right);
  if (step) for (const item of collection.items) put(run, step, item);
  return step !== undefined;
}

/** `conditions.reduce((all, one) => (all ? and(all, one) : one))`, likewise; undefined where it is no such step. */
export function foldByReduce(run: Run, fn: FunctionNode, collection: Value, start: Value | undefined): Value | undefined {
  const [made, element] = fn.params;
  const gives = fn.body.type !== "BlockStatement" ? fn.body : fn.body.body.length === 1 && fn.body.body[0]?.type === "ReturnStatement" ? fn.body.body[0].argument : undefined;
  if (collection.kind !== "list" || collection.items.length > LONGEST || made?.type !== "Identifier" || !element || !gives || fn.async) return undefined;
  const step = stepOf(made, element, gives);
  const items = start ? collection.items : collection.items.slice(1);
  const [first] = collection.items;
  const begin = start ?? (first && valueOf(first));
  // Where any number of elements alike are put together, one of them tells of all.
  if (!step || !begin || (first?.many === true && (!start || isNullish(start)))) return undefined;
  run.walked.add(fn);
  bind(run, made, begin);
  for (const item of items) put(run, step, item);
  return evaluate(run, made);
}

function stepOf(made: TSESTree.Identifier, element: Node, gives: Node): Step | undefined {
  const isMade = (node: Node): boolean => node.type === "Identifier" && node.name === made.name;
  const { next, first } = gives.type === "ConditionalExpression" && isMade(gives.test) ? { next: gives.consequent, first: gives.alternate } : { next: gives, first: gives };
  return next.type === "CallExpression" && next.arguments.some(isMade) ? { made, element, next, first } : undefined;
}

function put(run: Run, { made, element, next, first }: Step, item: ListItem): void {
  bind(run, element, valueOf(item));
  bind(run, made, evaluate(run, isNullish(evaluate(run, made)) ? first : next));
}

function valueOf({ value, optional, many }: ListItem): Value {
  return optional || many ? choiceOf([value, constant(undefined)]) : value;
}
