import type { CallRoot, Value } from "../analysis/value.ts";

/** The name of the function or method that a result comes from. */
export function calledName({ callee }: Pick<CallRoot, "callee">): string | undefined {
  if (callee.kind !== "reference") return undefined;
  const { root, path } = callee;
  return path.at(-1) ?? (root.kind === "import" || root.kind === "global" || root.kind === "parameter" ? root.name : undefined);
}

/** The call whose result a value is as a whole. */
export function callOf(value: Value | undefined): CallRoot | undefined {
  return value?.kind === "reference" && value.root.kind === "call" && value.path.length === 0 ? value.root : undefined;
}
