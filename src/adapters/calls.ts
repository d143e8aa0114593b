import { reference, unknown } from "../analysis/make-value.ts";
import { choiceOf, optionsOf } from "../analysis/object-value.ts";
import type { CallRoot, Value } from "../analysis/value.ts";

/** The name of the function or method that a result comes from. */
export function calledName({ callee: called }: Pick<CallRoot, "callee">): string | undefined {
  const [callee] = optionsOf(called);
  if (callee?.kind !== "reference") return undefined;
  const { root, path } = callee;
  return path.at(-1) ?? (root.kind === "import" || root.kind === "global" || root.kind === "parameter" ? root.name : undefined);
}

/** The call whose result a value is as a whole. */
export function callOf(value: Value | undefined): CallRoot | undefined {
  return value?.kind === "reference" && value.root.kind === "call" && value.path.length === 0 ? value.root : undefined;
}

/** What a method was called on that made something. */
export function receiverOf({ callee }: Pick<CallRoot, "callee">): Value {
  const [first, ...others] = optionsOf(callee).flatMap((option) => (option.kind === "reference" ? [reference(option.root, option.path.slice(0, -1), option.node)] : []));
  return first ? choiceOf([first, ...others]) : unknown("a receiver");
}
