import type { Node } from "../../syntax/source-file.ts";
import type { Value } from "../value.ts";
import type { Outcome, Run } from "./run.ts";
import { nextId } from "./run.ts";
import type { Fact } from "./facts.ts";

/** What an asynchronous function finds out, for whoever waits for it. */
export interface Promised {
  /** What holds once it is done. */
  readonly facts: readonly Fact[];
  /** What its answer teaches. */
  readonly outcome: Outcome;
}

/** How a promise is taken where its call stands: waited for, dropped or tested as it is, or kept in a variable. */
export function takingOf(node: Node): "heard" | "unheard" | "kept" {
  const { parent } = node;
  switch (parent?.type) {
    case "ExpressionStatement":
    case "UnaryExpression":
    case "IfStatement":
      return "unheard";
    case "LogicalExpression":
      return parent.left === node ? "unheard" : takingOf(parent);
    case "ConditionalExpression":
      return parent.test === node ? "unheard" : takingOf(parent);
    case "VariableDeclarator":
      return parent.id.type === "Identifier" ? "kept" : "heard";
    default:
      return "heard";
  }
}

/** Keeps what a promise will teach; until somebody waits for it, its truth says nothing. */
export function keepPromise(run: Run, value: Value, promised: Promised): void {
  run.promises.set(keyOfPromise(value), promised);
}

export function promiseOf(run: Run, value: Value): Promised | undefined {
  return run.promises.size === 0 ? undefined : run.promises.get(keyOfPromise(value));
}

/** What waiting for a kept promise gives: its value, with what it teaches. */
export function awaited(run: Run, value: Value): Value {
  if (run.promises.size === 0) return value;
  if (value.kind === "list") return { ...value, items: value.items.map((item) => ({ ...item, value: awaited(run, item.value) })) };
  const promised = promiseOf(run, value);
  if (!promised) return value;
  run.state.learn(promised.facts);
  const answer: Value = value.kind === "reference" && value.root.kind === "call" ? { ...value, root: { ...value.root, id: nextId(run, "call") } } : { ...value };
  teach(run, answer, promised.outcome);
  return answer;
}

/** Keeps what a value's truth teaches, wherever it is read: references are made anew for every place. */
export function teach(run: Run, value: Value, outcome: Outcome): void {
  run.outcomes.set(value, outcome);
  if (value.kind === "reference" && value.root.kind === "call" && value.path.length === 0) run.answers.set(value.root.id, outcome);
}

function keyOfPromise(value: Value): unknown {
  return value.kind === "reference" ? `${value.root.id} ${value.path.join(".")}` : value;
}
